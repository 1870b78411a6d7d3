package local_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
)

// page is a log that many may write to.
type page struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all.Write(b)
}

// personal gathers what must never be in a log: every text of the sample delivery that is about a person or a company.
func personal(t *testing.T) []string {
	t.Helper()
	raw, err := samples.Sample("webhook")
	if err != nil {
		t.Fatal(err)
	}
	var e request
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(e.Body), &body); err != nil {
		t.Fatal(err)
	}
	all := []string{local.ClientSecret, local.ShopSecret, "sample-app-secret", e.Headers["X-Shopify-Hmac-Sha256"], "northwinddemo01", "northwinddemo09"}
	for _, part := range []string{"billing_address", "email", "contact_email", "note", "browser_ip", "token", "cart_token", "checkout_token"} {
		all = append(all, texts(body[part])...)
	}
	for a := range strings.SplitSeq("Mira,Beispiel,mira.beispiel@example.com,+49 30 5550100,+49305550100", ",") {
		if !strings.Contains(e.Body, a) {
			t.Errorf("%q is not in the sample any more", a)
		}
		all = append(all, a)
	}
	return all
}

func texts(v any) []string {
	var all []string
	switch v := v.(type) {
	case string:
		if len(v) > 3 { // "DE" and "BE" are in many words
			all = append(all, v)
		}
	case map[string]any:
		for _, value := range v {
			all = append(all, texts(value)...)
		}
	}
	return all
}

func TestNothingPersonalAndNoSecretIsLogged(t *testing.T) {
	t.Parallel()
	log := &page{}
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	hidden := personal(t)
	if _, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Domain: "northwinddemo01.onmicrosoft.com", Company: "Somebody else", Country: "DE"}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []control.Fault{
		{Method: http.MethodPost, Path: "/v1/customers", Status: 500},
		{Method: http.MethodPost, Path: checkoutPath, Cut: control.CutAfter},
		{Method: http.MethodGet, Path: "/v1/customers/*/orders/*", Status: 200, Body: "<html>Mira Beispiel"},
	} {
		inject(t, s, f)
	}
	status(t, hook(t, s, "webhook.unmapped", nil), http.StatusOK)
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	in(t, o, order.AsksPerson)
	status(t, ask(t, s, local.Client, "answer", "answer", on(o.ID, `{"field":"/customer/domain","value":"Mira Beispiel"}`)), http.StatusUnprocessableEntity)
	in(t, answered(t, s, clock, "/customer/domain", `"northwinddemo09.onmicrosoft.com"`), order.Fulfilled)
	status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, "")), http.StatusAccepted)
	in(t, finish(t, s, clock), order.Cancelled)
	for _, c := range s.PartnerCenter.Customers() {
		if p := s.PartnerCenter.Password(c.ID); p != "" {
			hidden = append(hidden, p)
		}
	}
	hidden = append(hidden, secretsOf(t, s)...)
	written := log.all.String()
	if strings.Count(written, "\n") < 20 {
		t.Fatalf("the log is nearly empty:\n%s", written)
	}
	for _, h := range hidden {
		if strings.Contains(strings.ToLower(written), strings.ToLower(h)) {
			t.Errorf("the log has %q", h)
		}
	}
	if strings.Contains(written, "eyJ") {
		t.Error("the log has a token")
	}
}

// secretsOf gives every secret text of the secret store: none may be logged.
func secretsOf(t *testing.T, s *local.System) []string {
	t.Helper()
	var all []string
	for _, name := range s.Secrets.Names() {
		value, err := s.Secrets.Read(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal([]byte(value), &fields); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, field := range []string{"client_secret", "refresh_token", "current", "previous", "password", "user"} {
			if text, ok := fields[field].(string); ok && len(text) > 5 {
				all = append(all, text)
			}
		}
	}
	return all
}
