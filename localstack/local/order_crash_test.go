package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"golang.org/x/sync/errgroup"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// waited tells the story of an order of a tenant that accepts the partner on the third day, with crashes, and gives how many effects there were. It fails
// unless one order is sold in the end, and the waiting was told of at once and after each day, each once.
func waited(ctx context.Context, points ...int) (effects, hits int, err error) {
	seam := local.NewSeam(points...)
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s, err := local.Start(ctx, local.Options{Clock: clock, Seam: seam, Idle: []string{"pricesheet", "seal", "refresh", "spread", "compare", "lead"}})
	if err != nil {
		return 0, 0, err
	}
	customer, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{
		Domain: "contosodemo.onmicrosoft.com", Domains: []string{"contoso-demo.example.com"}, Country: "DE", Agreement: true, Relationship: "none",
	})
	if err != nil {
		return 0, 0, err
	}
	if err := placedBy(ctx, s, clock); err != nil {
		return 0, 0, err
	}
	began := clock.Now()
	for clock.Now().Before(began.Add(4 * 24 * time.Hour)) {
		step := time.Minute
		if now := clock.Now().Sub(began) % (24 * time.Hour); now > 20*time.Minute && now < 24*time.Hour-20*time.Minute {
			step = 24*time.Hour - 10*time.Minute - now
		}
		clock.Advance(step)
		if err := errors.Join(s.Fire(ctx), s.Drain(ctx)); err != nil {
			return 0, 0, err
		}
		o, err := only(ctx, s, clock)
		if err != nil {
			return 0, 0, err
		}
		if o.State.Ended() {
			break
		}
		if o.Relationship != nil && clock.Now().After(began.Add(2*24*time.Hour+30*time.Minute)) {
			if err := s.PartnerCenter.Accept(o.Relationship.Link, customer); err != nil {
				return 0, 0, err
			}
		}
	}
	return seam.Effects(), seam.Hits(), told(ctx, s, clock)
}

// placedBy places the sample order as a client does that sends again until it is answered.
func placedBy(ctx context.Context, s *local.System, clock *local.Clock) error {
	payload, err := samples.Sample("order.existing")
	if err != nil {
		return err
	}
	token, err := s.Token(ctx, local.Client)
	if err != nil {
		return err
	}
	var e request
	if err := json.Unmarshal(payload, &e); err != nil {
		return err
	}
	set(&e, "Authorization", "Bearer "+token)
	if payload, err = json.Marshal(e); err != nil {
		return err
	}
	for range 10 {
		out, err := s.Invoke(ctx, "order", payload)
		var answer events.APIGatewayProxyResponse
		if err == nil && json.Unmarshal(out, &answer) == nil && answer.StatusCode == http.StatusAccepted {
			return s.Drain(ctx)
		}
		clock.Advance(2 * time.Minute)
	}
	return errors.New("the order is not taken")
}

func told(ctx context.Context, s *local.System, clock *local.Clock) error {
	o, err := only(ctx, s, clock)
	if err != nil {
		return err
	}
	if sold := len(s.PartnerCenter.Orders()); o.State != order.Fulfilled || sold != 1 {
		return fmt.Errorf("state %s, %d sold: %+v", o.State, sold, o.Steps)
	}
	all, _, err := table.Open(s.Store, clock.Now).Notices(ctx, "sample", "", 100)
	if err != nil {
		return err
	}
	steps := map[int]int{}
	for _, n := range all {
		if n.Topic == notice.OrderWaiting {
			steps[n.Step]++
		}
	}
	if len(steps) < 3 {
		return fmt.Errorf("told of the waiting, by days: %v", steps)
	}
	for n := range len(steps) { // a crash may make the acceptance be seen a day later
		if steps[n] != 1 {
			return fmt.Errorf("told of the waiting, by days: %v", steps)
		}
	}
	return nil
}

// TestNoCrashLosesAnOrderThatWaitsForItsCustomerOrWhatIsToldOfIt ends the functions before and after every outside effect of the story.
func TestNoCrashLosesAnOrderThatWaitsForItsCustomerOrWhatIsToldOfIt(t *testing.T) {
	t.Parallel()
	effects, _, err := waited(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	for point := range 2 * effects {
		if testing.Short() && point%61 != 0 {
			continue
		}
		g.Go(func() error {
			_, hits, err := waited(ctx, point)
			if err != nil {
				t.Errorf("crash at %d: %v", point, err)
			}
			if hits == 1 {
				cases.Add(1)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash loses an order that waits, or what is told of it: %d distinct cases, of %d effects\n", cases.Load(), effects)
}
