package local_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// edited changes the licence in the seller's portal.
func (l licence) edited(t *testing.T, quantity int) {
	t.Helper()
	if err := l.PartnerCenter.Portal(partnercenter.Edit{Subscription: l.id, Quantity: &quantity}); err != nil {
		t.Fatal(err)
	}
}

// deaf has no event of the seller reach us.
func (l licence) deaf(t *testing.T) {
	t.Helper()
	if err := l.PartnerCenter.Behave(partnercenter.Habits{LoseEvents: true}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsChangedElsewhereShowsWithTheNextRoundWhenItsEventIsLost(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	l.deaf(t)
	l.edited(t, 14)
	pass(t, l.System, 61*time.Minute)
	r := l.record(t)
	if r.Facts.Quantity != 14 || len(r.Drift) != 1 || r.Drift[0].Field != "quantity" || r.Drift[0].Before != "10" || r.Drift[0].After != "14" || r.Edition != 2 {
		t.Errorf("%+v", r)
	}
	p := do[pageOf](t, l, http.StatusOK, called{method: http.MethodGet})
	if len(p.Subscriptions) != 1 || !p.Subscriptions[0].Changed || p.Subscriptions[0].Quantity != 14 {
		t.Errorf("%+v", p)
	}
	pass(t, l.System, 3*time.Hour)
	if after := l.record(t); after.Version != r.Version {
		t.Errorf("rounds without anything new wrote version %d after %d", after.Version, r.Version)
	}
}

func TestAChangeWhoseEventIsLostIsFoundInTheAuditWhereTheRoundDoesNotComeToIt(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	l.deaf(t)
	fresh := licensed(t, l.System, partnercenter.SubscriptionSeed{Customer: l.tenant, Item: "CFQ7TTC0LH18:0001", Term: "P1M", BillingCycle: "monthly", Quantity: 2})
	l.clock.Advance(5 * time.Minute)
	l.edited(t, 14)
	nickname := "Changed by somebody else"
	if err := l.PartnerCenter.Portal(partnercenter.Edit{Subscription: fresh, FriendlyName: &nickname}); err != nil {
		t.Fatal(err)
	}
	inject(t, l.System, control.Fault{Method: http.MethodGet, Path: "/v1/customers/*/subscriptions", Status: http.StatusInternalServerError, Times: 1000})
	pass(t, l.System, time.Hour)
	if r := l.record(t); r.Facts.Quantity != 14 || len(r.Drift) != 1 {
		t.Errorf("%+v", r)
	}
	other := l
	other.id = fresh
	if r := other.record(t); r.Facts.Nickname != nickname || r.Tenant != l.tenant {
		t.Errorf("%+v", r)
	}
}

func TestAnEventOfTheSellerShowsTheChangeWithinAMinute(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	l.edited(t, 12)
	fresh := licensed(t, l.System, partnercenter.SubscriptionSeed{Customer: l.tenant, Item: "CFQ7TTC0LH18:0001", Term: "P1M", BillingCycle: "monthly", Quantity: 2})
	for _, id := range []string{fresh, "99999999-aaaa-4bbb-8ccc-000000000001"} { // the second is nobody's
		if err := l.PartnerCenter.Announce(l.tenant, id); err != nil {
			t.Fatal(err)
		}
	}
	pass(t, l.System, time.Minute)
	sent := l.PartnerCenter.Notices()
	for _, n := range sent {
		if n.Status != http.StatusOK {
			t.Errorf("event %s: answered %d", n.Body, n.Status)
		}
	}
	if len(sent) < 3 {
		t.Errorf("%d events", len(sent))
	}
	if r := l.record(t); r.Facts.Quantity != 12 || len(r.Drift) != 1 {
		t.Errorf("%+v", r)
	}
	other := l
	other.id = fresh
	if r := other.record(t); r.Facts.Quantity != 2 || r.Tenant != l.tenant {
		t.Errorf("%+v", r)
	}
	if n := len(l.Queue.Dead()); n != 0 {
		t.Errorf("%d dead letters", n)
	}
}

func TestAnEventOfOurOwnChangeIsNoDrift(t *testing.T) {
	t.Parallel()
	l := owned(t)
	l.made(t, http.MethodPost, "seats", `{"delta":2}`, "done")
	l.made(t, http.MethodPut, "renewal", `{"auto_renew":false,"at_term_end":"end"}`, "done")
	pass(t, l.System, 2*time.Hour)
	if r := l.record(t); len(l.PartnerCenter.Notices()) < 2 || len(r.Drift) != 0 || r.Facts.Quantity != 5 {
		t.Errorf("%d events: %+v", len(l.PartnerCenter.Notices()), r)
	}
}

// heard sends an event as Partner Center does, and looks whether the contract allows the answer.
func heard(t *testing.T, s *local.System, partner, body string, header http.Header) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, local.API+"/v1/hooks/partnercenter/"+partner, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	res, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := events.APIGatewayProxyResponse{StatusCode: res.StatusCode, Body: string(answer), Headers: map[string]string{}}
	for name := range res.Header {
		a.Headers[name] = res.Header.Get(name)
	}
	allows(t, r.URL.Path, at(t, r.Method, r.URL.Path), a)
	return res.StatusCode
}

func TestAnEventThatTheSellerDidNotSignIsRefused(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	body := `{"EventName":"subscription-updated","ResourceUri":"http://partnercenter.sim/v1/customers/` + l.tenant + `/subscriptions/` + l.id +
		`","ResourceName":"subscription","AuditUri":"http://partnercenter.sim/v1/auditrecords/a_1","ResourceChangeUtcDate":"2026-11-20T14:00:00Z"}`
	at := func(field string) string {
		return strings.Replace(body, field+`":"http://partnercenter.sim`, field+`":"http://evil.example`, 1)
	}
	test := `{"EventName":"test-created","ResourceUri":"http://partnercenter.sim/webhooks/v1/registration/test","ResourceName":"test","AuditUri":null,"ResourceChangeUtcDate":"2026-11-20T14:00:00Z"}`
	for name, c := range map[string]struct {
		body, sign string
		edit       func(http.Header)
		partner    string
		want       int
	}{
		"good":                      {body, body, func(http.Header) {}, "sample", http.StatusOK},
		"a test":                    {test, test, func(http.Header) {}, "sample", http.StatusOK},
		"another body":              {body + " ", body, func(http.Header) {}, "sample", http.StatusUnauthorized},
		"no signature":              {body, body, func(h http.Header) { h.Del("Authorization") }, "sample", http.StatusUnauthorized},
		"a forged signature":        {body, body, func(h http.Header) { h.Set("Authorization", "Signature Zm9yZ2Vk") }, "sample", http.StatusUnauthorized},
		"a certificate elsewhere":   {body, body, func(h http.Header) { h.Set("X-MS-Certificate-Url", "https://evil.example/c.cer") }, "sample", http.StatusUnauthorized},
		"no certificate":            {body, body, func(h http.Header) { h.Set("X-MS-Certificate-Url", "http://partnercenter.sim/none.cer") }, "sample", http.StatusUnauthorized},
		"a resource elsewhere":      {at("ResourceUri"), at("ResourceUri"), func(http.Header) {}, "sample", http.StatusForbidden},
		"an audit record elsewhere": {at("AuditUri"), at("AuditUri"), func(http.Header) {}, "sample", http.StatusForbidden},
		"a partner of nobody":       {body, body, func(http.Header) {}, "nobody", http.StatusNotFound},
		"no event":                  {"[]", "[]", func(http.Header) {}, "sample", http.StatusBadRequest},
	} {
		header, err := l.PartnerCenter.Sign([]byte(c.sign))
		if err != nil {
			t.Fatal(err)
		}
		c.edit(header)
		if got := heard(t, l.System, c.partner, c.body, header); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if l.Queue.Len() != 1 {
		t.Errorf("%d messages, want 1", l.Queue.Len())
	}
}
