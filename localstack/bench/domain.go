package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// estate is a system whose partner has a customer, and an account at OVHcloud.
type estate struct {
	*world

	tenant string
}

// zonesOpen starts a system in which nothing runs by schedule but what sets domains up. The other schedules are not about them.
func zonesOpen(ctx context.Context, o local.Options) (*estate, error) {
	o.Clock = local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	for _, f := range functions.All() {
		if f.Every > 0 && f.Name != "sweep" {
			o.Idle = append(o.Idle, f.Name)
		}
	}
	logs := &counter{}
	o.Log = slog.New(slog.NewJSONHandler(logs, nil))
	s, err := local.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	e := &estate{world: &world{System: s, clock: o.Clock, logs: logs}}
	f, err := s.Seed()
	if err != nil {
		return nil, err
	}
	const name = "northwind.onmicrosoft.com"
	if e.tenant, err = s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Partner: string(f.Partners[0].Tenant), Domain: name, Company: name, Country: "DE"}); err != nil {
		return nil, err
	}
	keys := `{"kind":"ovh","application_key":"` + local.OVHApplication + `","application_secret":"` + local.OVHSecret + `","consumer_key":"` + local.OVHConsumer + `"}`
	return e, e.ask(ctx, http.MethodPut, "/hosts/main", keys, nil)
}

// ask calls an operation below /v1/dns and reads its answer.
func (e *estate) ask(ctx context.Context, method, path, body string, out any) error {
	return e.askAt(ctx, method, "/v1/dns"+path, body, out)
}

// askAt calls an operation and reads its answer. What is there once only is asked to be new.
func (e *estate) askAt(ctx context.Context, method, path, body string, out any) error {
	token, err := e.Token(ctx, local.Client)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, local.API+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if strings.Contains(path, "/plans/default") {
		r.Header.Set("If-None-Match", "*")
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := e.Transport().RoundTrip(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(bytes.NewReader(raw)).Decode(out)
}

// shown is what the bench reads of a domain's setup.
type shown struct {
	ID, State, Stage, Hash string
	Line                   struct{ State string }
}

// stages are the parts of a domain's way: what somebody asks for, and where it has got to then.
func stages(tenant string) []struct{ name, path, body, state, stage string } {
	plan := `{"customer_id":"` + tenant + `","domain":"` + local.FreshZone + `","host":{"kind":"ovh","account":"main"},"options":{"services":["Email"]}}`
	const apply = `{"hash":"HASH"}`
	return []struct{ name, path, body, state, stage string }{
		{"planned", "/plans", plan, "planned", "ownership"},
		{"proof applied, second plan", "/plans/ID/apply", apply, "planned", "services"},
		{"planned with a consent", "/plans/ID/consents", `{"hash":"HASH","classes":["replace_mx"]}`, "planned", "services"},
		{"services applied", "/plans/ID/apply", apply, "done", "services"},
	}
}

// lone counts what one domain takes from its first plan to the end: of OVHcloud, of the table and of the queue.
func lone(ctx context.Context, r *report) error {
	e, err := zonesOpen(ctx, local.Options{})
	if err != nil {
		return err
	}
	defer e.DNS.Close() //nolint:errcheck // nobody asks any more
	view, _ := e.OVH.View(local.FreshZone, true)
	var at shown
	var all span
	for _, s := range stages(e.tenant) {
		begun := e.mark()
		body := strings.ReplaceAll(s.body, "HASH", at.Hash)
		if err := e.ask(ctx, http.MethodPost, strings.ReplaceAll(s.path, "ID", at.ID), body, &at); err != nil {
			return err
		}
		if at, err = e.until(ctx, at.ID, s.state, s.stage); err != nil {
			return err
		}
		took := e.since(begun)
		all.add(took)
		r.add(row{group: groupDomain, name: "calls to OVHcloud: a domain, " + s.name, figure: strconv.Itoa(len(took.calls)), bound: perMethod(took.calls), aim: "shown"})
		r.note("Calls to OVHcloud of a domain, %s: %s.", s.name, perRoute(took.calls))
	}
	reads := 0
	for _, c := range all.calls {
		if strings.HasPrefix(c, http.MethodGet) {
			reads++
		}
	}
	r.add(row{group: groupDomain, name: "calls to OVHcloud: a domain in all", figure: strconv.Itoa(len(all.calls)), bound: fmt.Sprintf("%d to read, %d to write; %d rows", reads, len(all.calls)-reads, len(view.Rows)), aim: "shown"})
	r.add(row{group: groupDomain, name: "write units: a domain in all", figure: fmt.Sprintf("%.0f", all.units.Write), bound: fmt.Sprintf("%.0f read units", all.units.Read), aim: "shown"})
	r.note("Write units of a domain: %s. Read units: %s.", perKind(all.units.By, false), perKind(all.units.By, true))
	r.add(row{group: groupDomain, name: "SQS requests: a domain in all", figure: fmt.Sprintf("%.0f", requests(all.queue)), bound: counts(all.queue), aim: "shown"})
	return nil
}

// until lets time go by, a minute at a time, until a setup has got somewhere.
func (e *estate) until(ctx context.Context, id, state, stage string) (shown, error) {
	var at shown
	const most = 48 * time.Hour
	for range int(most / time.Minute) {
		if err := e.Drain(ctx); err != nil {
			return at, err
		}
		// Past the table that bills: whoever looks does so as often as they like.
		all, err := e.aside(ctx)
		if err != nil {
			return at, err
		}
		s, err := all.Domains().Setup(ctx, samplePartner, id)
		if err != nil {
			return at, err
		}
		at = shown{ID: s.ID, State: string(s.State), Stage: string(s.Stage), Hash: s.Hash}
		if at.State == state && at.Stage == stage {
			return at, nil
		}
		e.clock.Advance(time.Minute)
		if err := e.Fire(ctx); err != nil {
			return at, err
		}
	}
	return at, fmt.Errorf("the domain is %s after %s", at.State, most)
}

// samplePartner is the partner of the sample client.
const samplePartner = "sample"

// span is what a part of the way took.
type span struct {
	calls []string // method and path
	units memory.Units
	queue memory.Counts
}

func (e *estate) mark() span {
	e.OVH.Forget()
	return span{units: e.Store.Units(), queue: e.Domains.Counts()}
}

// since gives what was taken since a mark.
func (e *estate) since(m span) span {
	s := span{units: e.Store.Units(), queue: e.Domains.Counts()}
	for op, n := range m.units.By {
		s.units.By[op] -= n
	}
	s.units.Write, s.units.Read = s.units.Write-m.units.Write, s.units.Read-m.units.Read
	s.queue.Sends, s.queue.Receives, s.queue.Deletes = s.queue.Sends-m.queue.Sends, s.queue.Receives-m.queue.Receives, s.queue.Deletes-m.queue.Deletes
	for _, c := range e.OVH.Calls() {
		s.calls = append(s.calls, c.Method+" "+route(c))
	}
	return s
}

func (s *span) add(more span) {
	s.calls = append(s.calls, more.calls...)
	s.units.Write, s.units.Read = s.units.Write+more.units.Write, s.units.Read+more.units.Read
	if s.units.By == nil {
		s.units.By = map[string]float64{}
	}
	for op, n := range more.units.By {
		s.units.By[op] += n
	}
	s.queue.Sends, s.queue.Receives, s.queue.Deletes = s.queue.Sends+more.queue.Sends, s.queue.Receives+more.queue.Receives, s.queue.Deletes+more.queue.Deletes
}
