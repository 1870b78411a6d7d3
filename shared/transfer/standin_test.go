package transfer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/transfer"
)

// seam is passed before and after each effect; at a chosen one the goroutine ends, and nothing that it still does has any effect.
type seam struct {
	count int
	crash []int
	dead  bool
}

func (s *seam) point() {
	s.count++
	if slices.Contains(s.crash, s.count) {
		s.dead = true
		runtime.Goexit()
	}
}

func (s *seam) do(effect func() error) error {
	if s.dead {
		return fault.Unavailable.Errorf("dead")
	}
	s.point()
	err := effect()
	s.point()
	return err
}

// crashing does something that may end at a seam, and tells whether it came to its end.
func crashing(do func()) (finished bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
		finished = true
	}()
	<-done
	return finished
}

const (
	us, them, tenant = "11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002", "33333333-0000-4000-8000-000000000003"
)

// world is everything around a transfer, in memory.
type world struct {
	*testing.T
	seam

	clock    time.Time
	records  map[string][]byte // as JSON, so that nothing is shared
	versions map[string]int64
	of       map[string]string
	told     []transfer.Event
	all      []transfer.Shown
	have     []transfer.Line
	creates  int
	submits  int
	requests int
	fail     map[string]error // the next call's failure, by its name
}

func begin(t *testing.T) *world {
	t.Helper()
	return &world{
		T: t, clock: time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC), records: map[string][]byte{}, versions: map[string]int64{}, of: map[string]string{},
		fail: map[string]error{}, have: []transfer.Line{line("a", 5), line("b", 7)},
	}
}

func line(id string, seats int) transfer.Line {
	return transfer.Line{
		ID: id, Product: "CFQ7TTC0LCHC", SKU: "0002", Quantity: seats, Term: "P1Y", Billing: "monthly", Status: "active", NewCommerce: true,
		Ends: time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC), CancelUntil: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC),
	}
}

func (w *world) worker() transfer.Worker {
	seller := func(context.Context, string) (transfer.Seller, error) {
		return transfer.Seller{Views: w, Hands: w, Own: us}, nil
	}
	name := func() string { w.requests++; return fmt.Sprintf("request-%d", w.requests) }
	return transfer.Worker{Book: w, Seller: seller, House: w, Request: name, Now: func() time.Time { return w.clock }}
}

func (w *world) desk() transfer.Desk {
	return transfer.Desk{Book: w, Waker: w, Now: func() time.Time { return w.clock }}
}

func (w *world) Wake(context.Context, *transfer.Transfer)               {}
func (w *world) Look(context.Context, string, string, string) error     { return nil }
func (w *world) Of(_ context.Context, _, seller string) (string, error) { return w.of[seller], nil }
func (w *world) failed(call string) (err error)                         { err = w.fail[call]; delete(w.fail, call); return err }

func (w *world) Load(_ context.Context, _, id string) (t transfer.Transfer, err error) {
	raw, ok := w.records[id]
	if !ok {
		return t, fault.NotFound.Errorf("transfer: not there")
	}
	err = json.Unmarshal(raw, &t)
	t.Version = w.versions[id]
	return t, err
}

func (w *world) Save(_ context.Context, t *transfer.Transfer) error {
	return w.do(func() error {
		if w.versions[t.ID] != t.Version {
			return fault.Stale.Errorf("transfer: changed")
		}
		raw, err := json.Marshal(t)
		if err != nil {
			return err
		}
		if t.Seller.ID != "" {
			w.of[t.Seller.ID] = t.ID
		}
		t.Version++
		w.records[t.ID], w.versions[t.ID] = raw, t.Version
		w.told = append(w.told, t.Tell...)
		t.Tell = nil
		return nil
	})
}

func (w *world) List(context.Context, string) ([]transfer.Shown, error) {
	return slices.Clone(w.all), w.failed("list")
}

func (w *world) Read(_ context.Context, _, id string) (transfer.Shown, error) {
	for _, s := range w.all {
		if s.ID == id {
			return s, w.failed("read")
		}
	}
	return transfer.Shown{}, fault.NotFound.Errorf("transfer: not there")
}

