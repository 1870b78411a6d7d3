package stripe_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/stripe"
)

const (
	host   = "api.stripe.com"
	key    = "sk_test_example"
	secret = "whsec_example"
)

// world is an account, a clock that a test moves, and a receiver.
type world struct {
	*stripe.Sim

	t      *testing.T
	client *http.Client

	mu     sync.Mutex
	now    time.Time
	status int
	got    []got
}

type got struct {
	header http.Header
	body   string
}

// event is what tests look at of an event.
type event struct {
	ID       string
	Type     string
	Version  string `json:"api_version"`
	Created  int64
	Live     bool `json:"livemode"`
	Pending  int  `json:"pending_webhooks"`
	Previous map[string]any
	Data     struct {
		Object   map[string]any
		Previous map[string]any `json:"previous_attributes"`
	}
}

func open(t *testing.T, change func(*stripe.Options)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC), status: 200}
	opt := stripe.Options{Clock: w.clock, Seed: "a", Key: key, Web: w}
	if change != nil {
		change(&opt)
	}
	w.Sim = stripe.New(opt)
	w.client = &http.Client{Transport: control.Transport(map[string]http.Handler{host: w.Sim})}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// RoundTrip is the receiver.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = append(w.got, got{r.Header, string(b)})
	return &http.Response{StatusCode: w.status, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

func (w *world) listen(types ...string) stripe.Endpoint {
	w.t.Helper()
	e, err := w.Listen(stripe.Endpoint{URL: "https://app.example/hook", Secret: secret, Events: types})
	w.ok(err)
	return e
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// sell has a buyer complete a session.
func (w *world) sell(in stripe.NewSession) string {
	w.t.Helper()
	id, err := w.Create(in)
	w.ok(err)
	w.ok(w.Complete(id, false))
	return id
}

// deliver sends what is due and gives what arrived.
func (w *world) deliver() []got {
	w.t.Helper()
	w.got = nil
	if _, err := w.Deliver(w.t.Context(), w); err != nil {
		w.t.Fatal(err)
	}
	return w.got
}

// told gives the types of what arrives, and the events.
func (w *world) told() (string, []event) {
	w.t.Helper()
	var names []string
	var all []event
	for _, g := range w.deliver() {
		e := parse[event](w.t, g.body)
		names = append(names, e.Type)
		all = append(all, e)
	}
	return strings.Join(names, " "), all
}

// do calls the account and gives the answer's status, header and body.
func (w *world) do(method, path, body string, header ...string) (int, http.Header, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, "https://"+host+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

// want calls the account and holds the answer to a status and parts of its body.
func (w *world) want(method, path, body string, status int, parts ...string) string {
	w.t.Helper()
	got, _, text := w.do(method, path, body)
	if got != status {
		w.t.Fatalf("%s %s: %d %s, want %d", method, path, got, text, status)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			w.t.Fatalf("%s %s: %s has no %s", method, path, text, part)
		}
	}
	return text
}

func parse[T any](t *testing.T, text string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func cart(mode string) stripe.NewSession {
	return stripe.NewSession{
		Mode: mode, TaxPercent: 19, Fields: []stripe.Field{{Key: "m365_tenant_domain", Value: "contoso.onmicrosoft.com"}},
		Metadata: map[string]string{"m365_order_kind": "new"}, SubscriptionMetadata: map[string]string{"of": "subscription"},
		Lines: []stripe.Line{
			{LookupKey: "M365-BP-1Y-M", Name: "Business Premium", Quantity: 5, UnitAmount: 2233, ProductMetadata: map[string]string{"m365_sku": "CFQ7:1"}},
			{LookupKey: "ONBOARD", Name: "Onboarding", Quantity: 1, UnitAmount: 100, Discount: 100},
		},
	}
}
