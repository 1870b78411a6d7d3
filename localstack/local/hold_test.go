package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	sampleTenant = "11111111-aaaa-4bbb-8ccc-000000000001"
	sampleApp    = "22222222-aaaa-4bbb-8ccc-000000000001"
)

// signIn stores a new sign-in of the sample partner and lifts its hold, as a consent does.
func signIn(ctx context.Context, s *local.System, clock *local.Clock) error {
	r := token.Refresh{Token: s.Entra.IssueRefresh(sampleTenant, sampleApp, "service@sample.example", true), Issued: clock.Now(), Tenant: sampleTenant, MFA: true}
	text, err := json.Marshal(r) //nolint:gosec // of the simulator
	if err != nil {
		return err
	}
	if err := s.Secrets.Write(ctx, token.RefreshSecret("sample"), string(text)); err != nil {
		return err
	}
	_, err = hold.Lift(ctx, table.Open(s.Store, clock.Now), "sample", r.Issued, clock.Now())
	return err
}

// listed gives the topics of the sample partner's notices.
func listed(ctx context.Context, s *local.System, clock *local.Clock) ([]notice.Topic, error) {
	all, _, err := table.Open(s.Store, clock.Now).Notices(ctx, "sample", "", 100)
	var topics []notice.Topic
	for _, n := range all {
		topics = append(topics, n.Topic)
	}
	return topics, err
}

// allRevoked lets the sign-ins of all partners die, so that nothing is done for another one meanwhile.
func allRevoked(s *local.System) error {
	return errors.Join(s.Entra.Revoke(local.Account("sample")), s.Entra.Revoke(local.Account("other")))
}

func TestADeadSignInHoldsOrdersAndANewOneLetsThemGoOnceWithinTwoMinutes(t *testing.T) {
	t.Parallel()
	clock, seam := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), local.NewSeam()
	s := start(t, local.Options{Clock: clock, Seam: seam, Idle: []string{"compare"}})
	if err := allRevoked(s); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		a := ask(t, s, local.Client, "order", "order", func(e *request) {
			bodied(fmt.Sprint("hold-", n), strings.ReplaceAll(e.Body, "northwinddemo02", fmt.Sprint("northwindhold", n)))(e)
		})
		status(t, a, http.StatusAccepted)
	}
	pass(t, s, 3*time.Hour)
	before := seam.Effects()
	pass(t, s, 6*time.Hour)
	if n := seam.Effects() - before; n != 0 {
		t.Errorf("%d calls, writes and messages while on hold", n)
	}
	for _, id := range s.OrderIDs() {
		o := shown(t, ask(t, s, local.Client, "show", "show", on(order.ID(id), "")))
		if o.Hold == nil || o.Hold.Code == nil || o.Hold.Link == nil || !strings.Contains(*o.Hold.Link, "/v1/partners/sample/consents") || o.Hold.Reason == "" {
			t.Errorf("order %s: hold %+v", id, o.Hold)
		}
	}
	if err := signIn(t.Context(), s, clock); err != nil {
		t.Fatal(err)
	}
	pass(t, s, 2*time.Minute)
	for _, id := range s.OrderIDs() {
		o := shown(t, ask(t, s, local.Client, "show", "show", on(order.ID(id), "")))
		if o.State != "fulfilled" || o.Hold != nil {
			t.Errorf("order %s: state %s, hold %+v", id, o.State, o.Hold)
		}
	}
	sold(t, s, 3, 3)
	topics, err := listed(t.Context(), s, clock)
	if want := []notice.Topic{notice.TokenDead, notice.TokenRestored}; err != nil || !slices.Equal(topics, want) {
		t.Errorf("notices %v, %v", topics, err)
	}
	pass(t, s, 15*time.Minute)
	if found, err := table.Open(s.Store, clock.Now).Releases(t.Context(), clock.Now(), 10); err != nil || len(found) != 0 {
		t.Errorf("the release does not end: %v, %v", found, err)
	}
}

// minute works on what is there, lets a minute pass and fires the schedules, and gives the one order.
func minute(ctx context.Context, s *local.System, clock *local.Clock) (order.Order, error) {
	if err := s.Drain(ctx); err != nil {
		return order.Order{}, err
	}
	clock.Advance(time.Minute)
	if err := s.Fire(ctx); err != nil {
		return order.Order{}, err
	}
	return only(ctx, s, clock)
}

