package partnercenter_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

// desk is a migration of one customer that always runs, in memory, and the house that takes over. It is used by one goroutine.
type desk struct {
	head  migration.Head
	item  migration.Item
	taken map[migration.ServiceID]int
}

func (d *desk) Head(context.Context, string) (migration.Head, error) { return d.head, nil }

func (d *desk) SaveHead(_ context.Context, h *migration.Head) error {
	h.Version++
	d.head = *h
	return nil
}

func (d *desk) Tally(context.Context, string) (migration.Tally, error) {
	return migration.Tally{}, nil
}

func (d *desk) Item(context.Context, string, migration.Tenant) (migration.Item, error) {
	i := d.item
	i.Tasks = slices.Clone(i.Tasks)
	return i, nil
}

func (d *desk) Move(_ context.Context, i *migration.Item, _ []migration.Delta) error {
	if i.Version != d.item.Version {
		return fault.Stale.Errorf("item")
	}
	i.Version++
	d.item = *i
	d.item.Tasks = slices.Clone(i.Tasks)
	return nil
}

func (d *desk) Items(context.Context, string, migration.Query) ([]migration.Item, error) {
	return []migration.Item{d.item}, nil
}

func (d *desk) TakeClient(context.Context, *migration.Item) error { return nil }

func (d *desk) TakeService(_ context.Context, _ *migration.Item, t *migration.Task) error {
	d.taken[t.Result]++
	return nil
}

func (d *desk) OpenInvoice(context.Context, *migration.Item, *migration.Task) error { return nil }

// mishap draws what goes wrong next at the service.
func mishap(t *rapid.T) control.Fault {
	f := control.Fault{
		Method: rapid.SampledFrom([]string{"", "GET", "POST"}).Draw(t, "method"), Skip: rapid.IntRange(0, 3).Draw(t, "skip"), Times: rapid.IntRange(1, 3).Draw(t, "times"),
		Path: rapid.SampledFrom([]string{"", "/v1/customers/*/migrations/newcommerce", "/v1/migrations/newcommerce", "/v1/customers/*/subscriptions"}).Draw(t, "path"),
	}
	switch kind := rapid.SampledFrom([]string{"before", "after", "429", "500", "503 after", "408"}).Draw(t, "kind"); kind {
	case "before", "after":
		f.Cut = kind
	case "429":
		f.Status, f.Header, f.Body = 429, map[string]string{"Retry-After": "20"}, `{"statusCode":429,"message":"Rate limit is exceeded."}`
	case "500":
		f.Status, f.Body = 500, `{"code":800003,"description":"x"}`
	case "503 after":
		f.Status, f.Effect = 503, true
	case "408":
		f.Status, f.Body = 408, `{"code":900225,"description":"x"}`
	}
	return f
}

// customerWith makes a world of one customer with a legacy subscription and its add-on, and the unit of work of it.
func customerWith(t *testing.T, takes time.Duration) (*world, *desk) {
	t.Helper()
	w := simulated(t, func(o *sim.Options) { o.MigrationTakes, o.Throttle = takes, sim.DocumentedThrottle }, partner.Partner{})
	customer := taken(t, w, "contoso.onmicrosoft.com")
	base := legacy(t, w, customer, essentials, "", 100)
	addon := legacy(t, w, customer, protection, string(base), 100)
	d := &desk{head: migration.Head{ID: "m", State: migration.HeadRunning, Waves: []migration.Wave{{}}}, taken: map[migration.ServiceID]int{}}
	d.item = migration.Item{Migration: "m", Tenant: migration.Tenant(customer), State: migration.Pending}
	for _, id := range []migration.ServiceID{base, addon} {
		d.item.Tasks = append(d.item.Tasks, migration.Task{
			Service: id, Act: migration.Convert, Seats: 4, Status: "active", Cycle: "P1Y monthly", State: migration.TaskWaiting,
		})
	}
	d.item.Tasks[1].Base = base
	return w, d
}

func TestACustomerIsConvertedOnceWhateverGoesWrongAtTheService(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w, d := customerWith(t, time.Duration(rapid.IntRange(0, 10).Draw(r, "takes"))*time.Hour)
		worker := migration.Worker{Board: d, Ledger: d, Seller: w.Conversions(), House: d, Cause: partnercenter.CauseOf, Now: w.now}
		if rapid.IntRange(0, 3).Draw(r, "fails") == 0 {
			must(t, "fail", w.sim.FailMigration(sim.MigrationFailure{
				Offer: essentials, Suspended: rapid.Bool().Draw(r, "held"), Recovers: rapid.SampledFrom([]string{"", "5h", "40h"}).Draw(r, "recovers"),
			}))
		}
		for n := 0; n < 400 && !d.item.Over(); n++ {
			if n < 12 && rapid.Bool().Draw(r, "goes wrong") {
				must(t, "inject", w.sim.Inject(mishap(r)))
			}
			if _, err := worker.Do(t.Context(), "m", d.item.Tenant); err != nil {
				r.Fatalf("step %d: %v", n, err)
			}
			wait := max(time.Second, d.item.Due.Sub(w.now()))
			if n >= 12 { // nothing goes wrong any more: look seldom
				wait = max(wait, 2*time.Hour)
			}
			_ = w.pass(t.Context(), wait)
		}
		d.judge(r, w)
	})
}

// judge holds what is true at the end: nothing was begun twice, and what was made is ours, once in each of our books.
func (d *desk) judge(r *rapid.T, w *world) {
	all := w.sim.Migrations()
	switch {
	case !d.item.Over():
		r.Fatalf("has no end: %+v", d.item)
	case len(all) > 1:
		r.Fatalf("began %d times: %+v", len(all), all)
	case d.item.State == migration.Done && (len(all) != 1 || len(all[0].Made) != 2):
		r.Fatalf("done, with %+v", all)
	case d.item.State == migration.Failed && d.item.Cause == migration.Defect:
		r.Fatalf("failed by a defect: %s", d.item.Text)
	}
	for _, t := range d.item.Tasks {
		if t.State == migration.TaskDone && (!slices.Contains(all[0].Made, string(t.Result)) || d.taken[t.Result] == 0) {
			r.Fatalf("%s became %q, of %+v", t.Service, t.Result, all)
		}
	}
}
