package partnercenter_test

import (
	"context"
	"testing"
	"time"

	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/partner"
)

// folders is a shelf in memory, which one goroutine writes.
type folders map[migration.Tenant]migration.Folder

func (s folders) Folder(_ context.Context, _ string, t migration.Tenant) (migration.Folder, error) {
	f, known := s[t]
	if !known {
		return f, fault.NotFound.Errorf("folder")
	}
	return f, nil
}

func (s folders) Keep(_ context.Context, f migration.Folder) error {
	s[f.Customer.Tenant] = f
	return nil
}

func (s folders) SaveReading(_ context.Context, r *migration.Reading) error {
	r.Version++
	return nil
}

// read reads all customers, through as many rests as the seller asks for.
func (w *world) read(t *testing.T, s folders, g *migration.Reading) {
	t.Helper()
	r := migration.Reader{Source: w.Base(), Details: w.Base().Details, Shelf: s, Now: w.now, AtOnce: 8}
	for range 100 {
		if must(t, "read", r.Run(t.Context(), g)); !g.Done.IsZero() {
			return
		}
		_ = w.pass(t.Context(), g.Due.Sub(w.now()))
	}
	t.Fatal("the reading has no end")
}

func TestABaseIsReadWholeAndThenOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	customers := 60
	if !testing.Short() {
		customers = 3000
	}
	w := simulated(t, func(o *sim.Options) { o.Throttle = sim.DocumentedThrottle }, partner.Partner{})
	ids, err := w.sim.Populate(sim.Population{Seed: 5, Customers: customers, Subscriptions: 3 * customers, Legacy: 30, Unsigned: 10})
	must(t, "populate", err)
	began, s := w.now(), folders{}
	first := migration.Reading{ID: "one", Partner: "p", Began: began}
	w.read(t, s, &first)
	if p := first.Progress(); p.Customers != customers || p.Services != 3*customers || p.Kept != 0 {
		t.Fatalf("read %+v", p)
	}
	unsigned := 0
	for _, f := range s {
		if f.Customer.Email == "" || f.Customer.Country == "" {
			t.Fatalf("lacks details: %+v", f.Customer)
		}
		if f.Customer.Agreed == migration.No {
			unsigned++
		}
	}
	refused := 0
	for _, c := range w.sim.Calls() {
		if c.Status == 429 {
			refused++
		}
	}
	if calls := len(w.sim.Calls()); unsigned == 0 || refused*100 > calls {
		t.Errorf("%d of %d calls refused; %d without agreement; took %s", refused, calls, unsigned, w.now().Sub(began))
	}
	_ = w.pass(t.Context(), 2*24*time.Hour)
	must(t, "review", w.sim.Relate(ids[7], home, "reseller")) // leaves a record
	over := 0
	for _, f := range s {
		for n := range f.Services {
			if end := f.Services[n].Ends.AddDate(0, 0, 1); f.Seen.Before(end) && !w.now().Before(end) {
				over++
				break
			}
		}
	}
	second := migration.Reading{ID: "two", Partner: "p", Began: w.now(), Former: "one", Since: first.Began}
	w.read(t, s, &second)
	if p := second.Progress(); second.Whole != "" || p.Customers != customers || p.Customers-p.Kept > over+1 || p.Kept == customers || s[migration.Tenant(ids[0])].Customer.Email == "" {
		t.Errorf("read %+v again, %d terms over", p, over)
	}
}
