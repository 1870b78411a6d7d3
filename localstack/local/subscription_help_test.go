package local_test

import (
	"context"
	"encoding/json"
	"maps"
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

// call calls an operation of the subscriptions; path is below /v1/subscriptions.
func call(ctx context.Context, s *local.System, c called) (events.APIGatewayProxyResponse, error) {
	var a events.APIGatewayProxyResponse
	if c.client == "" {
		c.client = local.Client
	}
	token, err := s.Token(ctx, c.client)
	if err != nil {
		return a, err
	}
	r, err := http.NewRequestWithContext(ctx, c.method, "https://api.seatwright.example/v1/subscriptions"+c.path+c.query, strings.NewReader(c.body))
	if err != nil {
		return a, err
	}
	e := events.APIGatewayProxyRequest{
		HTTPMethod: c.method, Path: "/v1/subscriptions" + c.path, Resource: "/v1/subscriptions", Body: c.body, PathParameters: map[string]string{},
		Headers: map[string]string{"Authorization": "Bearer " + token}, MultiValueQueryStringParameters: r.URL.Query(),
	}
	if c.body != "" {
		e.Headers["Content-Type"] = "application/json"
	}
	maps.Copy(e.Headers, c.header)
	parts := strings.Split(strings.TrimPrefix(c.path, "/"), "/")
	if parts[0] != "" {
		e.Resource += "/{subscription_id}"
		e.PathParameters["subscription_id"] = parts[0]
	}
	switch {
	case len(parts) == 3:
		e.Resource += "/changes/{change_id}"
		e.PathParameters["change_id"] = parts[2]
	case len(parts) == 2:
		e.Resource += "/" + parts[1]
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return a, err
	}
	out, err := s.Invoke(ctx, "subscription", payload)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(out, &a)
}

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

// do calls an operation, looks at the status and reads the answer.
func do[T any](t *testing.T, l licence, want int, c called) T {
	t.Helper()
	var out T
	a, err := call(t.Context(), l.System, c)
	if err != nil {
		t.Fatal(err)
	}
	status(t, a, want)
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
