package main

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sign"
	"github.com/seatwright/seatwright/shared/app"
)

func TestEachClient(t *testing.T) {
	t.Parallel()
	for language, ready := range languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			client := ready(t)
			for name, does := range map[string]func(t *testing.T, client program){
				"orders once though the answer is lost, and follows the order": ordersOnce,
				"says why an order is refused":                                 saysWhy,
				"takes our events and no others":                               takesOurs,
				"says what it wants":                                           saysWhatItWants,
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					does(t, client)
				})
			}
		})
	}
}

func saysWhatItWants(t *testing.T, client program) {
	t.Helper()
	if out, err := client(t, nil, "", "odd"); err == nil || !strings.HasPrefix(err.Error(), "want: order KEY") || out != "" {
		t.Errorf("%q, %v", out, err)
	}
}

func ordersOnce(t *testing.T, client program) {
	t.Helper()
	w := begin(t, forgetful)
	env := map[string]string{"API": w.url, "TOKEN": w.token, "POLL": "0.05"}
	out, err := client(t, env, body(t, "order"), "order", "key-1")
	if err != nil || !strings.HasSuffix(out, " fulfilled\n") || len(w.OrderIDs()) != 1 {
		t.Fatalf("%v, %d orders\n%s", err, len(w.OrderIDs()), out)
	}
	if again, err := client(t, env, body(t, "order"), "order", "key-1"); err != nil || !strings.HasSuffix(again, w.OrderIDs()[0]+" fulfilled\n") || len(w.OrderIDs()) != 1 {
		t.Errorf("the same again: %v\n%s", err, again)
	}
}

func saysWhy(t *testing.T, client program) {
	t.Helper()
	w := begin(t, direct)
	for token, want := range map[string]string{w.token: "400: ", "forged": "401: "} {
		_, err := client(t, map[string]string{"API": w.url, "TOKEN": token}, "{", "order", "key-1")
		if err == nil || !strings.HasPrefix(err.Error(), want) || len(strings.TrimSpace(err.Error())) < len("400: x") {
			t.Errorf("want %s: %v", want, err)
		}
	}
}

func takesOurs(t *testing.T, client program) {
	t.Helper()
	const event = `{"type":"order.fulfilled","timestamp":"2026-03-01T12:00:00Z","data":{"order_id":"ord_1","note":"Łódź"}}`
	secret, other := "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
	now := app.Process().Now()
	of := func(secret string, at time.Time) string {
		h := http.Header{"Webhook-Id": {"evt_1"}}
		if err := sign.Sign(h, sign.Standard, secret, []byte(event), at); err != nil {
			t.Fatal(err)
		}
		return h.Get("Webhook-Signature")
	}
	stamp := func(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }
	old := now.Add(-10 * time.Minute)
	for name, c := range map[string]struct {
		body, time, signatures string
		good                   bool
	}{
		"as it was sent":       {event, stamp(now), of(secret, now), true},
		"during a rotation":    {event, stamp(now), of(other, now) + " " + of(secret, now), true},
		"with a version ahead": {event, stamp(now), "v1a," + base64.StdEncoding.EncodeToString([]byte("else")) + " " + of(secret, now), true},
		"changed":              {event + " ", stamp(now), of(secret, now), false},
		"of somebody else":     {event, stamp(now), of(other, now), false},
		"of another time":      {event, stamp(now.Add(time.Second)), of(secret, now), false},
		"old":                  {event, stamp(old), of(secret, old), false},
		"without a signature":  {event, stamp(now), "", false},
	} {
		out, err := client(t, map[string]string{"SECRET": secret}, c.body, "verify", "evt_1", c.time, c.signatures)
		if good := err == nil && out == "authentic\n"; good != c.good {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
}
