package migration_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/seatwright/seatwright/shared/migration"
)

func tenant(n int) migration.Tenant {
	return migration.Tenant(fmt.Sprintf("%08d-0000-4000-8000-000000000000", n))
}

func serviceID(n, k int) migration.ServiceID {
	return migration.ServiceID(fmt.Sprintf("%08d-0000-4000-9000-%012d", n, k))
}

// customers gives items of the seller's customers: the legacy of them are converted.
func (w *world) customers(id string, waves []migration.Wave, customers, services int, legacy func(n, k int) bool) []migration.Item {
	var (
		tenants []migration.Tenant
		items   []migration.Item
	)
	for n := range customers {
		tenants = append(tenants, tenant(n))
	}
	cast := migration.Cast(id, tenants, waves)
	for n := range customers {
		t := tenant(n)
		f := migration.Folder{Partner: "acme", Customer: migration.Customer{Tenant: t, Company: fmt.Sprint("Company ", n), Email: fmt.Sprintf("c%d@example.com", n)}}
		o := migration.Outlook{Tenant: t, Company: f.Customer.Company, Take: true, Filled: map[migration.Field]string{migration.Username: fmt.Sprint("user", n)}}
		for k := range services {
			s := migration.Service{ID: serviceID(n, k), Kind: migration.NewCommerce, Name: "Business Basic", Status: "active", Quantity: 3 + k, Term: "P1Y", Billing: "monthly"}
			p := migration.Prospect{Service: s.ID, Act: migration.Adopt, Filled: map[migration.Field]string{migration.PlanField: "basic"}}
			if legacy(n, k) {
				s.Kind, p.Act = migration.Legacy, migration.Convert
			}
			if k > 0 && legacy(n, 0) && legacy(n, k) {
				s.Base = serviceID(n, 0)
			}
			if k == 0 {
				p.Filled[migration.InvoiceFrom] = "2026-11-01"
			}
			f.Services = append(f.Services, s)
			o.Services = append(o.Services, p)
		}
		w.services[t] = f.Services
		items = append(items, migration.NewItem(id, "acme", &f, &o, cast[t], w.clock))
	}
	return items
}

// started starts a migration of so many customers.
func (w *world) started(ctx context.Context, t interface{ Fatal(...any) }, waves []migration.Wave, customers, services int, legacy func(n, k int) bool) string {
	h, err := migration.Start(ctx, w, "acme", "hash", "ann", waves, w.clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = w.conductor().Prepare(ctx, h, w.customers(h.ID, waves, customers, services, legacy)); err != nil {
		t.Fatal(err)
	}
	return h.ID
}

func none(int, int) bool { return false }
func all(int, int) bool  { return true }

// holds checks what always holds: the counters are those of the items, and no rule was broken.
func (w *world) holds(ctx context.Context, t interface{ Fatal(...any) }, id string) {
	_, drift, err := migration.Recount(ctx, w, w, id)
	if err != nil || drift != "" || len(w.broken) > 0 {
		t.Fatal(err, drift, w.broken)
	}
}

// whole checks that every customer is done, once and with everything.
func (w *world) whole(t interface{ Fatal(...any) }) {
	for at, i := range w.items {
		if i.State != migration.Done || w.clients[at] != 1 || w.letters[at].To == "" {
			t.Fatal("not done:", i, w.clients[at], w.letters[at])
		}
		for _, task := range i.Tasks {
			convert := task.Act == migration.Convert
			if task.State != migration.TaskDone || w.taken[task.Result] != at || convert != (w.begun[task.Service] >= 1) {
				t.Fatal("service not done:", task, w.begun[task.Service])
			}
			if (task.Filled[migration.InvoiceFrom] != "") != (w.invoices[task.Result] == 1) {
				t.Fatal("invoice:", task)
			}
		}
	}
}

func usualWaves() []migration.Wave {
	return []migration.Wave{{Count: 2}, {PerMille: 500, FailedPerMille: 20}, {FailedPerMille: 20}}
}

func TestEachCustomerIsMigratedOnceWhateverIsDeliveredTwice(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.started(t.Context(), t, usualWaves(), 250, 2, func(n, k int) bool { return (n+k)%3 == 0 })
	w.seam = func(call string, _ migration.Tenant, after bool) error {
		if call == "queue" && after { // every message comes twice
			w.queue = append(w.queue, w.queue...)
		}
		return nil
	}
	if h := w.run(t.Context(), id, 100); h.State != migration.HeadOver {
		t.Fatal(h)
	}
	w.holds(t.Context(), t, id)
	w.whole(t)
}

func TestStartingTheSameTwiceIsOneMigrationAndAnotherOneHasToWait(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, err := migration.Start(t.Context(), w, "acme", "hash", "ann", usualWaves(), w.clock)
	if err != nil {
		t.Fatal(err)
	}
	b, err := migration.Start(t.Context(), w, "acme", "hash", "bob", usualWaves(), w.clock)
	if err != nil || b.ID != a.ID || b.By != "ann" {
		t.Fatal(b, err)
	}
	if _, err := migration.Start(t.Context(), w, "acme", "other", "bob", usualWaves(), w.clock); err == nil {
		t.Fatal("two migrations of one partner ran at once")
	}
	items := w.customers(a.ID, a.Waves, 5, 1, none)
	for range 2 {
		if _, err := w.conductor().Prepare(t.Context(), a, w.customers(a.ID, a.Waves, 5, 1, none)); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.items) != len(items) {
		t.Fatal(len(w.items))
	}
	w.holds(t.Context(), t, a.ID)
}

func TestWavesThatCannotBeRunAreRefused(t *testing.T) {
	t.Parallel()
	for name, waves := range map[string][]migration.Wave{
		"none":          nil,
		"both sizes":    {{Count: 1, PerMille: 10}, {}},
		"no size":       {{}, {}},
		"below zero":    {{Count: -1}, {}},
		"beyond all":    {{PerMille: 1001}, {}},
		"a long wait":   {{Count: 1, Wait: 1000 * 24 * 3600e9}, {}},
		"a wrong share": {{Count: 1, FailedPerMille: 1001}, {}},
	} {
		if err := migration.CheckWaves(waves); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
