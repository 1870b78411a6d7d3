package ovh_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/ovh"
)

func withClient(_ *sim.Options, o *ovh.Options) {
	o.Keys = ovh.Keys{Client: "client", Password: "password"}
}

func TestACallTellsWhatARefusalMeans(t *testing.T) {
	t.Parallel()
	const list = "/1.0/domain/zone/example.fr/record"
	for _, c := range []struct {
		status  int
		body    string
		kind    fault.Kind
		code    string
		has     string
		retried bool
	}{
		{400, `{"class":"Client::BadRequest","message":"jane"}`, fault.Invalid, "Client::BadRequest", "refused", false},
		{400, `{"errorCode":"INVALID_SIGNATURE","httpCode":"400 Bad Request","message":"jane"}`, fault.Unauthenticated, "INVALID_SIGNATURE", "secret", false},
		{401, `{"message":"jane"}`, fault.Unauthenticated, "", "keys", false},
		{403, `{"errorCode":"NOT_GRANTED_CALL","message":"jane"}`, fault.Denied, "NOT_GRANTED_CALL", "rule", false},
		{403, `{"errorCode":"NOT_CREDENTIAL"}`, fault.Unauthenticated, "NOT_CREDENTIAL", "keys", false},
		{403, `{"errorCode":"INVALID_CREDENTIAL"}`, fault.Unauthenticated, "INVALID_CREDENTIAL", "keys", false},
		{403, `{"class":"Client::Forbidden","details":{"unauthorizedActionsByIAM":"dnsZone:apiovh:record/get,x","n":3}}`, fault.Denied, "Client::Forbidden", "dnsZone:apiovh:record/get", false},
		{403, ``, fault.Denied, "", "allow", false},
		{404, `{"message":"This service does not exist"}`, fault.NotFound, "", "account", false},
		{409, `{}`, fault.Conflict, "", "busy", false},
		{460, `<html>`, fault.Gone, "", "expired", false},
		{429, `{}`, fault.Throttled, "", "fewer", true},
		{500, `<html>jane</html>`, fault.Unavailable, "", "could not", true},
		{503, ``, fault.Unavailable, "", "could not", true},
	} {
		w := open(t, nil)
		w.fail(t, control.Fault{Path: list, Status: c.status, Body: c.body, Times: 9})
		_, err := w.client.Records(t.Context(), zone)
		if fault.Of(err) != c.kind || fault.Code(err) != c.code || !strings.Contains(fault.Text(err), c.has) || strings.Contains(err.Error(), "jane") {
			t.Errorf("%d %s: %v (%s, %q)", c.status, c.body, err, fault.Of(err), fault.Code(err))
		}
		if got := w.calls("GET") > 3; got != c.retried {
			t.Errorf("%d %s: %d calls", c.status, c.body, w.calls("GET"))
		}
	}
}

func TestAWrongClockIsReadAgainAndTheCallMadeOnceMore(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *sim.Options, _ *ovh.Options) { o.Offset = 3 * time.Hour })
	row := ovh.Record{Type: "TXT", Target: "MS=ms12345678"}
	if _, err := w.client.Create(t.Context(), zone, row); err != nil {
		t.Fatal(err)
	}
	w.fail(t, control.Fault{Method: http.MethodPost, Status: 400, Body: `{"errorCode":"QUERY_TIME_OUT"}`})
	if _, err := w.client.Create(t.Context(), zone, row); err != nil {
		t.Error(err)
	}
	if len(w.texts(false)) != 2 || w.calls("GET") != 2 {
		t.Errorf("%v after %d looks at the clock", w.texts(false), w.calls("GET"))
	}
	w.fail(t, control.Fault{Method: http.MethodPost, Status: 400, Body: `{"errorCode":"QUERY_TIME_OUT"}`, Times: 2})
	if _, err := w.client.Create(t.Context(), zone, row); fault.Of(err) != fault.Unauthenticated || len(w.texts(false)) != 2 {
		t.Errorf("still wrong: %v", err)
	}
	w.now = w.now.Add(2 * time.Hour)
	if _, err := w.client.Zones(t.Context()); err != nil || w.calls("GET") != 5 {
		t.Errorf("an hour later the clock is read again: %v after %d", err, w.calls("GET"))
	}
}

func TestATokenServesUntilItsEndAndIsReplacedWhenItIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, withClient, sim.FreshRows(zone, "SPF")...)
	for range 3 {
		if _, err := w.client.Records(t.Context(), zone); err != nil {
			t.Fatal(err)
		}
	}
	if w.calls("POST") != 1 {
		t.Errorf("%d tokens", w.calls("POST"))
	}
	w.fail(t, control.Fault{Path: "/1.0/domain/*", Status: 401, Body: `{}`})
	if _, err := w.client.Zones(t.Context()); err != nil || w.calls("POST") != 2 {
		t.Errorf("refused: %v, %d tokens", err, w.calls("POST"))
	}
	w.now = w.now.Add(59 * time.Minute)
	if _, err := w.client.Zones(t.Context()); err != nil || w.calls("POST") != 3 {
		t.Errorf("at its end: %v, %d tokens", err, w.calls("POST"))
	}
	bad := w.opt
	bad.Password = "wrong"
	if _, err := ovh.Open(bad).Zones(t.Context()); fault.Of(err) != fault.Unauthenticated || fault.Code(err) != "invalid_client" {
		t.Errorf("a wrong secret: %v", err)
	}
}

