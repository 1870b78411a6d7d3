package woocommerce_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

const (
	host   = "shop.example"
	root   = "/wp-json/wc/v3/"
	orders = root + "orders"
	hook   = "https://app.example/hook"
)

// world is a shop, a clock that a test moves, and a receiver.
type world struct {
	*woocommerce.Sim

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

func open(t *testing.T, change func(*woocommerce.Options)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC), status: 200}
	opt := woocommerce.Options{Clock: w.clock, Seed: "a", Web: w, Repeats: 1, Keys: []woocommerce.Key{
		{Consumer: "ck_1", Secret: "cs_1"}, {Consumer: "ck_2", Secret: "cs_2", ReadOnly: true},
	}}
	if change != nil {
		change(&opt)
	}
	w.Sim = woocommerce.New(opt)
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

// listen saves webhooks and has their pings answered.
func (w *world) listen(topics ...string) {
	w.t.Helper()
	for _, topic := range topics {
		w.must(w.Save(woocommerce.Webhook{Topic: topic, URL: hook, Secret: "secret"}))
	}
	w.deliver()
}

func (w *world) must(id int, err error) int {
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

// do calls the shop and gives the answer's status, header and body.
func (w *world) do(method, path, body string) (int, http.Header, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, "https://"+host+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.SetBasicAuth("ck_1", "cs_1")
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
	ID       int     `json:"id"`
	Status   string  `json:"status"`
	Modified string  `json:"date_modified_gmt"`
	Local    string  `json:"date_modified"`
	Paid     *string `json:"date_paid_gmt"`
	Total    string  `json:"total"`
	Tax      string  `json:"total_tax"`
	Lines    []struct {
		ID       int         `json:"id"`
		SKU      string      `json:"sku"`
		Quantity int         `json:"quantity"`
		Price    json.Number `json:"price"`
		Total    string      `json:"total"`
		Tax      string      `json:"total_tax"`
	} `json:"line_items"`
	Refunds []struct {
		Total string `json:"total"`
	} `json:"refunds"`
}

func parse[T any](t *testing.T, text string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func cart(quantity int, paid bool) woocommerce.NewOrder {
	return woocommerce.NewOrder{
		Paid: paid, TaxPercent: 19, Meta: []woocommerce.Meta{{Key: "m365_tenant_domain", Value: "contoso.onmicrosoft.com"}},
		Lines: []woocommerce.Line{{SKU: "M365-BP-1Y-M", Quantity: quantity, Price: "22.33"}},
	}
}
