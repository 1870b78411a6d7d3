package local_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// hooks takes the seller's events to the function that they are for.
type hooks struct{ s *local.System }

// RoundTrip implements http.RoundTripper.
func (h hooks) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	e := events.APIGatewayProxyRequest{
		HTTPMethod: r.Method, Path: r.URL.Path, Resource: "/v1/hooks/partnercenter/{partner_id}", Body: string(body), MultiValueHeaders: r.Header,
		PathParameters: map[string]string{"partner_id": r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]},
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	out, err := h.s.Invoke(r.Context(), "notified", payload)
	if err != nil {
		return nil, err
	}
	var a events.APIGatewayProxyResponse
	if err := json.Unmarshal(out, &a); err != nil {
		return nil, err
	}
	rec := httptest.NewRecorder()
	rec.WriteHeader(a.StatusCode)
	_, err = rec.WriteString(a.Body)
	return rec.Result(), err
}

// edited changes the licence in the seller's portal.
func (l licence) edited(t *testing.T, quantity int) {
	t.Helper()
	if err := l.PartnerCenter.Portal(partnercenter.Edit{Subscription: l.id, Quantity: &quantity}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsChangedElsewhereShowsWithTheNextRound(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
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

func TestAnEventOfTheSellerShowsTheChangeWithinAMinute(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	err := l.PartnerCenter.Register(sampleTenant, partnercenter.Registration{
		URL: "https://api.seatwright.example/v1/hooks/partnercenter/sample", Events: []string{"subscription-updated"},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.edited(t, 12)
	fresh := licensed(t, l.System, partnercenter.SubscriptionSeed{Customer: l.tenant, Item: "CFQ7TTC0LH18:0001", Term: "P1M", BillingCycle: "monthly", Quantity: 2})
	if err := l.PartnerCenter.Announce(l.tenant, fresh); err != nil {
		t.Fatal(err)
	}
	if err := l.PartnerCenter.Announce(l.tenant, "99999999-aaaa-4bbb-8ccc-000000000001"); err != nil { // nobody's
		t.Fatal(err)
	}
	l.clock.Advance(time.Second)
	if n, err := l.PartnerCenter.Deliver(t.Context(), hooks{l.System}); err != nil || n < 3 {
		t.Fatalf("%d events, %v", n, err)
	}
	if err := l.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, n := range l.PartnerCenter.Notices() {
		if n.Status != http.StatusOK {
			t.Errorf("event %s: answered %d", n.Body, n.Status)
		}
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

func TestAnEventThatTheSellerDidNotSignIsRefused(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	body := `{"EventName":"subscription-updated","ResourceUri":"http://partnercenter.sim/v1/customers/` + l.tenant + `/subscriptions/` + l.id +
		`","ResourceName":"subscription","AuditUri":null,"ResourceChangeUtcDate":"2026-11-20T14:00:00Z"}`
	elsewhere := strings.Replace(body, "partnercenter.sim", "evil.example", 1)
	for name, c := range map[string]struct {
		body, sign string
		edit       func(http.Header)
		want       int
	}{
		"good":                    {body, body, func(http.Header) {}, http.StatusOK},
		"another body":            {body + " ", body, func(http.Header) {}, http.StatusUnauthorized},
		"no signature":            {body, body, func(h http.Header) { h.Del("Authorization") }, http.StatusUnauthorized},
		"a certificate elsewhere": {body, body, func(h http.Header) { h.Set("X-MS-Certificate-Url", "https://evil.example/c.cer") }, http.StatusUnauthorized},
		"a resource elsewhere":    {elsewhere, elsewhere, func(http.Header) {}, http.StatusForbidden},
	} {
		header, err := l.PartnerCenter.Sign([]byte(c.sign))
		if err != nil {
			t.Fatal(err)
		}
		c.edit(header)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.seatwright.example/v1/hooks/partnercenter/sample", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = header
		res, err := hooks{l.System}.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if _ = res.Body.Close(); res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, c.want)
		}
	}
	if l.Queue.Len() != 1 {
		t.Errorf("%d messages, want 1", l.Queue.Len())
	}
}
