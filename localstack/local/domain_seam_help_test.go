package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/table/store"
)

// zoneStory is a system whose functions may crash while a domain is set up, and all that the world was ever shown of its zone.
type zoneStory struct {
	*local.System

	clock  *local.Clock
	seam   *local.Seam
	host   domain.HostKind
	name   string
	tenant string
	serial uint32   // of the zone that a person writes
	proof  []string // that the person entered

	mu    sync.Mutex
	shown [][]string // what was published, in its order
	heard []string   // every answer of the API
}

// newZoneStory starts a system. Whatever is published is seen at the next write of an item: each request to publish follows one.
func newZoneStory(ctx context.Context, host domain.HostKind, edits ...func(*local.Options)) (*zoneStory, error) {
	names := map[domain.HostKind]string{domain.OVH: local.FreshZone, domain.Route53: local.AmazonZone, domain.File: local.HandZone}
	w := &zoneStory{clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), seam: local.NewSeam(), host: host, name: names[host], serial: 1}
	o := local.Options{Clock: w.clock, Seam: w.seam, Idle: []string{"compare", "lead"}, Store: func(inner store.Store) store.Store { return watchedStore{inner, w} }}
	for _, edit := range edits {
		edit(&o)
	}
	s, err := local.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.System = s
	w.mu.Unlock()
	w.look()
	seed := partnercenter.CustomerSeed{Partner: sampleTenant, Domain: "northwind.onmicrosoft.com", Company: "Northwind", Country: "DE"}
	w.tenant, err = s.PartnerCenter.AddCustomer(seed)
	return w, err
}

// watchedStore looks at what is published whenever something is written.
type watchedStore struct {
	store.Store

	story *zoneStory
}

func (s watchedStore) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	s.story.look()
	return s.Store.Put(ctx, i, c)
}

func (s watchedStore) Transact(ctx context.Context, w []store.Write) error {
	s.story.look()
	return s.Store.Transact(ctx, w)
}

// look notes what the zone's host has published, if it is other than before.
func (w *zoneStory) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.System == nil {
		return
	}
	rows := w.rows()
	if n := len(w.shown); n == 0 || !slices.Equal(w.shown[n-1], rows) {
		w.shown = append(w.shown, rows)
	}
}

// rows gives what is published, in an order of its own. Of a zone that a person writes it is what the person wrote.
func (w *zoneStory) rows() []string {
	var all []string
	switch w.host {
	case domain.OVH:
		z, _ := w.OVH.View(w.name, true)
		for _, r := range z.Rows {
			all = append(all, fmt.Sprintf("%s %d %s %s", r.Name, r.TTL, r.Type, r.Target))
		}
	case domain.Route53:
		z, _ := w.Route53.View(w.name)
		for _, s := range z.Sets {
			all = append(all, fmt.Sprintf("%s %d %s %q", s.Name, s.TTL, s.Type, s.Values))
		}
	case domain.File:
	}
	slices.Sort(all)
	return all
}

// staged gives the rows that wait at OVHcloud to be published, in the same form.
func (w *zoneStory) staged() []string {
	z, _ := w.OVH.View(w.name, false)
	var all []string
	for _, r := range z.Rows {
		all = append(all, fmt.Sprintf("%s %d %s %s", r.Name, r.TTL, r.Type, r.Target))
	}
	slices.Sort(all)
	return all
}

// call makes one call of the API and reads its answer into out, unless out is nil.
func (w *zoneStory) call(ctx context.Context, method, path, body string, out any) (int, string, error) {
	token, err := w.Token(ctx, local.Client)
	if err != nil {
		return 0, "", err
	}
	r, err := http.NewRequestWithContext(ctx, method, local.API+"/v1/dns"+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "the-one")
	}
	res, err := w.Transport().RoundTrip(r)
	if err != nil {
		return 0, "", err
	}
	raw, err := io.ReadAll(res.Body)
	err = errors.Join(err, res.Body.Close())
	if err == nil && out != nil && res.StatusCode < http.StatusMultipleChoices {
		err = json.Unmarshal(raw, out)
	}
	text := fmt.Sprintf("%s %s: %d %s", method, path, res.StatusCode, raw)
	w.mu.Lock()
	w.heard = append(w.heard, text)
	w.mu.Unlock()
	return res.StatusCode, text, err
}

// ask calls until it is answered, as a client does whose call may have ended without an answer. A decision that was made by such a call is refused the second
// time, since the setup went on: then what comes of it tells.
func (w *zoneStory) ask(ctx context.Context, method, path, body string, out any) error {
	decision := strings.Count(path, "/") > 2
	var last string
	for try := range 8 {
		code, text, err := w.call(ctx, method, path, body, out)
		switch {
		case err != nil || code < http.StatusMultipleChoices:
			return err
		case decision && try > 0 && (code == http.StatusConflict || code == http.StatusPreconditionFailed):
			return nil
		case code < http.StatusInternalServerError && code != http.StatusConflict && code != http.StatusTooManyRequests:
			return errors.New(text)
		}
		last = text
		w.clock.Advance(time.Minute)
	}
	return errors.New(last)
}

// until lets time go by until the plan is in one of some states.
func (w *zoneStory) until(ctx context.Context, id string, want ...string) (shownPlan, error) {
	var p shownPlan
	for range 50 * 6 {
		if err := w.Drain(ctx); err != nil {
			return p, err
		}
		p = shownPlan{}
		if err := w.ask(ctx, http.MethodGet, "/plans/"+id, "", &p); err != nil || slices.Contains(want, p.State+" "+p.Stage) {
			return p, err
		}
		if p.State == "by_hand" || p.State == "restoring" {
			if err := w.enter(p); err != nil {
				return p, err
			}
		}
		w.clock.Advance(10 * time.Minute)
		if err := w.Wake(ctx, "sweep"); err != nil && w.seam.Hits() == 0 {
			return p, err
		}
	}
	return p, fmt.Errorf("%s %s, want %v: %+v, %+v", p.State, p.Stage, want, p.Problem, p.Steps)
}

// enter is the person who writes the zone by hand: the lines that the plan says are added to those of before, and taken out for a rollback.
func (w *zoneStory) enter(p shownPlan) error {
	if w.host != domain.File {
		return nil
	}
	w.serial++
	lines := map[string][]string{"ownership": w.proof}
	if p.State == "by_hand" {
		lines[p.Stage] = nil
		for _, l := range p.Lines {
			if row, ok := strings.CutPrefix(l, "enter  "); ok {
				lines[p.Stage] = append(lines[p.Stage], row)
			}
		}
	}
	w.proof = lines["ownership"]
	all := strings.Join(slices.Concat(w.proof, lines["services"]), "\n")
	return w.DNS.Publish(w.name, local.HandFile(w.serial, all+"\n"), w.clock.Now())
}
