package local_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/webhook"
)

type request = events.APIGatewayProxyRequest

// begin starts a system on a clock of its own.
func begin(t *testing.T, w local.World) (*local.System, *local.Clock) {
	t.Helper()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	return start(t, local.Options{Clock: clock, World: w}), clock
}

// set gives a request a header, as often as there are values.
func set(e *request, name string, values ...string) {
	e.Headers, e.MultiValueHeaders = maps.Clone(e.Headers), maps.Clone(e.MultiValueHeaders)
	delete(e.Headers, name)
	delete(e.MultiValueHeaders, name)
	if len(values) > 0 {
		e.Headers[name], e.MultiValueHeaders[name] = values[len(values)-1], values
	}
}

// sign puts a body into a delivery, with the shop's signature of it.
func sign(e *request, body []byte) {
	e.Body = string(body)
	set(e, "X-Shopify-Hmac-Sha256", signature(body))
}

func signature(body []byte) string {
	mac := hmac.New(sha256.New, []byte(local.ShopSecret))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// ask calls a function of the API as a client, and looks whether the contract allows the answer.
func ask(t *testing.T, s *local.System, client, function, sample string, edit func(*request)) events.APIGatewayProxyResponse {
	t.Helper()
	token, err := s.Token(t.Context(), client)
	if err != nil {
		t.Fatalf("token: %v", err)
	}
	a := send(t, s, function, sample, func(e *request) {
		set(e, "Authorization", "Bearer "+token)
		if edit != nil {
			edit(e)
		}
	})
	conforms(t, sample, a)
	return a
}

// hook sends a webhook, and looks whether the contract allows the answer.
func hook(t *testing.T, s *local.System, sample string, edit func(*request)) events.APIGatewayProxyResponse {
	t.Helper()
	a := send(t, s, "webhook", sample, edit)
	conforms(t, sample, a)
	return a
}

// on makes a request of the API be about an order.
func on(id order.ID, body string) func(*request) {
	return func(e *request) {
		e.PathParameters = map[string]string{"order_id": string(id)}
		if body != "" {
			e.Body = body
			set(e, "Content-Type", "application/json")
		}
		set(e, "Idempotency-Key")
	}
}

// bodied gives a request another body and a key of its own.
func bodied(key, body string) func(*request) {
	return func(e *request) {
		e.Body = body
		set(e, "Idempotency-Key", key)
	}
}

func status(t *testing.T, a events.APIGatewayProxyResponse, want int) {
	t.Helper()
	if a.StatusCode != want {
		t.Fatalf("got %d %s, want %d", a.StatusCode, a.Body, want)
	}
}

// shown reads the order of an answer.
func shown(t *testing.T, a events.APIGatewayProxyResponse) api.Order {
	t.Helper()
	var o api.Order
	if err := json.Unmarshal([]byte(a.Body), &o); err != nil {
		t.Fatalf("answer %s: %v", a.Body, err)
	}
	return o
}

// the gives the one order that there is, as it is stored.
func the(t *testing.T, s *local.System, clock *local.Clock) order.Order {
	t.Helper()
	id, err := s.OnlyOrder()
	if err != nil {
		t.Fatal(err)
	}
	o, err := table.Open(s.Store, clock.Now).Load(t.Context(), order.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// finish lets time pass until the one order ends or a person has to act, for two hours at most.
func finish(t *testing.T, s *local.System, clock *local.Clock) order.Order {
	t.Helper()
	if err := s.Drain(t.Context()); err != nil {
		t.Fatalf("drain: %v", err)
	}
	for range 120 {
		if o := the(t, s, clock); o.State.Ended() || o.State == order.AsksPerson || o.State == order.Waiting {
			return o
		}
		pass(t, s, time.Minute)
	}
	o := the(t, s, clock)
	t.Fatalf("after two hours the order is still in state %s: %+v", o.State, o.Steps)
	return o
}

func pass(t *testing.T, s *local.System, d time.Duration) {
	t.Helper()
	if err := s.Tick(t.Context(), d); err != nil {
		t.Fatalf("tick: %v", err)
	}
}

// in looks at the order's state.
func in(t *testing.T, o order.Order, want order.State) {
	t.Helper()
	if o.State != want {
		t.Fatalf("state %s, want %s: %+v", o.State, want, o.Steps)
	}
}

// sold looks at what there is at the seller: orders, customers, nothing that a good client does not do, and no dead letter with us.
func sold(t *testing.T, s *local.System, orders, customers int) {
	t.Helper()
	got := map[string]int{
		"orders": len(s.PartnerCenter.Orders()), "customers": len(s.PartnerCenter.Customers()),
		"violations": len(s.PartnerCenter.Violations()), "dead letters": len(s.Queue.Dead()),
	}
	want := map[string]int{"orders": orders, "customers": customers, "violations": 0, "dead letters": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("at the seller (-want +got):\n%s%+v", diff, s.PartnerCenter.Violations())
	}
}

// inject plans a fault at Partner Center.
func inject(t *testing.T, s *local.System, f control.Fault) {
	t.Helper()
	if err := s.PartnerCenter.Inject(f); err != nil {
		t.Fatalf("inject: %v", err)
	}
}

// notes gives what is quarantined of the sample connection.
func notes(t *testing.T, s *local.System, clock *local.Clock) []webhook.Note {
	t.Helper()
	all, _, err := table.Open(s.Store, clock.Now).Quarantined(t.Context(), local.Connection, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// inbox gives the stored deliveries of the sample connection.
func inbox(t *testing.T, s *local.System, clock *local.Clock) (all []webhook.Delivery) {
	t.Helper()
	for _, i := range s.Store.All() {
		k := i.Key()
		name, ok := strings.CutPrefix(k.PK, "DELIVERY#"+local.Connection+"#")
		if !ok || k.SK != "HEAD" {
			continue
		}
		d, err := table.Open(s.Store, clock.Now).Delivery(t.Context(), local.Connection, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

// pointers gives the fields that a problem names.
func pointers(t *testing.T, a events.APIGatewayProxyResponse) []string {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal([]byte(a.Body), &p); err != nil {
		t.Fatalf("problem %s: %v", a.Body, err)
	}
	var all []string
	if p.Errors != nil {
		for _, f := range *p.Errors {
			all = append(all, f.Pointer)
		}
	}
	return all
}
