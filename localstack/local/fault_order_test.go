package local_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
)

const (
	addOnLine = `"product_id": "CFQ7TTC0LH04", "sku_id": "0001"`
	premium   = `"product_id": "CFQ7TTC0LCHC", "sku_id": "0002"`
	basicLine = `,{"product_id":"CFQ7TTC0LH18","sku_id":"0001","term_duration":"P1Y","billing_plan":"annual","quantity":2}]}`
)

// twoLines gives the sample order a second line that is billed otherwise, so that Microsoft makes two orders of it.
func twoLines(e *request) { e.Body = strings.TrimSuffix(strings.TrimSpace(e.Body), "]}") + basicLine }

const checkoutPath = "/v1/customers/*/carts/*/checkout"

func TestADomainThatIsTakenAsksForAnotherAndMakesNoCustomer(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	if _, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Domain: "northwinddemo01.onmicrosoft.com", Company: "Somebody else", Country: "DE"}); err != nil {
		t.Fatal(err)
	}
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/customer/domain" || o.Question.Pattern == "" {
		t.Errorf("question %+v", o.Question)
	}
	sold(t, s, 0, 1) // the other's
	in(t, answered(t, s, clock, "/customer/domain", `"northwinddemo09.onmicrosoft.com"`), order.Fulfilled)
	sold(t, s, 1, 2)
}

func TestNoCustomerIsMadeWhileTheDomainCheckIsUnanswered(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]control.Fault{
		"cut":                      {Cut: control.CutBefore},
		"500":                      {Status: http.StatusInternalServerError},
		"429":                      {Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "20"}},
		"401":                      {Status: http.StatusUnauthorized},
		"a proxy that knows no /":  {Status: http.StatusNotFound, Header: map[string]string{"Content-Type": "text/html"}, Body: "<html>"},
		"a proxy that knows all /": {Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html"}, Body: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{})
			f.Method, f.Path, f.Times = http.MethodHead, "/v1/domains/*", 1_000_000
			inject(t, s, f)
			status(t, hook(t, s, "webhook", nil), http.StatusOK)
			pass(t, s, 10*time.Minute)
			if o := the(t, s, clock); o.Intent.Step != order.StepCheck || o.State.Ended() {
				t.Errorf("state %s, step %s", o.State, o.Intent.Step)
			}
			sold(t, s, 0, 0)
			s.PartnerCenter.ClearFaults()
			in(t, finish(t, s, clock), order.Fulfilled)
			sold(t, s, 1, 1)
		})
	}
}

func TestALineErrorInsideA201BuysNothingAndAsks(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	inject(t, s, control.Fault{
		Method: http.MethodPost, Path: "/v1/customers/*/carts", Status: http.StatusCreated,
		Header: map[string]string{"Content-Type": "application/json"},
		Body:   `{"id":"c-1","status":"Active","lineItems":[{"id":0,"catalogItemId":"CFQ7TTC0LCHC:0002:A","quantity":5,"error":{"errorCode":10003}}]}`,
	})
	o := placed(t, s, clock, func(*request) {})
	in(t, o, order.AsksPerson)
	if !strings.HasPrefix(o.Question.Field, "/lines/0/") || o.Checkout != nil {
		t.Errorf("question %+v, checkout %v", o.Question, o.Checkout)
	}
	sold(t, s, 0, 1)
	status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, "")), http.StatusAccepted)
	in(t, finish(t, s, clock), order.Cancelled)
	sold(t, s, 0, 1)
}

func TestAPartialCheckoutKeepsEachLinesStateAndAsks(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]struct {
		act    func(*testing.T, *local.System, *local.Clock, order.Order) order.Order
		state  order.State
		active int
	}{
		"settled": {func(t *testing.T, s *local.System, clock *local.Clock, _ order.Order) order.Order {
			t.Helper()
			return answered(t, s, clock, "", `"settle"`)
		}, order.Fulfilled, 1},
		"cancelled": {func(t *testing.T, s *local.System, clock *local.Clock, o order.Order) order.Order {
			t.Helper()
			status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, "")), http.StatusAccepted)
			if err := s.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			return finish(t, s, clock)
		}, order.Cancelled, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{})
			s.PartnerCenter.Refuse(partnercenter.Refusal{Product: "CFQ7TTC0LH18:0001"})
			o := placed(t, s, clock, twoLines)
			in(t, o, order.AsksPerson)
			if o.Lines[0].State != order.LineReady || o.Lines[1].State != order.LineRefused || o.Lines[1].Refused == nil {
				t.Errorf("lines %+v", o.Lines)
			}
			sold(t, s, 1, 1)
			in(t, end.act(t, s, clock, o), end.state)
			active := 0
			for _, sub := range s.PartnerCenter.Subscriptions() {
				if sub.Status == "active" {
					active++
				}
			}
			if active != end.active {
				t.Errorf("%d active subscriptions, want %d", active, end.active)
			}
			sold(t, s, 1, 1)
		})
	}
}

func TestACheckoutWhoseAnswerIsLostBuysOnce(t *testing.T) {
	t.Parallel()
	for _, cut := range []string{control.CutBefore, control.CutAfter, control.CutHalf} {
		for _, times := range []int{1, 2, 5} {
			for _, late := range []time.Duration{0, 10 * time.Minute} {
				if testing.Short() && times != 2 {
					continue
				}
				s, clock := begin(t, local.World{VisibleAfter: late, CheckoutReplay: times == 2})
				inject(t, s, control.Fault{Method: http.MethodPost, Path: checkoutPath, Cut: cut, Times: times})
				status(t, hook(t, s, "webhook", nil), http.StatusOK)
				if o := finish(t, s, clock); o.State != order.Fulfilled {
					t.Errorf("cut %s %d times, shows after %s: state %s %+v", cut, times, late, o.State, o.Steps)
				}
				sold(t, s, 1, 1)
			}
		}
	}
}

func TestAnOrderThatShowsAfterTenMinutesIsUnknownUntilThen(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{VisibleAfter: 10 * time.Minute})
	inject(t, s, control.Fault{Method: http.MethodPost, Path: checkoutPath, Cut: control.CutAfter, Times: 2})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	pass(t, s, 9*time.Minute)
	in(t, the(t, s, clock), order.NotKnown)
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestAnOrderThatDoesNotShowInTimeAsksAndIsFoundLater(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{VisibleAfter: 40 * time.Minute})
	inject(t, s, control.Fault{Method: http.MethodPost, Path: checkoutPath, Cut: control.CutAfter, Times: 2})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "" || len(o.Question.Choices) == 0 {
		t.Errorf("question %+v", o.Question)
	}
	pass(t, s, 30*time.Minute)
	in(t, answered(t, s, clock, "", `"retry"`), order.Fulfilled)
	sold(t, s, 1, 1)
}
