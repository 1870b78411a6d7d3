package receiver_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
)

const (
	secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	body   = `{"type":"order.held","timestamp":"2026-03-01T12:00:00Z","data":{"order_id":"7","sequence":3}}`
)

func now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T) *receiver.Sim {
	t.Helper()
	return receiver.New(receiver.Options{Clock: now})
}

func set(t *testing.T, s *receiver.Sim, m ...receiver.Manner) {
	t.Helper()
	if err := s.Set("/hook", m...); err != nil {
		t.Fatal(err)
	}
}

// sent makes a request that is signed for a time.
func sent(t *testing.T, text string, at time.Time) *http.Request {
	t.Helper()
	seconds := strconv.FormatInt(at.Unix(), 10)
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("evt_1." + seconds + "." + text))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook", strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Webhook-Id", "evt_1")
	r.Header.Set("Webhook-Timestamp", seconds)
	r.Header.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return r
}

func post(s http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAMessageIsTakenOnlyAsTheSpecificationHasIt(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		spoil func(*http.Request)
		want  int
	}{
		"as it is": {func(*http.Request) {}, 200},
		"one of several": {func(r *http.Request) {
			header("Webhook-Signature", "v1a,AAAA v1,AAAA v1 "+r.Header.Get("Webhook-Signature"))(r)
		}, 200},
		"another body":     {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(strings.Replace(body, "7", "8", 1))) }, 401},
		"another id":       {header("Webhook-Id", "evt_2"), 401},
		"id with a dot":    {header("Webhook-Id", "evt.1"), 401},
		"no id":            {func(r *http.Request) { r.Header.Del("Webhook-Id") }, 401},
		"two signatures":   {func(r *http.Request) { r.Header.Add("Webhook-Signature", r.Header.Get("Webhook-Signature")) }, 401},
		"other version":    {func(r *http.Request) { header("Webhook-Signature", "v2"+r.Header.Get("Webhook-Signature")[2:])(r) }, 401},
		"no number":        {header("Webhook-Timestamp", "now"), 401},
		"another time":     {header("Webhook-Timestamp", strconv.FormatInt(now().Unix()+1, 10)), 401},
		"no JSON":          {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("hello")) }, 400},
		"another type":     {header("Content-Type", "text/plain"), 400},
		"another method":   {func(r *http.Request) { r.Method = http.MethodPut }, 405},
		"twenty kilobytes": {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(body + strings.Repeat(" ", 20_000))) }, 413},
	} {
		s := open(t)
		set(t, s, receiver.Manner{Secrets: []string{"whsec_" + strings.Repeat("A", 44), secret}})
		r := sent(t, body, now())
		c.spoil(r)
		if w := post(s, r); w.Code != c.want || (s.Received()[0].Refused == "") != (c.want == 200) {
			t.Errorf("%s: %d, refused for %q", name, w.Code, s.Received()[0].Refused)
		}
	}
}

func TestATimeMayBeFiveMinutesOffEitherWay(t *testing.T) {
	t.Parallel()
	for off, want := range map[time.Duration]int{-5 * time.Minute: 200, 5 * time.Minute: 200, -301 * time.Second: 401, 301 * time.Second: 401} {
		s := open(t)
		set(t, s, receiver.Manner{Secrets: []string{secret}})
		if w := post(s, sent(t, body, now().Add(off))); w.Code != want {
			t.Errorf("%s off: %d", off, w.Code)
		}
	}
}

func TestWhatCameIsWrittenDownAndKnownAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	set(t, s, receiver.Manner{Status: 500, Times: 1}, receiver.Manner{})
	for range 3 {
		post(s, sent(t, body, now()))
	}
	got := s.Received()
	for i, want := range []receiver.Message{{Status: 500}, {Status: 200}, {Status: 200, Again: true}} {
		want.At, want.Path, want.ID, want.Type, want.Order, want.Sequence, want.Signatures, want.Body = now(), "/hook", "evt_1", "order.held", "7", 3, 1, body
		if got[i] != want {
			t.Errorf("message %d: %+v", i, got[i])
		}
	}
}