func (w *world) Create(_ context.Context, _ string, r transfer.Request) (s transfer.Shown, err error) {
	if err := w.failed("create"); err != nil {
		return s, err
	}
	err = w.do(func() error {
		w.creates++
		s = transfer.Shown{
			ID: fmt.Sprintf("t%d", w.creates), Status: transfer.Open, Source: r.Other, Target: transfer.Party{Tenant: us}, Created: w.clock,
			Expires: w.clock.Add(30 * 24 * time.Hour),
		}
		w.all = append(w.all, s)
		return nil
	})
	if lost := w.failed("answer"); lost != nil {
		return transfer.Shown{}, lost
	}
	return s, err
}

func (w *world) Submit(_ context.Context, _, _, id string, lines []string) error {
	if err := w.failed("submit"); err != nil {
		return err
	}
	err := w.do(func() error {
		w.submits++
		w.set(id, transfer.AtWork)
		for _, l := range lines {
			w.all[len(w.all)-1].Items = append(w.all[len(w.all)-1].Items, transfer.Item{Subscription: l})
		}
		return nil
	})
	if lost := w.failed("answer"); lost != nil {
		return lost
	}
	return err
}

func (w *world) End(_ context.Context, _, _, id string, how transfer.Status) error {
	if err := w.failed("end"); err != nil {
		return err
	}
	return w.do(func() error { w.set(id, how); return nil })
}

func (w *world) set(id string, s transfer.Status) {
	for i := range w.all {
		if w.all[i].ID == id {
			w.all[i].Status, w.all[i].Word = s, string(s)
		}
	}
}

func (w *world) Licences(context.Context, string, string) ([]transfer.Line, error) {
	return slices.Clone(w.have), w.failed("licences")
}

// ask asks for a transfer to us.
func (w *world) ask() transfer.Transfer {
	w.Helper()
	t, err := w.desk().Ask(w.Context(), "one", transfer.Wish{ID: "trf_1", Tenant: tenant, Other: transfer.Party{Tenant: them, Name: "Other"}, Contact: "a@b.example"})
	if err != nil {
		w.Fatal(err)
	}
	return t
}

// arrive has another partner ask for the customer.
func (w *world) arrive() string {
	w.Helper()
	w.all = append(w.all, transfer.Shown{ID: "g1", Status: transfer.Open, Source: transfer.Party{Tenant: us}, Target: transfer.Party{Tenant: them, Name: "Other"}, Created: w.clock})
	if _, err := w.worker().Find(w.Context(), "one", tenant, ""); err != nil {
		w.Fatal(err)
	}
	return "trf_g1"
}

// go on works on a transfer until a state, however long that takes.
func (w *world) reach(id string, s transfer.State) transfer.Transfer {
	w.Helper()
	for range 100 {
		t, err := w.worker().Run(w.Context(), "one", id)
		if err != nil {
			w.Fatal(err)
		}
		if t.State == s {
			return t
		}
		w.clock = w.clock.Add(time.Minute)
		if t.Due.After(w.clock) {
			w.clock = t.Due
		}
	}
	w.Fatalf("the transfer is %+v, want %s", w.get(id), s)
	return transfer.Transfer{}
}

func (w *world) get(id string) transfer.Transfer {
	t, err := w.Load(w.Context(), "one", id)
	if err != nil {
		w.Fatal(err)
	}
	return t
}

// complete has the seller move seats to us, with new ids.
func (w *world) complete(id string, lines ...transfer.Line) {
	w.set(id, transfer.Complete)
	w.have = append(w.have, lines...)
	for i := range w.all {
		if w.all[i].ID == id {
			w.all[i].Items = nil
			for _, l := range lines {
				w.all[i].Items = append(w.all[i].Items, transfer.Item{Subscription: "old", Product: l.Product, SKU: l.SKU, Quantity: l.Quantity})
			}
		}
	}
}
