package shopify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
)

const (
	host   = "sample.myshopify.com"
	token  = "shpat_example"
	secret = "shpss_example"
	orders = "/admin/api/2026-01/orders.json"
)

// world is a shop, a clock that a test moves, and a receiver.
type world struct {
	*shopify.Sim

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

func open(t *testing.T, change func(*shopify.Options)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC), status: 200}
	opt := shopify.Options{Clock: w.clock, Seed: "a", Secret: secret, Manual: "by-hand", Token: token, Web: w}
	if change != nil {
		change(&opt)
	}
	w.Sim = shopify.New(opt)
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

func (w *world) subscribe(topics ...string) {
	w.t.Helper()
	for _, topic := range topics {
		w.must(w.Subscribe(shopify.Subscription{Topic: topic, Address: "https://app.example/hook"}))
	}
}

func (w *world) must(id uint64, err error) uint64 {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
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

func topicsOf(all []got) string {
	var names []string
	for _, g := range all {
		names = append(names, g.header.Get("X-Shopify-Topic"))
	}
	return strings.Join(names, " ")
}

func signed(key, body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// do calls the shop and gives the answer's status, header and body.
func (w *world) do(method, path, body string) (int, http.Header, string) {
	w.t.Helper()
	if !strings.HasPrefix(path, "https://") {
		path = "https://" + host + path
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("X-Shopify-Access-Token", token)
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

// want calls the shop and holds the answer to a status and parts of its body.
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

// order is what tests look at of an order.
type order struct {
	ID         json.Number  `json:"id"`
	Status     string       `json:"financial_status"`
	Updated    string       `json:"updated_at"`
	Total      string       `json:"total_price"`
	Current    string       `json:"current_total_price"`
	Tax        string       `json:"current_total_tax"`
	Owed       string       `json:"total_outstanding"`
	Cancelled  *string      `json:"cancelled_at"`
	Attributes []attributed `json:"note_attributes"`
	Lines      []struct {
		ID       json.Number `json:"id"`
		SKU      string      `json:"sku"`
		Quantity int         `json:"quantity"`
		Current  *int        `json:"current_quantity"`
	} `json:"line_items"`
	Refunds []struct {
		Lines []struct {
			Line     json.Number `json:"line_item_id"`
			Quantity int         `json:"quantity"`
		} `json:"refund_line_items"`
	} `json:"refunds"`
}

type attributed struct{ Name, Value string }

func parse[T any](t *testing.T, text string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func cart(quantity int, paid bool) shopify.NewOrder {
	return shopify.NewOrder{
		Paid: paid, TaxPercent: 19, Attributes: []shopify.Attribute{{Name: "m365_tenant_domain", Value: "contoso.onmicrosoft.com"}},
		Lines: []shopify.NewLine{
			{SKU: "M365-BP-1Y-M", Quantity: quantity, Price: "275.00", Discount: "137.50"},
			{SKU: "ONBOARD", Quantity: 1, Price: "0.00"},
		},
	}
}
