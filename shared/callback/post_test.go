package callback_test

import (
	"context"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

func TestAMessageArrivesSigned(t *testing.T) {
	t.Parallel()
	w := open(t)
	address := w.manner("/hook", receiver.Manner{Secrets: []string{secretA}})
	a, err := callback.Near(w.opt).Post(t.Context(), message(address))
	if err != nil || a != (feed.Answer{Status: 200}) {
		t.Fatal(a, err)
	}
	got := w.Received()[0]
	if got.Refused != "" || got.ID != "evt_1" || got.Type != "order.held" || got.Sequence != 3 || got.Signatures != 1 || got.Body != string(message("").Body) {
		t.Errorf("received %+v", got)
	}
}

func TestDuringARotationOldAndNewReceiversTakeTheMessage(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.Near(w.opt)
	for path, known := range map[string]string{"/old": secretA, "/new": secretB, "/other": "whsec_" + strings.Repeat("A", 43) + "="} {
		m := message(w.manner(path, receiver.Manner{Secrets: []string{known}}))
		m.Keys = []string{secretB, secretA}
		a, err := c.Post(t.Context(), m)
		if want := map[bool]int{true: 401, false: 200}[path == "/other"]; err != nil || a.Status != want {
			t.Errorf("%s: %d, %v", path, a.Status, err)
		}
	}
}

func TestEveryStatusIsAnAnswerAndRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.Near(w.opt)
	for _, status := range []int{200, 204, 301, 302, 303, 307, 308, 400, 410, 429, 500, 503} {
		address := w.manner("/from", receiver.Manner{Status: status, Location: w.at("/to")})
		if a, err := c.Post(t.Context(), message(address)); err != nil || a.Status != status {
			t.Errorf("%d: %d, %v", status, a.Status, err)
		}
	}
	for _, m := range w.Received() {
		if m.Path == "/to" {
			t.Error("a redirect was followed")
		}
	}
}

func TestTheWaitIsReadFromSecondsAndDates(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.Near(w.opt)
	for text, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "0": 0, "-5": 0, "": 0, "soon": 0, "1.5": 0, "9999999999999999999": 0,
		"9223372036854775807":                         (1 << 31) * time.Second,
		now().Add(time.Hour).Format(http.TimeFormat):  time.Hour,
		now().Add(-time.Hour).Format(http.TimeFormat): 0,
		"Sunday, 01-Mar-26 12:00:30 GMT":              30 * time.Second,
		"Sun Mar  1 12:01:00 2026":                    time.Minute,
		now().Add(time.Minute).Format(time.RFC3339):   0,
		"120, 240":                0,
		strings.Repeat("1", 1000): 0,
		now().AddDate(0, 0, 2).Format(http.TimeFormat):    48 * time.Hour,
		now().AddDate(7000, 0, 2).Format(http.TimeFormat): time.Duration(1<<63 - 1),
	} {
		address := w.manner("/wait", receiver.Manner{Status: 429, RetryAfter: text})
		if a, err := c.Post(t.Context(), message(address)); err != nil || a.Wait != want {
			t.Errorf("%.40q: %s, %v; want %s", text, a.Wait, err, want)
		}
	}
}

func TestOnlyTheNonceAloneIsItsEcho(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.Near(w.opt)
	for name, k := range map[string]struct {
		manner receiver.Manner
		want   bool
	}{
		"echo":         {receiver.Manner{Secrets: []string{secretA}}, true},
		"deaf":         {receiver.Manner{Deaf: true}, false},
		"mirror":       {receiver.Manner{Mirror: true}, false},
		"wrong secret": {receiver.Manner{Secrets: []string{secretB}}, false},
	} {
		m := message(w.manner("/hook", k.manner))
		m.Nonce, m.Body = "n0nce", []byte(`{"type":"endpoint.verify","data":{"nonce":"n0nce"}}`)
		if a, err := c.Post(t.Context(), m); err != nil || a.Echoed != k.want {
			t.Errorf("%s: %v, %v", name, a.Echoed, err)
		}
	}
}

func TestAnAnswerWithoutEndIsLeftAndOneThatBreaksOffIsAnAnswer(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.Near(w.opt)
	for name, m := range map[string]receiver.Manner{"endless": {Size: -1}, "huge": {Size: 10 << 20}, "half": {Cut: receiver.CutHalf}} {
		if a, err := c.Post(t.Context(), message(w.manner("/"+name, m))); err != nil || a.Status != 200 {
			t.Errorf("%s: %d, %v", name, a.Status, err)
		}
	}
}

func TestWhyThereIsNoAnswerIsOneWordWithoutTheAddress(t *testing.T) {
	t.Parallel()
	w := open(t)
	hasty, strange, closed := w.opt, w.opt, w.opt
	hasty.Timeout, strange.Roots = 50*time.Millisecond, x509.NewCertPool()
	closed.Ports = []uint16{w.port, 1}
	w.Name("other.test", here())
	for name, k := range map[string]struct {
		opt     callback.Options
		address string
		code    string
	}{
		"mute":          {hasty, w.manner("/mute", receiver.Manner{Hang: true}), "timeout"},
		"cut":           {w.opt, w.manner("/cut", receiver.Manner{Cut: receiver.CutBefore}), "no_answer"},
		"unknown name":  {w.opt, strings.Replace(w.at("/"), "shop", "nobody", 1), "name"},
		"untrusted":     {strange, w.at("/"), "certificate"},
		"another's":     {w.opt, strings.Replace(w.at("/"), "shop", "other", 1), "certificate"},
		"nobody's port": {closed, "https://shop.test:1/hook", "refused_connection"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := refused(t, callback.Near(k.opt), message(k.address+"?key=s3cret"), fault.Unavailable, k.code)
			if strings.Contains(text, ".test") || strings.Contains(text, "s3cret") || strings.Contains(text, "127.") {
				t.Errorf("the error says %s", text)
			}
		})
	}
}

// TestNoProxyIsAsked is alone, because it changes the environment.
func TestNoProxyIsAsked(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	w := open(t)
	if a, err := callback.Near(w.opt).Post(context.Background(), message(w.at("/hook"))); err != nil || a.Status != 200 {
		t.Errorf("%d, %v", a.Status, err)
	}
}
