package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// history is a system on its way, with what should be true of it.
type history struct {
	*local.System

	clock *local.Clock
	seam  *local.Seam
	rand  *rand.Rand
	said  strings.Builder // the steps so far
	calls int             // that got a key of their own

	token string
	until time.Time // the token is good

	signed time.Time // when the partner's sign-in was last looked after

	ordered  []asked // orders that were accepted
	licences []*grant
	compared int // amounts that were compared with the ledger
	renewed  int // terms that began anew
	settled  int // what was said to be owed, and was compared with the ledger when the term was over
	now      beside
}

// asked is a call that was accepted.
type asked struct {
	path, method, body string
	header             map[string]string
	of                 *grant
	order              string // that is cancelled
	id                 string
	wish               subscription.Wish
}

// beside is what goes on beside the wishes of a step.
type beside struct {
	trouble bool // calls fail, or functions crash
	edited  bool // somebody changed something in the portal meanwhile
	turned  bool // a term ended meanwhile
}

// grant is what should be true of a licence.
type grant struct {
	id       string
	order    string
	returned bool // its order was cancelled
	plan     plan
	quantity int
	next     *subscription.Next
	status   string
	renews   bool
	ends     bool
	resumes  bool      // renewal comes back with resume
	start    time.Time // of the term that runs
	sold     time.Time // of the first term: what the order knows of prices is for that one
	owed     []debt
	updates  int // writes at the seller that were judged
	rows     int // of the ledger that were judged
	drifts   bool
}

// plan is what is bought.
type plan struct{ product, sku, term, billing, price string }

func plans() []plan {
	return []plan{
		{"CFQ7TTC0LCHC", "0002", "P1M", "monthly", "26.40"},
		{"CFQ7TTC0LCHC", "0002", "P1Y", "monthly", "277.20"},
		{"CFQ7TTC0LH18", "0001", "P1Y", "annual", "72.00"},
		{"CFQ7TTC0LH18", "0001", "P1M", "monthly", "7.20"},
	}
}

const historyDomain = "northwind.onmicrosoft.com"

// newHistory starts a system whose partner has a customer.
func newHistory(ctx context.Context, number uint64) (*history, error) {
	h := &history{
		clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), seam: local.NewSeam(), rand: rand.New(rand.NewPCG(number, 0)), //nolint:gosec // a choice, no secret
	}
	h.signed = h.clock.Now()
	var err error
	w := local.World{VisibleAfter: time.Duration(h.rand.IntN(2)) * 2 * time.Minute}
	fmt.Fprintf(&h.said, "orders show after %s", w.VisibleAfter)
	if h.System, err = local.Start(ctx, local.Options{Clock: h.clock, Seam: h.seam, World: w, Idle: []string{"pricesheet", "seal", "spread", "compare", "lead"}}); err != nil {
		return nil, err
	}
	seed := partnercenter.CustomerSeed{Partner: sampleTenant, Domain: historyDomain, Company: "Northwind", Country: "DE", Agreement: true}
	if _, err = h.PartnerCenter.AddCustomer(seed); err != nil {
		return nil, err
	}
	h.PartnerCenter.Forget()
	return h, h.order(ctx)
}

func (h *history) note(format string, args ...any) {
	h.said.WriteString("; ")
	fmt.Fprintf(&h.said, format, args...)
}

func (h *history) records() table.Subscriptions {
	return table.Open(h.Store, h.clock.Now).Subscriptions()
}

// bearer gives a token as a client does that keeps it as long as it is good.
func (h *history) bearer(ctx context.Context) (string, error) {
	if h.clock.Now().Before(h.until) {
		return h.token, nil
	}
	var err error
	h.token, err = h.Token(ctx, local.Client)
	h.until = h.clock.Now().Add(40 * time.Minute)
	return h.token, err
}

// send calls an operation until it is answered: who gets no answer sends the same again. Orders have no path.
func (h *history) send(ctx context.Context, c asked) (int, string, error) {
	const tries = 8
	for range tries {
		a, err := h.once(ctx, c)
		switch {
		case errors.Is(err, errNoAnswer), a.StatusCode >= http.StatusInternalServerError, a.StatusCode == http.StatusConflict && !strings.Contains(a.Body, `"decision"`):
			h.clock.Advance(time.Minute)
		default:
			return a.StatusCode, a.Body, err
		}
	}
	return 0, "", fmt.Errorf("%s %s: is not answered", c.path, c.body)
}

var errNoAnswer = errors.New("no answer")

func (h *history) once(ctx context.Context, c asked) (events.APIGatewayProxyResponse, error) {
	var a events.APIGatewayProxyResponse
	token, err := h.bearer(ctx)
	if err != nil {
		return a, err
	}
	function := "order"
	e := events.APIGatewayProxyRequest{
		HTTPMethod: c.method, Path: "/v1/orders", Resource: "/v1/orders", Body: c.body, Headers: map[string]string{"Authorization": "Bearer " + token},
	}
	if c.body != "" {
		e.Headers["Content-Type"] = "application/json"
	}
	maps.Copy(e.Headers, c.header)
	if c.of != nil {
		function = "subscription"
		e.Path, e.Resource = "/v1/subscriptions/"+c.of.id+"/"+c.path, "/v1/subscriptions/{subscription_id}/"+c.path
		e.PathParameters = map[string]string{"subscription_id": c.of.id}
	}
	if c.order != "" {
		function = "cancel"
		e.Path, e.Resource, e.PathParameters = "/v1/orders/"+c.order+"/cancel", "/v1/orders/{order_id}/cancel", map[string]string{"order_id": c.order}
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return a, err
	}
	out, err := h.Invoke(ctx, function, payload)
	if err != nil {
		return a, errors.Join(errNoAnswer, err)
	}
	return a, json.Unmarshal(out, &a)
}

// rest lets the system work until nothing is left to do. Meanwhile is called once, when the first round of work is over and something is left.
func (h *history) rest(ctx context.Context, meanwhile func() error) error {
	wait := time.Minute
	for range 40 {
		if err := h.Drain(ctx); err != nil {
			return err
		}
		left, err := h.left(ctx)
		if err != nil || left == "" {
			return err
		}
		if meanwhile != nil {
			if err := meanwhile(); err != nil {
				return err
			}
			meanwhile = nil
		}
		h.clock.Advance(wait)
		wait = min(2*wait, time.Hour)
		h.wake(ctx, "sweep")
	}
	left, _ := h.left(ctx)
	return fmt.Errorf("nothing comes to an end: %s", left)
}

// wake runs a function that a schedule wakes. A crash ends it; it comes again at its time.
func (h *history) wake(ctx context.Context, name string) {
	_ = h.Wake(ctx, name) // what it leaves undone is judged
}

// left says what is not over yet.
func (h *history) left(ctx context.Context) (string, error) {
	if n := h.Queue.Len(); n > 0 {
		return fmt.Sprintf("%d messages", n), nil
	}
	for _, g := range h.licences {
		waiting, err := h.records().Pending(ctx, "sample", subscription.ID(g.id), 5)
		if err != nil || len(waiting) > 0 {
			return fmt.Sprintf("wishes %+v", waiting), err
		}
	}
	for _, id := range h.OrderIDs() {
		o, err := h.loaded(ctx, id)
		if err != nil || (!o.State.Ended() || o.Return != nil && o.Return.Done.IsZero()) && !acts(o.State) {
			return fmt.Sprintf("order in state %s: %+v", o.State, o.Steps), err
		}
	}
	return "", nil
}
