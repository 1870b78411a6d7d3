package route53_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/sim/route53"
)

// world is a service with one zone and a clock, and what its name servers were told last.
type world struct {
	*route53.Sim

	now  time.Time
	told string
	at   time.Time
}

func open(t *testing.T, sets ...route53.Set) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	w.Sim = route53.New(route53.Options{
		Clock: func() time.Time { return w.now }, Delay: 30 * time.Second, Zones: []route53.Zone{{ID: "Z1", Name: "Example.fr", Sets: sets}},
		Publish: func(_, file string, at time.Time) { w.told, w.at = file, at },
	})
	return w
}

// ask gives the status and the document of an answer.
func (w *world) ask(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0")
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

func set(name, kind, value string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(value)) // a builder takes everything
	return "<ResourceRecordSet><Name>" + name + "</Name><Type>" + kind + "</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>" + b.String() +
		"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>"
}

func batch(changes ...string) string {
	return `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes>` +
		strings.Join(changes, "") + `</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`
}

func change(action, set string) string {
	return "<Change><Action>" + action + "</Action>" + set + "</Change>"
}

func TestABatchIsMadeWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	www := set("www.example.fr", "A", "45.0.0.1")
	for _, c := range []struct{ changes, want string }{
		{change("CREATE", www), "already exists"},
		{change("DELETE", set("ftp.example.fr", "A", "45.0.0.1")), "was not found"},
		{change("DELETE", set("www.example.fr", "A", "45.0.0.2")), "do not match the current values"},
		{change("CREATE", set("www.example.fr", "CNAME", "example.com")), "conflicts with other records"},
		{change("CREATE", set("example.fr", "CNAME", "example.com")), "not permitted at apex"},
		{change("CREATE", set("www.example.com", "A", "45.0.0.1")), "not permitted in zone"},
		{change("CREATE", set("x.example.fr", "A", "x")), "not a valid address"},
		{change("CREATE", set("x.example.fr", "TXT", "x")), "enclosed in quotation marks"},
		{change("CREATE", set("x.example.fr", "TXT", `"x`)), "Unmatched"},
		{change("CREATE", set("x.example.fr", "TXT", `"`+strings.Repeat("x", 256)+`"`)), "too long"},
		{change("CREATE", set("x.example.fr", "MX", "mail.example")), "fields of its type"},
		{change("CREATE", set("x.example.fr", "SRV", "1 2 x mail.example")), "no number"},
		{change("DELETE", `<ResourceRecordSet><Name>example.fr</Name><Type>SOA</Type><TTL>900</TTL><ResourceRecords><ResourceRecord><Value>`+
			`ns-2048.awsdns-64.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>`), "at least one SOA"},
		{change("REPLACE", www), "Unknown action"},
	} {
		w := open(t, route53.Set{Name: "www.example.fr", Type: "A", TTL: 60, Values: []string{"45.0.0.1"}})
		before, _ := w.View("example.fr")
		status, body := w.ask(t, http.MethodPost, "/2013-04-01/hostedzone/Z1/rrset", batch(change("CREATE", set("new.example.fr", "A", "45.0.0.3")), c.changes))
		after, _ := w.View("example.fr")
		if d := cmp.Diff(before, after); d != "" || status != 400 || !strings.Contains(body, "<InvalidChangeBatch>") || !strings.Contains(body, c.want) {
			t.Errorf("want %q: %d %s %s", c.want, status, body, d)
		}
	}
}

