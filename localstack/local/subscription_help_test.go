package local_test

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// licence is a system in which the sample partner has a licence that it bought through an order of ours.
type licence struct {
	*local.System

	clock  *local.Clock
	id     string
	tenant string
}

// owned starts a system and orders three seats for a year.
func owned(t *testing.T) licence {
	t.Helper()
	s, clock := begin(t, local.World{})
	status(t, ask(t, s, local.Client, "order", "order", nil), http.StatusAccepted)
	o := finish(t, s, clock)
	if len(o.Lines) != 1 || o.Lines[0].Subscription == nil {
		t.Fatalf("state %s: %+v", o.State, o.Steps)
	}
	return licence{s, clock, o.Lines[0].Subscription.ID, string(o.Customer.Tenant)}
}

// seeded starts a system whose partner has a licence that it bought elsewhere, and that a round has found.
func seeded(t *testing.T, seed partnercenter.SubscriptionSeed) licence {
	t.Helper()
	s, clock := begin(t, local.World{})
	l := licence{System: s, clock: clock}
	l.tenant = newCustomer(t, s, "northwind.onmicrosoft.com")
	seed.Customer = l.tenant
	if seed.Item == "" {
		seed.Item, seed.Term, seed.BillingCycle = "CFQ7TTC0LCHC:0002", "P1Y", "monthly"
	}
	if seed.Quantity == 0 {
		seed.Quantity = 10
	}
	l.id = licensed(t, s, seed)
	if err := s.Wake(t.Context(), "reread"); err != nil {
		t.Fatal(err)
	}
	return l
}

func newCustomer(t *testing.T, s *local.System, domain string) string {
	t.Helper()
	id, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Partner: sampleTenant, Domain: domain, Company: domain, Country: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func licensed(t *testing.T, s *local.System, seed partnercenter.SubscriptionSeed) string {
	t.Helper()
	id, err := s.PartnerCenter.AddSubscription(seed)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// called is what a call of the subscriptions' API is about.
type called struct {
	client, method, path, query, body string
	header                            map[string]string
}

// call calls an operation of the subscriptions as a client does; path is below /v1/subscriptions.
func call(ctx context.Context, s *local.System, c called) (events.APIGatewayProxyResponse, error) {
	var a events.APIGatewayProxyResponse
	token, err := s.Token(ctx, cmp.Or(c.client, local.Client))
	if err != nil {
		return a, err
	}
	r, err := http.NewRequestWithContext(ctx, c.method, local.API+subscriptions+c.path+c.query, strings.NewReader(c.body))
	if err != nil {
		return a, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	res, err := s.Transport().RoundTrip(r)
	if err != nil {
		return a, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	a = events.APIGatewayProxyResponse{StatusCode: res.StatusCode, Body: string(body), Headers: map[string]string{}}
	for name := range res.Header {
		a.Headers[name] = res.Header.Get(name)
	}
	return a, err
}

const subscriptions = "/v1/subscriptions"

// decided is the policy's answer as the API gives it.
type decided struct {
	When   string     `json:"when"`
	Rule   string     `json:"rule"`
	Why    string     `json:"why"`
	Until  *time.Time `json:"until"`
	From   *time.Time `json:"from"`
	Seats  int        `json:"seats_now"`
	Later  int        `json:"seats_later"`
	Charge *money     `json:"charge"`
	Refund *money     `json:"refund"`
	Owed   *money     `json:"owed"`
	Loses  []string   `json:"loses"`
}

type money struct{ Amount, Currency string }

// wished is a change as the API gives it, and a problem with a decision.
type wished struct {
	ID       string  `json:"id"`
	State    string  `json:"state"`
	Decision decided `json:"decision"`
	Made     string  `json:"made_subscription_id"`
	Steps    []struct {
		What     string `json:"what"`
		Evidence string `json:"evidence"`
	} `json:"steps"`
}

// do calls an operation, looks at the status, and whether the contract allows the answer, and reads it.
func do[T any](t *testing.T, l licence, want int, c called) T {
	t.Helper()
	var out T
	a, err := call(t.Context(), l.System, c)
	if err != nil {
		t.Fatal(err)
	}
	status(t, a, want)
	allows(t, c.method+" "+c.path, at(t, c.method, subscriptions+c.path), a)
	if err := json.Unmarshal([]byte(a.Body), &out); err != nil {
		t.Fatalf("answer %s: %v", a.Body, err)
	}
	return out
}

// wish asks for a change.
func (l licence) wish(t *testing.T, want int, method, what, body string) wished {
	t.Helper()
	header := map[string]string{"Idempotency-Key": what + body + l.clock.Now().String()[:19]}
	header["Idempotency-Key"] = strings.NewReplacer(" ", "_", `"`, "_", ",", "_", "{", "_", "}", "_").Replace(header["Idempotency-Key"])
	return do[wished](t, l, want, called{method: method, path: "/" + l.id + "/" + what, body: body, header: header})
}

// made asks for a change, has it made and gives what became of it.
func (l licence) made(t *testing.T, method, what, body, state string) wished {
	t.Helper()
	c := l.wish(t, http.StatusAccepted, method, what, body)
	if err := l.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := do[wished](t, l, http.StatusOK, called{method: http.MethodGet, path: "/" + l.id + "/changes/" + c.ID})
	if after.State != state {
		t.Fatalf("%s %s: %s, want %s: %+v", what, body, after.State, state, after.Steps)
	}
	return after
}

// at gives the licence as it is at the seller.
func (l licence) at(t *testing.T) partnercenter.Subscription {
	t.Helper()
	for _, s := range l.PartnerCenter.Subscriptions() {
		if s.ID == l.id {
			return s
		}
	}
	t.Fatalf("subscription %s is not there", l.id)
	return partnercenter.Subscription{}
}

// record gives our record of the licence.
func (l licence) record(t *testing.T) subscription.Subscription {
	t.Helper()
	s, err := table.Open(l.Store, l.clock.Now).Subscriptions().Load(t.Context(), "sample", subscription.ID(l.id))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