func TestAPolicyThatLacksAnActionIsNamed(t *testing.T) {
	t.Parallel()
	w := open(t, func(s *sim.Options, o *ovh.Options) {
		withClient(s, o)
		s.Clients[0].Actions = []string{"dnsZone:apiovh:get", "dnsZone:apiovh:record/get"}
	})
	err := w.client.Refresh(t.Context(), zone)
	if fault.Of(err) != fault.Denied || !strings.Contains(fault.Text(err), "dnsZone:apiovh:refresh") {
		t.Error(err)
	}
}

func TestAConsumerKeyIsAskedForWithTheLeastRulesAndWorksOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	need := ovh.ZoneRules(zone)
	p, err := w.client.Ask(t.Context(), "https://seatwright.example/back", need)
	if err != nil || p.Key == "" || p.URL == "" {
		t.Fatal(p, err)
	}
	opt := w.opt
	opt.Consumer = p.Key
	client := ovh.Open(opt)
	if _, err := client.Records(t.Context(), zone); fault.Of(err) != fault.Unauthenticated {
		t.Errorf("not confirmed: %v", err)
	}
	if err := w.Confirm(p.Key, account, "validated"); err != nil {
		t.Fatal(err)
	}
	g, err := client.Grant(t.Context())
	if missing := ovh.Missing(need, g.Rules); err != nil || len(missing) != 0 || g.Status != "validated" || !g.Expires.IsZero() {
		t.Errorf("lacks %v: %v", missing, err)
	}
	if err := client.Refresh(t.Context(), zone); err != nil {
		t.Error(err)
	}
	if missing := ovh.Missing(ovh.ZoneRules("other.fr"), g.Rules); len(missing) != 6 {
		t.Errorf("of another zone lacks %v", missing)
	}
	if missing := ovh.Missing(ovh.ZoneRules(zone), ovh.ZoneRules()); len(missing) != 0 {
		t.Errorf("rules for all zones lack %v", missing)
	}
}

func TestTheBudgetIsKeptAndClosedByARefusal(t *testing.T) {
	t.Parallel()
	w := open(t, func(s *sim.Options, o *ovh.Options) {
		s.Habits.PerMinute = 60
		o.Budget = &ovh.Budget{PerMinute: 60, Burst: 1}
	}, sim.FreshRows(zone, "TXT")...)
	for range 30 {
		if _, err := w.client.Records(t.Context(), zone); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range w.Calls() {
		if c.Status == http.StatusTooManyRequests {
			t.Fatal("the service refused a call within the budget")
		}
	}
	w.fail(t, control.Fault{Method: http.MethodPost, Status: 429, Header: map[string]string{"Retry-After": "120"}, Body: `{}`})
	err := w.client.Refresh(t.Context(), zone)
	if fault.Of(err) != fault.Throttled || fault.RetryAfter(err) != 2*time.Minute {
		t.Errorf("refused: %v after %s", err, fault.RetryAfter(err))
	}
	sent := len(w.Calls())
	err = w.client.Refresh(t.Context(), zone)
	if fault.Of(err) != fault.Throttled || fault.RetryAfter(err) < 119*time.Second || len(w.Calls()) != sent {
		t.Errorf("while it is closed: %v after %s", err, fault.RetryAfter(err))
	}
	w.now = w.now.Add(2 * time.Minute)
	if err := w.client.Refresh(t.Context(), zone); err != nil {
		t.Error(err)
	}
}

func TestAPaceThatIsRefusedIsHalvedUntilItIsTaken(t *testing.T) {
	t.Parallel()
	w := open(t, func(s *sim.Options, o *ovh.Options) {
		s.Habits.PerMinute, o.Budget = 60, &ovh.Budget{}
	}, sim.FreshRows(zone, "TXT")...)
	refused := func() (n int) {
		for _, c := range w.Calls() {
			if c.Status == http.StatusTooManyRequests {
				n++
			}
		}
		return n
	}
	for row := 0; row < 300; { // as often as a long zone needs, one after the other
		_, err := w.client.Records(t.Context(), zone)
		switch {
		case err == nil:
			row++
		case fault.Of(err) != fault.Throttled || refused() > 12:
			t.Fatalf("call %d: %v after %d refusals", row, err, refused())
		default:
			row = 0 // whoever is refused begins again
			w.now = w.now.Add(max(fault.RetryAfter(err), time.Minute))
		}
	}
	w.Behave(sim.Habits{})
	for range 5 {
		w.now = w.now.Add(2 * time.Hour)
		if _, err := w.client.Records(t.Context(), zone); err != nil {
			t.Fatal(err)
		}
	}
	began := w.now
	for range 50 {
		if _, err := w.client.Records(t.Context(), zone); err != nil {
			t.Fatal(err)
		}
	}
	if took := w.now.Sub(began); took > 10*time.Second {
		t.Errorf("hours later it is as slow as then: %s", took)
	}
}

func TestKeysThatEndHalfwayStopTheRunAndNothingMoreIsStaged(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	if _, err := w.client.Create(t.Context(), zone, ovh.Record{Type: "TXT", Target: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Confirm("ck", account, "expired"); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.Create(t.Context(), zone, ovh.Record{Type: "TXT", Target: "two"})
	if fault.Of(err) != fault.Unauthenticated || fault.Code(err) != "INVALID_CREDENTIAL" || len(w.texts(false)) != 1 {
		t.Errorf("%v: %v", err, w.texts(false))
	}
}
