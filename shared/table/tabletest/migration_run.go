package tabletest

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// still is a seller whose subscriptions stay as they are: two of each customer.
type still struct{ migration.Seller }

func (still) Services(_ context.Context, t migration.Tenant) ([]migration.Service, error) {
	base := migration.Service{Kind: migration.NewCommerce, Name: "Business Basic", Status: "active", Quantity: 3, Term: "P1Y", Billing: "monthly"}
	first, second := base, base
	first.ID, second.ID = migration.ServiceID(t+"-1"), migration.ServiceID(t+"-2")
	return []migration.Service{first, second}, nil
}

// nowhere is a queue for a test that calls the workers itself.
type nowhere struct{}

func (nowhere) Send(context.Context, *migration.Head, []migration.Item) error { return nil }

// units makes the customers of a migration, who all have an opening invoice.
func units(t *testing.T, h migration.Head, customers int) (all []migration.Item) {
	t.Helper()
	for n := range customers {
		f := migration.Folder{Partner: h.Partner, Customer: migration.Customer{Tenant: tenant(n), Email: fmt.Sprintf("c%d@example.com", n)}}
		o := migration.Outlook{Tenant: tenant(n), Company: "Contoso", Take: true, Filled: map[migration.Field]string{migration.Username: fmt.Sprint("user", n)}}
		var err error
		f.Services, err = still{}.Services(t.Context(), o.Tenant)
		want(t, err, "")
		for _, s := range f.Services {
			o.Services = append(o.Services, migration.Prospect{Service: s.ID, Act: migration.Adopt, Filled: map[migration.Field]string{migration.InvoiceFrom: "2026-11-01"}})
		}
		all = append(all, migration.NewItem(h.ID, h.Partner, &f, &o, 0, noon))
	}
	return all
}

// meanwhile runs all at once, each again while it may be tried again, as a message comes again.
func meanwhile(t *testing.T, all ...func() error) {
	t.Helper()
	var wait sync.WaitGroup
	for _, do := range all {
		wait.Go(func() {
			err := do()
			for n := 0; fault.Of(err).Retryable() && n < 20; n++ {
				err = do()
			}
			if err != nil {
				t.Errorf("got %v", err)
			}
		})
	}
	wait.Wait()
}

func migrationRuns(t *testing.T, s store.Store) {
	tab := opened(s)
	m, letters, clock, partner := tab.Migrations(), tab.Letters(), func() time.Time { return noon }, "p#"+rand.Text()
	h, err := migration.Start(t.Context(), m, partner, "hash", "ann", []migration.Wave{{}}, noon)
	want(t, err, "")
	c := migration.Conductor{Board: m, Ledger: m, Queue: nowhere{}, Now: clock}
	const customers = 24
	prepare := func() error { _, err := c.Prepare(t.Context(), h, units(t, h, customers)); return err }
	meanwhile(t, prepare, prepare, prepare)
	w := migration.Worker{Board: m, Ledger: m, Seller: still{}, House: m, Letters: letters, Now: clock}
	var work []func() error
	for n := range customers {
		do := func() error { _, err := w.Do(t.Context(), h.ID, tenant(n)); return err }
		work = append(work, do, do) // each message comes twice
	}
	meanwhile(t, work...)
	_, drift, err := migration.Recount(t.Context(), m, m, h.ID)
	if want(t, err, ""); drift != "" {
		t.Fatal(drift)
	}
	tally, err := m.Tally(t.Context(), h.ID)
	want(t, err, "")
	if diff := cmp.Diff(migration.Counts{Done: customers, Services: 2 * customers, ServicesDone: 2 * customers}, tally.Total()); diff != "" {
		t.Fatalf("counters (-want +got):\n%s", diff)
	}
	owned, _, err := m.AllOwned(t.Context(), partner, "", 100)
	want(t, err, "")
	bills, _, err := m.Openings(t.Context(), partner, "", 100)
	want(t, err, "")
	sent, _, err := letters.Log(t.Context(), partner, "", 100)
	if want(t, err, ""); len(owned) != 2*customers || len(bills) != 2*customers || len(sent) != customers {
		t.Fatalf("%d subscriptions, %d invoices, %d letters", len(owned), len(bills), len(sent))
	}
	for range 2 {
		h, err = c.Advance(t.Context(), h.ID)
		want(t, err, "")
	}
	if h.State != migration.HeadOver {
		t.Fatalf("the migration is %s", h.State)
	}
}
