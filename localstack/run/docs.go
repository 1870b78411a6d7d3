package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/localstack/docs"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// pages puts the pages for a shop's developer in front of the API.
func pages(s *local.System, base string) (*docs.Docs, error) {
	return docs.New(docs.Options{
		API: s, Address: base, Now: clock,
		Token:  func(ctx context.Context) (string, error) { return s.Token(ctx, local.Client) },
		Secret: func(ctx context.Context, connection string) (string, error) { return signs(ctx, s, connection) },
		Became: func(ctx context.Context, d docs.Delivery) []string { return became(ctx, s, d) },
	})
}

// signs gives what a connection's shop signs with.
func signs(ctx context.Context, s *local.System, connection string) (string, error) {
	raw, err := s.Secrets.Read(ctx, "connection/"+connection+"/webhook")
	if err != nil {
		return "", err
	}
	var held partner.Secret
	if err := json.Unmarshal([]byte(raw), &held); err != nil {
		return "", fmt.Errorf("the connection's secret cannot be read: %w", err)
	}
	return held.Current, nil
}

// most is how many notes of a connection are looked at.
const most = 1000

// became tells what became of what a delivery is about: its orders, and why a person has to look. The sample has few, so that all are looked at.
func became(ctx context.Context, s *local.System, d docs.Delivery) []string {
	table, reference := s.Table(), d.Reference()
	var told []string
	for _, id := range s.OrderIDs() {
		o, err := table.Load(ctx, order.ID(id))
		if err == nil && reference != "" && o.Source.Of == d.Connection && (o.Source.Ref == reference || strings.HasPrefix(o.Source.Ref, reference+"/")) {
			told = append(told, story(o))
		}
	}
	notes, _, err := table.Quarantined(ctx, d.Connection, "", most)
	if err != nil {
		return append(told, "what waits for a person cannot be read")
	}
	sum := sha256.Sum256([]byte(d.Body))
	for _, n := range notes {
		same := n.Order == reference && reference != ""
		if n.Order == "" {
			same = d.Event != "" && strings.Contains(n.Event, d.Event) || strings.Contains(n.Event, hex.EncodeToString(sum[:]))
		}
		if same {
			told = append(told, strings.TrimSuffix("held: "+n.Reason+"; "+n.Suggestion, "; "))
		}
	}
	return told
}

// story tells where an order stands, and what it waits for.
func story(o order.Order) string {
	text := fmt.Sprintf("order %s: %s", o.ID, o.State)
	if q := o.Question; q != nil {
		text += ": " + q.Text
	}
	if o.Hold != nil {
		text += ", held until somebody signs the partner in"
	}
	return text
}
