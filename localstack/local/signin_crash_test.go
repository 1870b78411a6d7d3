package local_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// outage tells the story of a sign-in: it is renewed, it dies, orders wait, somebody signs in again through a link, and the orders are bought. The
// functions crash at the points. It gives how many effects there were and how many points were reached, and fails unless
// each order was bought once, each notice is there once, and the sign-in that is stored at each stage works.
func outage(ctx context.Context, orders int, points ...int) (effects, hits int, err error) {
	o, err := openOutage(ctx, points)
	if err != nil {
		return 0, 0, err
	}
	for _, part := range []struct {
		name string
		tell func(context.Context) error
	}{
		{"renewed", o.renewed},
		{"dead", o.dead},
		{"ordered", func(ctx context.Context) error { return o.ordered(ctx, orders) }},
		{"held", o.held},
		{"signed in", o.signedIn},
		{"bought", func(ctx context.Context) error { return o.bought(ctx, orders) }},
	} {
		if err := part.tell(ctx); err != nil {
			return 0, 0, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return o.seam.Effects(), o.seam.Hits(), nil
}

// renewed has the daily tick find a token that is due. A tick that crashed is tried again, and the next day's does what it could not.
func (o *story) renewed(ctx context.Context) error {
	before := o.stored(ctx)
	o.clock.Advance(8 * 24 * time.Hour)
	for range 4 {
		if err := o.step(ctx); err != nil {
			return err
		}
		if !o.works(ctx) {
			return errors.New("what is stored does not work")
		}
		if o.stored(ctx) != before {
			return nil
		}
		o.clock.Advance(24 * time.Hour)
	}
	return errors.New("not renewed in four days")
}

func (o *story) dead(context.Context) error { return o.Entra.Revoke(local.Account("sample")) }

func (o *story) ordered(ctx context.Context, orders int) error {
	for n := range orders {
		if err := o.place(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// held lets an hour pass. It is the longest that an order may need to be put aside, whatever crashed.
func (o *story) held(ctx context.Context) error {
	for range 60 {
		if err := o.step(ctx); err != nil {
			return err
		}
		all, err := o.orders(ctx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o order.Order) bool { return o.State == order.Fulfilled }) {
			return errors.New("bought without a sign-in")
		}
		if !slices.ContainsFunc(all, func(o order.Order) bool { return !o.Held() }) {
			return nil
		}
	}
	return errors.New("not held within an hour")
}

func (o *story) signedIn(ctx context.Context) error {
	if err := o.consent(ctx); err != nil {
		return err
	}
	if !o.works(ctx) {
		return errors.New("what is stored does not work")
	}
	return nil
}

// bought waits for the ends. Two minutes are what an order needs when nothing crashes.
func (o *story) bought(ctx context.Context, orders int) error {
	patience := 120
	if o.seam.Hits() == o.points {
		patience = 30
	}
	if o.points == 0 {
		patience = 2
	}
	for range patience {
		if err := o.step(ctx); err != nil {
			return err
		}
		all, err := o.orders(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(o order.Order) bool { return o.State != order.Fulfilled }) && o.Queue.Len() == 0 {
			return o.verdict(ctx, orders)
		}
	}
	return errors.New("the orders do not end")
}

func (o *story) verdict(ctx context.Context, orders int) error {
	all, _, err := table.Open(o.Store, o.clock.Now).Notices(ctx, "sample", "", 100)
	var topics []notice.Topic
	for _, n := range all {
		topics = append(topics, n.Topic)
	}
	standing, unread := table.Open(o.Store, o.clock.Now).Standing(ctx, "sample")
	switch sold := len(o.PartnerCenter.Orders()); {
	case err != nil || unread != nil:
		return errors.Join(err, unread)
	case sold != orders:
		return fmt.Errorf("%d orders at the seller", sold)
	case len(o.PartnerCenter.Violations()) > 0:
		return fmt.Errorf("calls that the seller should not have seen: %+v", o.PartnerCenter.Violations())
	case len(o.Queue.Dead()) > 0:
		return fmt.Errorf("%d dead letters", len(o.Queue.Dead()))
	case standing.Hold != nil:
		return errors.New("still on hold")
	case !slices.Equal(topics, []notice.Topic{notice.TokenDead, notice.TokenRestored}):
		return fmt.Errorf("notices %v", topics)
	}
	return nil
}

// TestNoCrashLosesASignInOrWhatWaitsForIt ends the functions before and after every outside effect of that story at all pairs of
// them, and at three random ones, now and then with three orders.
func TestNoCrashLosesASignInOrWhatWaitsForIt(t *testing.T) {
	t.Parallel()
	var cases atomic.Int64
	seen := sync.Map{}
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	tell := func(orders int, points ...int) error {
		_, hits, err := outage(ctx, orders, points...)
		if err != nil && ctx.Err() == nil {
			t.Errorf("%d orders, crash at %v: %v", orders, points, err)
		}
		if _, again := seen.LoadOrStore(fmt.Sprint(orders, points), true); !again && hits == len(points) {
			cases.Add(1)
		}
		return ctx.Err()
	}
	one, _, err := outage(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	three, _, err := outage(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	for first := range 2 * one {
		if testing.Short() && first%41 != 0 {
			continue
		}
		g.Go(func() error { return tell(1, first) })
		for second := first + 1 + first%apart(); !testing.Short() && second < 2*one; second += apart() {
			g.Go(func() error { return tell(1, first, second) })
		}
	}
	rnd := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // it is to be repeatable
	for n := 0; n < 2100/apart() && (!testing.Short() || n < 3); n++ {
		orders, effects := 1, one
		if n%100 == 0 {
			orders, effects = 3, three
		}
		points := []int{rnd.IntN(2 * effects), rnd.IntN(2 * effects), rnd.IntN(2 * effects)}
		slices.Sort(points)
		g.Go(func() error { return tell(orders, slices.Compact(points)...) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash loses a sign-in or what waits for it: %d distinct cases, of %d and %d effects\n", cases.Load(), one, three)
	if !testing.Short() && !raced && cases.Load() < 10_000 {
		t.Errorf("%d distinct cases, want 10,000", cases.Load())
	}
}
