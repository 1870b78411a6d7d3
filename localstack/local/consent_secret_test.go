package local_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
)

func TestNoSecretIsInAPageAHeaderALogOrAnAddress(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	b := newBrowser(t, s)
	answers := ""
	for _, answer := range []url.Values{as(local.Account(branch)), {"deny": {"1"}}, as(local.Clerk(branch))} {
		l := link(t, s, local.Operator, branch)
		b.signIn(l, answer)
		raw, err := json.Marshal(became(t, s, local.Operator, l))
		if err != nil {
			t.Fatal(err)
		}
		answers += string(raw)
		if code := b.last.Get("code"); code != "" {
			for where, text := range map[string]string{"page": b.seen.String(), "log": log.String(), "answer": answers} {
				if strings.Contains(text, code) {
					t.Errorf("a code is in a %s", where)
				}
			}
		}
	}
	for _, name := range s.Secrets.Names() {
		text, err := s.Secrets.Read(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		secrets := []string{text}
		var fields map[string]any
		if json.Unmarshal([]byte(text), &fields) == nil {
			secrets = secrets[:0]
			for _, field := range []string{"refresh_token", "client_secret", "current"} {
				if v, _ := fields[field].(string); v != "" {
					secrets = append(secrets, v)
				}
			}
		}
		for _, secret := range secrets {
			if strings.Contains(b.seen.String()+log.String()+answers, secret) {
				t.Errorf("a value of %s is shown or logged", name)
			}
		}
	}
	for _, word := range []string{"eyJ", local.Account(branch), "code="} { // tokens begin so; whoever signed in is nobody's business in a log
		if strings.Contains(log.String(), word) {
			t.Errorf("the log has %q", word)
		}
	}
	if strings.Contains(b.seen.String(), "eyJ") || log.Len() == 0 || answers == "" {
		t.Error("a token is on a page")
	}
}

func TestThePagesCookieIsForOurAddressOnlyAndEveryPageHasAPolicy(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	l, b := link(t, s, local.Branch, branch), newBrowser(t, s)
	res, _ := b.visit(l, nil)
	cookie := res.Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-cns_", "Path=/", "Max-Age=900", "Secure", "HttpOnly", "SameSite=None"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("cookie %s lacks %s", cookie, want)
		}
	}
	if res, _ := b.visit(l, nil); res.Header.Get("Set-Cookie") != "" {
		t.Error("a second look gives another cookie")
	}
	for _, address := range []string{l, local.API + "/v1/consents/cns_x.y"} {
		res, _ := b.visit(address, nil)
		if !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "default-src 'none'") || res.Header.Get("Referrer-Policy") != "no-referrer" || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", address, res.Header)
		}
	}
	if res, page := newBrowser(t, s).visit(l, url.Values{}); res.StatusCode != http.StatusBadRequest || !strings.Contains(page, "cookie") {
		t.Errorf("without a cookie: %d %s", res.StatusCode, page)
	}
}