func TestAProofIsEchoedUnlessTheReceiverIsDeafOrDoesNotKnowTheSender(t *testing.T) {
	t.Parallel()
	const proof = `{"type":"endpoint.verify","data":{"nonce":"n0nce"}}`
	for want, m := range map[string]receiver.Manner{
		`{"nonce":"n0nce"}`: {Secrets: []string{secret}},
		`{"received":true}`: {Deaf: true},
		proof:               {Mirror: true},
	} {
		s := open(t)
		set(t, s, m)
		if got := post(s, sent(t, proof, now())).Body.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	s := open(t)
	set(t, s, receiver.Manner{Secrets: []string{"whsec_AAAA"}})
	if got := post(s, sent(t, proof, now())); strings.Contains(got.Body.String(), "n0nce") || got.Code != 401 {
		t.Errorf("a stranger's: %d %s", got.Code, got.Body)
	}
}

func TestMannersThatNobodyWouldSeeAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	for name, m := range map[string][]receiver.Manner{
		"delay": {{Delay: "soon"}}, "cut": {{Cut: "twice"}}, "times": {{Times: -1}}, "never reached": {{}, {Status: 410}},
	} {
		if s.Set("/hook", m...) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestOverTLSAReceiverIsAsDifficultAsItsManner goes through a real connection.
func TestOverTLSAReceiverIsAsDifficultAsItsManner(t *testing.T) {
	t.Parallel()
	s := open(t)
	port, stop, err := s.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	web := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.Roots(), MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ask := func() (status int, header http.Header, read int64, err error) {
		r := sent(t, body, now())
		r.RequestURI, r.URL.Scheme, r.URL.Host = "", "https", "localhost:"+strconv.Itoa(int(port))
		res, err := web.Do(r)
		if err != nil {
			return 0, nil, 0, err
		}
		defer func() { _ = res.Body.Close() }()
		read, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
		return res.StatusCode, res.Header, read, err
	}
	set(t, s, receiver.Manner{Status: 302, Location: "https://localhost/elsewhere", RetryAfter: "7"})
	if status, h, _, err := ask(); status != 302 || h.Get("Location") == "" || h.Get("Retry-After") != "7" || err != nil {
		t.Error(status, h, err)
	}
	set(t, s, receiver.Manner{Cut: receiver.CutBefore})
	if status, _, _, err := ask(); err == nil {
		t.Error("cut before:", status)
	}
	set(t, s, receiver.Manner{Cut: receiver.CutHalf})
	if status, _, read, err := ask(); status != 200 || read == 0 || err == nil {
		t.Error("cut in half:", status, read, err)
	}
	set(t, s, receiver.Manner{Size: -1})
	if status, _, read, err := ask(); status != 200 || read != 1<<20 || err != nil {
		t.Error("endless:", status, read, err)
	}
	set(t, s, receiver.Manner{Size: 100_000, Delay: "1ms"})
	if status, _, read, err := ask(); status != 200 || read != 100_000 || err != nil {
		t.Error("large:", status, read, err)
	}
	if !bytes.Contains(s.PEM(), []byte("BEGIN CERTIFICATE")) {
		t.Error("the authority is no file")
	}
}

func TestTheControlInterfaceSetsMannersAndShowsWhatCame(t *testing.T) {
	t.Parallel()
	s := open(t)
	order := func(text string) int {
		return post(s, httptest.NewRequestWithContext(t.Context(), http.MethodPost, control.Prefix+"manners", strings.NewReader(text))).Code
	}
	if code := order(`{"path":"/hook","manners":[{"status":410}]}`); code != 204 {
		t.Error(code)
	}
	if code := order(`{"path":"/hook","manners":[{"cut":"twice"}]}`); code != 400 {
		t.Error(code)
	}
	if w := post(s, sent(t, body, now())); w.Code != 410 {
		t.Error(w.Code)
	}
	var got []receiver.Message
	w := post(s, httptest.NewRequestWithContext(t.Context(), http.MethodGet, control.Prefix+"received", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got) != 1 || got[0].Status != 410 {
		t.Errorf("%s, %v", w.Body, err)
	}
}
