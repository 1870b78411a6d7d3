package local_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// seatChange tells the story of one wish for two seats more, of a licence whose next term is scheduled, with crashes; points count from the
// first effect of the wish. It fails unless the seats are there once, the schedule is back, and the wish is over.
func seatChange(ctx context.Context, points ...int) (effects, hits int, err error) {
	// What is before the wish is the same each time: its effects are counted in a first life.
	before, _, _, err := planned(ctx, nil)
	if err != nil {
		return 0, 0, err
	}
	first := before.Effects()
	moved := make([]int, len(points))
	for i, p := range points {
		moved[i] = 2*first + p
	}
	seam, l, clock, err := planned(ctx, moved)
	if err != nil {
		return 0, 0, err
	}
	ask := called{
		method: http.MethodPost, path: "/" + l.id + "/seats", body: `{"delta":2}`, header: map[string]string{"Idempotency-Key": "plus-two"},
	}
	for tries := 0; ; tries++ {
		a, err := call(ctx, l.System, ask)
		if err == nil && a.StatusCode == http.StatusAccepted {
			break
		}
		if tries > 2*len(points)+2 {
			return 0, 0, fmt.Errorf("the wish is not taken in: %d %s %w", a.StatusCode, a.Body, err)
		}
		clock.Advance(time.Minute)
	}
	for range 60 {
		if err := l.Drain(ctx); err != nil {
			return 0, 0, err
		}
		waiting, err := table.Open(l.Store, clock.Now).Subscriptions().Pending(ctx, "sample", subscription.ID(l.id), 10)
		if err != nil {
			return 0, 0, err
		}
		if len(waiting) == 0 && l.Queue.Len() == 0 {
			return seam.Effects() - first, seam.Hits(), judged(ctx, l, clock)
		}
		clock.Advance(time.Minute)
		if err := l.Wake(ctx, "sweep"); err != nil && seam.Hits() == 0 {
			return 0, 0, err
		}
	}
	return 0, 0, errors.New("the wish does not end")
}

// planned is a system with a licence of ten seats whose next term is scheduled to have four.
func planned(ctx context.Context, points []int) (*local.Seam, licence, *local.Clock, error) {
	clock, seam := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), local.NewSeam(points...)
	l := licence{clock: clock}
	var err error
	if l.System, err = local.Start(ctx, local.Options{Clock: clock, Seam: seam}); err != nil {
		return seam, l, clock, err
	}
	seed := partnercenter.CustomerSeed{Partner: sampleTenant, Domain: "northwind.onmicrosoft.com", Company: "Northwind", Country: "DE"}
	if l.tenant, err = l.PartnerCenter.AddCustomer(seed); err != nil {
		return seam, l, clock, err
	}
	l.id, err = l.PartnerCenter.AddSubscription(partnercenter.SubscriptionSeed{
		Customer: l.tenant, Item: "CFQ7TTC0LCHC:0002", Term: "P1Y", BillingCycle: "monthly", Quantity: 10,
	})
	if err != nil {
		return seam, l, clock, err
	}
	if err := l.Wake(ctx, "reread"); err != nil {
		return seam, l, clock, err
	}
	plan := `{"next_term":{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"monthly","quantity":4}}`
	a, err := call(ctx, l.System, called{method: http.MethodPut, path: "/" + l.id + "/schedule", body: plan})
	if err != nil || a.StatusCode != http.StatusAccepted {
		return seam, l, clock, fmt.Errorf("schedule: %d %s %w", a.StatusCode, a.Body, err)
	}
	return seam, l, clock, l.Drain(ctx)
}

func judged(ctx context.Context, l licence, clock *local.Clock) error {
	r, err := table.Open(l.Store, clock.Now).Subscriptions().Load(ctx, "sample", subscription.ID(l.id))
	if err != nil {
		return err
	}
	at := l.PartnerCenter.Subscriptions()[0]
	switch {
	case at.Quantity != 12 || !at.Scheduled:
		return fmt.Errorf("at the seller %d seats, scheduled %v", at.Quantity, at.Scheduled)
	case r.Facts.Quantity != 12 || r.Facts.Next == nil || r.Facts.Next.Quantity != 4 || r.Intent != nil || len(r.Drift) != 0:
		return fmt.Errorf("record %+v", r)
	case len(l.PartnerCenter.Violations()) > 0 || len(l.Queue.Dead()) > 0:
		return fmt.Errorf("%d dead letters, violations %+v", len(l.Queue.Dead()), l.PartnerCenter.Violations())
	}
	return noted(ctx, l.System, clock.Now, r.ID, "subscription.schedule scheduled", "subscription.seats done", "subscription.seats done")
}

// TestNoCrashLosesOrDoublesAChangeOfSeats ends the functions before and after every outside effect of a change of seats, and at pairs of them.
func TestNoCrashLosesOrDoublesAChangeOfSeats(t *testing.T) {
	t.Parallel()
	effects, _, err := seatChange(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	try := func(points ...int) (effects int) {
		effects, hits, err := seatChange(ctx, points...)
		if err != nil {
			t.Errorf("crash at %v: %v", points, err)
		} else if hits == len(points) {
			cases.Add(1)
		}
		return effects
	}
	every := 1
	if testing.Short() {
		every = 7
	}
	for first := 0; first < 2*effects; first += every {
		g.Go(func() error {
			more := try(first)
			for second := first + 1 + first%apart(); !testing.Short() && second < 2*more; second += apart() {
				try(first, second)
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash loses or doubles a change of seats: %d distinct cases\n", cases.Load())
	if int(cases.Load()) < 2*effects/every {
		t.Errorf("%d distinct cases, want %d at least", cases.Load(), 2*effects/every)
	}
}
