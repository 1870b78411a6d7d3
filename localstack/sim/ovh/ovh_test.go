package ovh_test

import (
	"context"
	"crypto/sha1" //nolint:gosec // the service's scheme
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/ovh"
)

const base = "https://eu.api.ovh.com"

func now() time.Time { return time.Unix(1_800_000_000, 0) }

func open() *ovh.Sim {
	return ovh.New(ovh.Options{
		Clock: now, Seed: "test", Base: base, Apps: []ovh.App{{Key: "ak", Secret: "as"}},
		Keys: []ovh.ConsumerKey{{Key: "ck", App: "ak", Account: "me", Status: "validated", Rules: []ovh.Rule{
			{Method: "GET", Path: "/*"},
			{Method: "POST", Path: "/domain/zone/*/record"},
			{Method: "PUT", Path: "/domain/zone/*/record/*"},
			{Method: "POST", Path: "/domain/zone/*/refresh"},
		}}},
		Zones: []ovh.Zone{{Name: "example.fr", Account: "me", Rows: []ovh.Row{{Name: "_dmarc", Type: "DMARC", Target: "v=DMARC1; p=none"}, {Name: "Xdmarc", Type: "TXT", Target: `"x"`}}}},
	})
}

// call signs a call by hand, as it is documented, and gives the status and the body.
func call(ctx context.Context, s *ovh.Sim, method, path, body string, header ...string) (int, string) {
	stamp := strconv.FormatInt(now().Unix(), 10)
	sum := sha1.Sum([]byte("as+ck+" + method + "+" + base + path + "+" + body + "+" + stamp)) //nolint:gosec // the service's scheme
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	for i, v := range append([]string{
		"X-Ovh-Application", "ak", "X-Ovh-Consumer", "ck", "X-Ovh-Timestamp", stamp, "X-Ovh-Signature", "$1$" + hex.EncodeToString(sum[:]),
	}, header...) {
		if i%2 == 1 {
			r.Header.Set(append([]string{"X-Ovh-Application", "", "X-Ovh-Consumer", "", "X-Ovh-Timestamp", "", "X-Ovh-Signature", ""}, header...)[i-1], v)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestACallIsLookedAtBeforeItsAddress(t *testing.T) {
	t.Parallel()
	s := open()
	for _, c := range []struct {
		name, method, path string
		header             []string
		status             int
		has                string
	}{
		{"good", "GET", "/1.0/domain/zone", nil, 200, `["example.fr"]`},
		{"alias of the branch", "GET", "/v1/domain/zone", nil, 200, `["example.fr"]`},
		{"unknown branch", "GET", "/v2/domain/zone", nil, 404, "invalid (or empty) URL"},
		{"gone address", "POST", "/1.0/saas/csp2/x/configureDomain", nil, 403, "NOT_GRANTED_CALL"},
		{"unknown address", "GET", "/1.0/domain/zone/example.fr/nothing", nil, 404, "invalid (or empty) URL"},
		{"unknown zone", "GET", "/1.0/domain/zone/other.fr", nil, 404, "This service does not exist"},
		{"no rule", "DELETE", "/1.0/domain/zone/example.fr/record/1", nil, 403, "NOT_GRANTED_CALL"},
		{"unknown application", "GET", "/1.0/domain/zone", []string{"X-Ovh-Application", "x"}, 403, "INVALID_KEY"},
		{"no consumer", "GET", "/1.0/domain/zone", []string{"X-Ovh-Consumer", ""}, 403, "NOT_CREDENTIAL"},
		{"unknown consumer", "GET", "/1.0/domain/zone", []string{"X-Ovh-Consumer", "x"}, 403, "INVALID_CREDENTIAL"},
		{"old", "GET", "/1.0/domain/zone", []string{"X-Ovh-Timestamp", "1799999969"}, 400, "QUERY_TIME_OUT"},
		{"other time than signed", "GET", "/1.0/domain/zone", []string{"X-Ovh-Timestamp", "1799999999"}, 400, "INVALID_SIGNATURE"},
		{"wrong token", "GET", "/1.0/domain/zone", []string{"Authorization", "Bearer x"}, 401, "Invalid token"},
	} {
		status, body := call(t.Context(), s, c.method, c.path, "", c.header...)
		if status != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
	}
}

func TestListsAreFilteredAsSQLDoesAndBatchesAnswerForEachID(t *testing.T) {
	t.Parallel()
	s := open()
	const at = "/1.0/domain/zone/example.fr/record"
	for query, want := range map[string]string{
		"":                            "[5000000002,5000000001]",
		"?subDomain=_dmarc":           "[5000000002,5000000001]",
		"?fieldType=TXT":              "[5000000002]",
		"?fieldType=dm%25&subDomain=": "[5000000001]",
		"?subDomain=dmarc":            "[]",
	} {
		if _, body := call(t.Context(), s, http.MethodGet, at+query, ""); body != want {
			t.Errorf("%q: %s", query, body)
		}
	}
	_, body := call(t.Context(), s, http.MethodGet, at+"/5000000001,7", "", "X-Ovh-Batch", ",")
	var got []struct {
		Key   string         `json:"key"`
		Value map[string]any `json:"value"`
		Error map[string]any `json:"error"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || len(got) != 2 || got[0].Value["fieldType"] != "DMARC" || got[1].Error == nil {
		t.Errorf("%s: %v", body, err)
	}
	if status, _ := call(t.Context(), s, http.MethodGet, at+"/5000000001,7", ""); status != 400 {
		t.Errorf("without the header: %d", status)
	}
}

func TestRowsAreJudgedAndKeptInTheServicesOwnWay(t *testing.T) {
	t.Parallel()
	s := open()
	const at = "/1.0/domain/zone/example.fr/record"
	for _, c := range []struct {
		body   string
		status int
		has    string
	}{
		{`{"fieldType":"TXT","subDomain":"","target":"a \"b\"","ttl":0}`, 200, `"target":"\"a \\\"b\\\"\""`},
		{`{"fieldType":"A","subDomain":"www","target":"45.0.0.1","ttl":30}`, 200, `"ttl":60`},
		{`{"fieldType":"A","subDomain":"www","target":"45.0.0.1","ttl":30}`, 200, `"ttl":60`},
		{`{"fieldType":"DMARC","subDomain":"_dmarc.sub","target":"\"v=DMARC1\"","ttl":0}`, 400, "Invalid subfield found in DMARC"},
		{`{"fieldType":"DMARC","subDomain":"mail","target":"v=DMARC1","ttl":0}`, 400, "DMARC"},
		{`{"fieldType":"CNAME","subDomain":"","target":"a.b.","ttl":0}`, 400, "mandatory"},
		{`{"fieldType":"CNAME","subDomain":"www","target":"a.b.","ttl":0}`, 400, "conflict"},
		{`{"fieldType":"CAA","subDomain":"","target":"0 issue letsencrypt.org","ttl":0}`, 400, "Invalid target for CAA"},
		{`{"fieldType":"MX","subDomain":"","target":"mail.example.fr.","ttl":0}`, 400, "Invalid target for MX"},
		{`{"fieldType":"SRV","subDomain":"_sip._tls","target":"100 1 443 a.b.","ttl":0}`, 200, "_sip._tls"},
		{`{"fieldType":"A","subDomain":"` + strings.Repeat("a", 64) + `","target":"45.0.0.1","ttl":0}`, 400, "label"},
		{`{"fieldType":"A","subDomain":"` + strings.Repeat("a", 63) + `","target":"45.0.0.1","ttl":0}`, 200, "aaa"},
		{`{"fieldType":"A","target":"45.0.0.1","other":1}`, 400, "body"},
		{`{"target":"45.0.0.1"}`, 400, "Missing"},
	} {
		if status, body := call(t.Context(), s, http.MethodPost, at, c.body); status != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%s: %d %s", c.body, status, body)
		}
	}
	status, body := call(t.Context(), s, http.MethodPut, at+"/5000000001", `{"fieldType":"DMARC","target":"v=DMARC1"}`)
	if status != 400 || !strings.Contains(body, "read-only properties: fieldType") {
		t.Errorf("%d %s", status, body)
	}
	_, _ = call(t.Context(), s, http.MethodPut, at+"/5000000002", `{"target":"y"}`)
	view, _ := s.View("example.fr", false)
	if d := cmp.Diff(ovh.Row{ID: 5_000_000_002, Type: "TXT", Target: `"y"`}, view.Rows[1]); d != "" {
		t.Error("half of a row moves it:", d)
	}
}

func TestTheExportHasWhatTheWorldSees(t *testing.T) {
	t.Parallel()
	s := open()
	long := strings.Repeat("k", 300)
	if status, body := call(t.Context(), s, http.MethodPost, "/1.0/domain/zone/example.fr/record", `{"fieldType":"TXT","subDomain":"big","target":"`+long+`","ttl":120}`); status != 200 {
		t.Fatal(body)
	}
	_, body := call(t.Context(), s, http.MethodGet, "/1.0/domain/zone/example.fr/export", "")
	var file string
	if err := json.Unmarshal([]byte(body), &file); err != nil {
		t.Fatal(err)
	}
	want := `$ORIGIN example.fr.
$TTL 3600
@	IN SOA dns200.anycast.me. tech.ovh.net. (2027011500 86400 3600 3600000 300)
@	IN NS dns200.anycast.me.
@	IN NS ns200.anycast.me.
_dmarc	IN TXT "v=DMARC1; p=none"
Xdmarc	IN TXT "x"
big	120 IN TXT "` + long[:255] + `" "` + long[255:] + "\"\n"
	if d := cmp.Diff(want, file); d != "" {
		t.Error(d)
	}
}
