package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table/store"
)

// priceSecrets is in dollars for 10,000 calls, as AWS writes it.
const priceSecrets = 0.05

// vault answers for Secrets Manager as far as a refresh needs it, and counts.
type vault struct {
	mu    sync.Mutex
	kept  map[string]*kept
	calls map[string]int
}

type kept struct {
	values map[string]string // by version
	at     map[string]string // version by label
}

// refreshes counts the calls of Secrets Manager that the daily tick makes for a partner, with the adapter that makes them on AWS.
func refreshes(ctx context.Context, r *report) error {
	v := &vault{kept: map[string]*kept{}, calls: map[string]int{}}
	server, address, err := listen(ctx, v)
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // nobody is served any more
	cfg := aws.Config{Region: "eu-central-1", BaseEndpoint: aws.String("http://" + address), Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", "")}
	manager, clock := secret.Open(cfg, ""), local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s, err := local.Start(ctx, local.Options{Clock: clock, Secrets: func(secret.Versions) secret.Versions { return manager }})
	if err != nil {
		return err
	}
	if err := v.fill(ctx, s); err != nil {
		return err
	}
	for _, id := range []string{"other", "branch"} { // one partner is to be counted
		k := key.Listed(id)
		if err := s.Store.Delete(ctx, store.Key{PK: string(k.PK), SK: string(k.SK)}, nil); err != nil {
			return err
		}
	}
	for _, day := range []struct {
		name   string
		passes time.Duration
	}{{"a day on which nothing is due", 24 * time.Hour}, {"a refresh", 8 * 24 * time.Hour}, {"the next refresh", 8 * 24 * time.Hour}} {
		clock.Advance(day.passes)
		clear(v.calls)
		if err := s.Wake(ctx, "refresh"); err != nil {
			return err
		}
		n, text := v.counted()
		r.add(row{group: groupToken, name: "Secrets Manager calls of " + day.name, figure: strconv.Itoa(n), bound: text, aim: "shown"})
		if day.name == "a refresh" {
			r.note("A refresh of a partner's sign-in costs %d calls of Secrets Manager, $%.6f. Two of its reads are for asking Graph when the app's secret ends, which is not done where the end was entered.",
				n, float64(n)*priceSecrets/10_000)
		}
	}
	return nil
}

// fill takes over what the system was seeded with.
func (v *vault) fill(ctx context.Context, s *local.System) error {
	for _, name := range s.Secrets.Names() {
		value, err := s.Secrets.Read(ctx, name)
		if err != nil {
			return err
		}
		v.kept[name] = &kept{values: map[string]string{"seed": value}, at: map[string]string{"AWSCURRENT": "seed"}}
	}
	return nil
}

func (v *vault) counted() (n int, text string) {
	var parts []string
	for _, op := range slices.Sorted(maps.Keys(v.calls)) {
		n += v.calls[op]
		parts = append(parts, fmt.Sprintf("%d %s", v.calls[op], op))
	}
	return n, strings.Join(parts, ", ")
}

// asked is what a request of Secrets Manager says.
type asked struct {
	SecretId, SecretString, ClientRequestToken         string //nolint:revive // AWS's names
	VersionStage, MoveToVersionId, RemoveFromVersionId string //nolint:revive // AWS's names
	VersionStages                                      []string
}

// ServeHTTP tells the operations apart by the request's target.
func (v *vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in asked
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &in) != nil {
		http.Error(w, "no request", http.StatusBadRequest)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.calls[op]++
	s := v.kept[in.SecretId]
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if s == nil {
		missing(w)
		return
	}
	switch op {
	case "GetSecretValue":
		s.get(w, in)
	case "PutSecretValue":
		s.values[in.ClientRequestToken] = in.SecretString
		for _, l := range in.VersionStages {
			s.at[l] = in.ClientRequestToken
		}
		reply(w, map[string]any{"VersionId": in.ClientRequestToken, "VersionStages": in.VersionStages})
	case "UpdateSecretVersionStage":
		if in.VersionStage == "AWSCURRENT" {
			s.at["AWSPREVIOUS"] = s.at["AWSCURRENT"]
		}
		s.at[in.VersionStage] = in.MoveToVersionId
		reply(w, map[string]any{})
	case "DescribeSecret":
		stages := map[string][]string{}
		for l, id := range s.at {
			stages[id] = append(stages[id], l)
		}
		reply(w, map[string]any{"VersionIdsToStages": stages})
	default:
		http.Error(w, "not stood in for", http.StatusNotImplemented)
	}
}

func (s *kept) get(w http.ResponseWriter, in asked) {
	label := in.VersionStage
	if label == "" {
		label = "AWSCURRENT"
	}
	id := s.at[label]
	if id == "" {
		missing(w)
		return
	}
	var labels []string
	for l, at := range s.at {
		if at == id {
			labels = append(labels, l)
		}
	}
	reply(w, map[string]any{"SecretString": s.values[id], "VersionId": id, "VersionStages": labels})
}

func missing(w http.ResponseWriter) {
	w.WriteHeader(http.StatusBadRequest)
	reply(w, map[string]any{"__type": "ResourceNotFoundException", "message": "not there"})
}

func reply(w http.ResponseWriter, v map[string]any) {
	_ = json.NewEncoder(w).Encode(v) //nolint:errchkjson // texts only, and a client that is gone cannot be told
}