// onHold tells the story of one order whose partner's sign-in dies at once and is renewed an hour later, with crashes. It fails unless the order is bought
// once, and each notice is there once.
func onHold(ctx context.Context, points ...int) (effects, hits int, err error) {
	seam := local.NewSeam(points...)
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s, err := local.Start(ctx, local.Options{Clock: clock, Seam: seam, Idle: aside(), World: local.World{CheckoutReplay: true}})
	if err != nil {
		return 0, 0, err
	}
	if err := s.Entra.Revoke("service@sample.example"); err != nil {
		return 0, 0, err
	}
	payload, err := samples.Sample("webhook")
	if err != nil {
		return 0, 0, err
	}
	for !delivered(ctx, s, payload) {
		clock.Advance(time.Minute)
	}
	for range 60 {
		o, err := minute(ctx, s, clock)
		if err != nil {
			return 0, 0, err
		}
		if o.State == order.Fulfilled {
			return 0, 0, errors.New("bought without a sign-in")
		}
	}
	if o, err := only(ctx, s, clock); err != nil || !o.Held() {
		return 0, 0, fmt.Errorf("not held after an hour: %+v, %w", o, err)
	}
	if err := signIn(ctx, s, clock); err != nil {
		return 0, 0, err
	}
	for range 120 {
		o, err := minute(ctx, s, clock)
		if err != nil {
			return 0, 0, err
		}
		if o.State.Ended() && s.Queue.Len() == 0 {
			topics, err := listed(ctx, s, clock)
			if err != nil || !slices.Equal(topics, []notice.Topic{notice.TokenDead, notice.TokenRestored}) {
				return 0, 0, fmt.Errorf("notices %v: %w", topics, err)
			}
			return seam.Effects(), seam.Hits(), verdict(ctx, s, o)
		}
	}
	return 0, 0, errors.New("the order does not end")
}

// TestNoCrashLosesAnOrderThatIsOnHold ends the functions before and after every outside effect of that story, and at pairs of them.
func TestNoCrashLosesAnOrderThatIsOnHold(t *testing.T) {
	t.Parallel()
	effects, _, err := onHold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	tell := func(points ...int) error {
		_, hits, err := onHold(ctx, points...)
		if err != nil {
			t.Errorf("crash at %v: %v", points, err)
		}
		if hits == len(points) {
			cases.Add(1)
		}
		return ctx.Err()
	}
	for first := range 2 * effects {
		if testing.Short() && first%13 != 0 {
			continue
		}
		g.Go(func() error { return tell(first) })
		for second := first + 1 + first%apart(); !testing.Short() && second < 2*effects+4; second += apart() {
			g.Go(func() error { return tell(first, second) })
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash loses an order that is on hold: %d distinct cases of %d effects\n", cases.Load(), effects)
}

func TestASignInWhoseHoldWasNotLiftedLiftsItAtItsFirstUse(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	if err := s.Entra.Revoke("service@sample.example"); err != nil {
		t.Fatal(err)
	}
	place := func(n int) {
		t.Helper()
		status(t, ask(t, s, local.Client, "order", "order", func(e *request) {
			bodied(fmt.Sprint("heal-", n), strings.ReplaceAll(e.Body, "northwinddemo02", fmt.Sprint("northwindheal", n)))(e)
		}), http.StatusAccepted)
	}
	place(1)
	pass(t, s, time.Hour)
	book := table.Open(s.Store, clock.Now)
	held, err := book.Standing(t.Context(), "sample")
	if err != nil || held.Hold == nil {
		t.Fatalf("not on hold: %v", err)
	}
	if err := signIn(t.Context(), s, clock); err != nil {
		t.Fatal(err)
	}
	lifted, err := book.Standing(t.Context(), "sample")
	if err != nil {
		t.Fatal(err)
	}
	held.Version = lifted.Version // as if who stored the sign-in had been cut off before the lift
	if err := book.Settle(t.Context(), "sample", held, nil); err != nil {
		t.Fatal(err)
	}
	place(2)
	pass(t, s, 5*time.Minute)
	sold(t, s, 2, 2)
	if after, err := book.Standing(t.Context(), "sample"); err != nil || after.Hold != nil {
		t.Errorf("hold %+v, %v", after.Hold, err)
	}
}
