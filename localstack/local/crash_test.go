package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"golang.org/x/sync/errgroup"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// aside names the schedules that have no part in the way of an order: each of their effects would be two more points to crash at.
func aside() []string { return []string{"pricesheet", "seal", "reread", "spread", "compare", "lead"} }

// apart is how far apart the second points of pairs are tried.
func apart() int {
	if raced {
		return 5
	}
	return 1
}

// crash is one story: where the functions crash, how often the delivery comes, and how late a new order shows.
type crash struct {
	points     []int
	deliveries int
	late       time.Duration
	replay     bool // whether a cart that was submitted twice gives its first result
}

func (c crash) String() string {
	return fmt.Sprintf("crash at %v, %d deliveries, order shows after %s, replay %v", c.points, c.deliveries, c.late, c.replay)
}

// play tells the story of one order, from the delivery to its end, and gives how many effects there were and how many points were reached. It fails unless there is
// exactly one order and one customer at the seller, the password can be read, and the order has ended.
func play(ctx context.Context, c crash) (effects, hits int, err error) {
	seam := local.NewSeam(c.points...)
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s, err := local.Start(ctx, local.Options{Clock: clock, Seam: seam, Idle: aside(), World: local.World{VisibleAfter: c.late, CheckoutReplay: c.replay}})
	if err != nil {
		return 0, 0, err
	}
	payload, err := samples.Sample("webhook")
	if err != nil {
		return 0, 0, err
	}
	// The shop sends until it was told 200, and then the copies.
	for sent := 0; sent < c.deliveries; {
		if delivered(ctx, s, payload) {
			sent++
		}
		clock.Advance(time.Minute)
	}
	for range 120 {
		if err := s.Drain(ctx); err != nil {
			return 0, 0, err
		}
		o, err := only(ctx, s, clock)
		if err != nil {
			return 0, 0, err
		}
		if o.State.Ended() && s.Queue.Len() == 0 {
			return seam.Effects(), seam.Hits(), verdict(ctx, s, o)
		}
		clock.Advance(time.Minute)
		if err := s.Fire(ctx); err != nil {
			return 0, 0, err
		}
	}
	return 0, 0, errors.New("the order does not end")
}

func delivered(ctx context.Context, s *local.System, payload []byte) bool {
	out, err := s.Invoke(ctx, "webhook", payload)
	var answer events.APIGatewayProxyResponse
	return err == nil && json.Unmarshal(out, &answer) == nil && answer.StatusCode == http.StatusOK
}

// only gives the one order that there is.
func only(ctx context.Context, s *local.System, clock *local.Clock) (order.Order, error) {
	for _, i := range s.Store.All() {
		if id, ok := strings.CutPrefix(i.Key().PK, "ORDER#"); ok {
			return table.Open(s.Store, clock.Now).Load(ctx, order.ID(id))
		}
	}
	return order.Order{}, errors.New("there is no order")
}

func verdict(ctx context.Context, s *local.System, o order.Order) error {
	switch sold, customers := len(s.PartnerCenter.Orders()), len(s.PartnerCenter.Customers()); {
	case o.State != order.Fulfilled:
		return fmt.Errorf("state %s: %+v", o.State, o.Steps)
	case sold != 1:
		return fmt.Errorf("%d orders at the seller", sold)
	case customers != 1:
		return fmt.Errorf("%d customers at the seller", customers)
	case len(s.PartnerCenter.Violations()) > 0:
		return fmt.Errorf("calls that the seller should not have seen: %+v", s.PartnerCenter.Violations())
	case len(s.Queue.Dead()) > 0:
		return fmt.Errorf("%d dead letters", len(s.Queue.Dead()))
	}
	raw, err := s.Secrets.Read(ctx, "tenant/sample/"+string(o.Customer.Tenant)+"/admin")
	var admin struct{ User, Password string }
	if err != nil || json.Unmarshal([]byte(raw), &admin) != nil || admin.Password == "" {
		return fmt.Errorf("the administrator's password is lost: %w", err)
	}
	return recorded(ctx, s, o)
}

// TestNoCrashSellsTwiceOrLosesAnything ends the functions before and after every outside effect, once and twice in a story, times repeated deliveries, times
// orders that show late, times what a second checkout of a cart answers.
func TestNoCrashSellsTwiceOrLosesAnything(t *testing.T) {
	t.Parallel()
	var cases atomic.Int64
	seen := sync.Map{}
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	run := func(c crash) (effects, hits int) {
		effects, hits, err := play(ctx, c)
		if err != nil {
			t.Errorf("%v: %v", c, err)
		}
		if _, again := seen.LoadOrStore(c.String(), true); !again && hits == len(c.points) {
			cases.Add(1)
		}
		return effects, hits
	}
	for _, world := range worlds() {
		effects, _ := run(world)
		for first := range 2 * effects {
			if testing.Short() && first%19 != 0 {
				continue
			}
			g.Go(func() error { return pairs(ctx, world, first, run) })
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash sells twice or loses anything: %d distinct cases\n", cases.Load())
	if !testing.Short() && !raced && cases.Load() < 10_000 {
		t.Errorf("%d distinct cases, want 10,000", cases.Load())
	}
}

// pairs runs the story that crashes at first, and every story that crashes once more later on.
func pairs(ctx context.Context, world crash, first int, run func(crash) (int, int)) error {
	world.points = []int{first}
	effects, _ := run(world)
	if testing.Short() {
		return ctx.Err()
	}
	for second := first + 1 + first%apart(); second < 2*effects; second += apart() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		world.points = []int{first, second}
		run(world)
	}
	return nil
}

func worlds() []crash {
	var all []crash
	for _, deliveries := range []int{1, 3} {
		for _, late := range []time.Duration{0, 10 * time.Minute} {
			all = append(all, crash{deliveries: deliveries, late: late, replay: (deliveries == 1) == (late == 0)})
		}
	}
	return all
}