func TestAChangeIsPendingUntilTheNameServersHaveIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	status, body := w.ask(t, http.MethodPost, "/2013-04-01/hostedzone/Z1/rrset", batch(change("UPSERT", set("*.example.fr", "TXT", `"caf\303\251" "\"two\""`))))
	if status != 200 || !strings.Contains(body, "PENDING") {
		t.Fatal(status, body)
	}
	var got struct {
		ID string `xml:"ChangeInfo>Id"`
	}
	if err := xml.Unmarshal([]byte(body), &got); err != nil || !w.at.Equal(w.now.Add(30*time.Second)) {
		t.Fatal(err, w.at)
	}
	w.now = w.at
	if status, body = w.ask(t, http.MethodGet, "/2013-04-01"+got.ID, ""); status != 200 || !strings.Contains(body, "INSYNC") {
		t.Error(status, body)
	}
	if _, body = w.ask(t, http.MethodGet, "/2013-04-01/hostedzone/Z1/rrset?name=a.example.fr", ""); strings.Count(body, "<ResourceRecordSet>") != 0 {
		t.Error(body)
	}
	if !strings.Contains(w.told, "*.example.fr.\t60\tIN\tTXT\t\"caf\\195\\169\" \"\\\"two\\\"\"\n") {
		t.Error(w.told)
	}
	names := dns.New(dns.Options{Clock: func() time.Time { return w.now }, Servers: route53.Servers()})
	if err := names.Publish("example.fr", w.told, w.at); err != nil {
		t.Error(err)
	}
}

func TestRequestsThatAreNotSignedOrNotKnownAreRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/2013-04-01/hostedzone/Z1", nil))
	if rec.Code != 403 || !strings.Contains(rec.Body.String(), "MissingAuthenticationToken") {
		t.Error(rec.Code, rec.Body)
	}
	w.Behave(route53.Habits{PerSecond: 5, Denied: []string{"route53:GetChange"}})
	for _, c := range []struct {
		path, want string
		status     int
	}{
		{"/2013-04-01/hostedzone/Z1/dnssec", "UnknownOperation", 404},
		{"/2013-04-01/change/C1", "AccessDenied", 403},
		{"/2013-04-01/hostedzone/Z9", "NoSuchHostedZone", 404},
		{"/2013-04-01/hostedzone/Z1/rrset?type=A", "InvalidInput", 400},
		{"/2013-04-01/hostedzonesbyname?maxitems=none", "InvalidInput", 400},
		{"/2013-04-01/hostedzonesbyname?hostedzoneid=Z1", "InvalidInput", 400},
		{"/2013-04-01/hostedzone/Z1", "ns-2048.awsdns-64.com", 200},
		{"/2013-04-01/hostedzone/Z1", "Throttling", 400},
	} {
		if status, body := w.ask(t, http.MethodGet, c.path, ""); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s", c.path, status, body)
		}
	}
}

func TestAZoneIsMadeOnceForAReference(t *testing.T) {
	t.Parallel()
	w := open(t)
	body := "<CreateHostedZoneRequest><Name>new.example</Name><CallerReference>one</CallerReference></CreateHostedZoneRequest>"
	if status, got := w.ask(t, http.MethodPost, "/2013-04-01/hostedzone", body); status != 201 || !strings.Contains(got, "new.example.") {
		t.Error(status, got)
	}
	if status, got := w.ask(t, http.MethodPost, "/2013-04-01/hostedzone", body); status != 409 {
		t.Error(status, got)
	}
}

func TestThePanelShowsAndEditsZones(t *testing.T) {
	t.Parallel()
	w := open(t)
	edit, err := json.Marshal(route53.Edit{Zone: "example.fr", Put: []route53.Set{{Name: "w.example.fr", Type: "A", TTL: 5, Values: []string{"45.0.0.9"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "edits", string(edit), 204},
		{"POST", "edits", `{"zone":"nobody.fr"}`, 400},
		{"GET", "zones/example.fr", "", 200},
		{"GET", "zones/nobody.fr", "", 404},
		{"POST", "zones", `{"name":"other.fr","sets":[]}`, 204},
		{"POST", "habits", `{"per_second":5}`, 204},
	} {
		if status, body := w.ask(t, c.method, "/_sim/"+c.path, c.body); status != c.want {
			t.Errorf("%d: %d %s", i, status, body)
		}
	}
	if !strings.Contains(w.told, "other.fr.") {
		t.Error(w.told)
	}
}
