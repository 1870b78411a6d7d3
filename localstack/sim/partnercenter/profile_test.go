package partnercenter_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// shown gives some fields of an answer.
func (a answer) shown(names ...string) []any {
	a.t.Helper()
	all := map[string]any{}
	a.into(&all)
	var got []any
	for _, name := range names {
		got = append(got, all[name])
	}
	return got
}

func TestAPartnerSeesItsOwnProfiles(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) {
		o.Partners[0].Name, o.Partners[0].Domain = "Sample", "sample.onmicrosoft.com"
	})
	for _, c := range []struct {
		path   string
		fields []string
		want   []any
	}{
		{"organization", []string{"id", "tenantId", "companyName", "domain"}, []any{tenant, tenant, "Sample", "sample.onmicrosoft.com"}},
		{"legalbusiness?vettingVersion=Current", []string{"companyName", "vettingStatus"}, []any{"Sample", "authorized"}},
		{"billing", []string{"companyName", "billingCurrency", "profileType"}, []any{"Sample", "USD", "BillingProfile"}},
		{"mpn", []string{"partnerName", "mpnId", "partnerId"}, []any{"Sample", "1234567", "1234567"}},
		{"mpn?mpnId=7654321", []string{"partnerName", "mpnId"}, []any{"Partner", "7654321"}},
	} {
		got := w.do(http.MethodGet, "/v1/profiles/"+c.path, nil).want(200, 0).shown(c.fields...)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.path, d)
		}
	}
	w.do(http.MethodGet, "/v1/profiles/billing", nil).has(`"country":"US"`).has(`"etag":"`)
	w.do(http.MethodGet, "/v1/profiles/mpn?mpnId=1111111", nil).want(404, 3000)
	w.do(http.MethodGet, "/v1/profiles/legalbusiness?vettingVersion=Old", nil).want(400, 800002)
	w.do(http.MethodGet, "/v1/profiles/nothing", nil).want(404, 0)
	w.do(http.MethodPut, "/v1/profiles/billing", map[string]any{}).want(404, 0)
	w.token = w.sign(map[string]any{"oid": nil, "scp": nil, "amr": nil})
	w.do(http.MethodGet, "/v1/profiles/billing", nil).want(403, 900329)
	w.do(http.MethodGet, "/v1/profiles/legalbusiness", nil).want(200, 0)
}

func TestAPartnerWithoutANumberHasNoMembershipToShow(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Partners[0].MPN = "" })
	w.do(http.MethodGet, "/v1/profiles/mpn", nil).want(404, 3000)
}

func TestWhetherTheSecondFactorWasThereIsToldWhenAsked(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	ask := header("ValidateMfa", "true")
	for name, c := range map[string]struct {
		claims map[string]any
		want   string
	}{
		"with":                {nil, "true"},
		"without":             {map[string]any{"amr": []string{"pwd"}}, "false"},
		"with, but not shown": {map[string]any{"amr": nil, "sim_mfa": true}, "true"},
	} {
		w := w.in(t)
		w.token = w.sign(c.claims)
		if got := w.do(http.MethodGet, "/v1/profiles/mpn", nil, ask).want(200, 0).header.Get("isMfaCompliant"); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
		if got := w.do(http.MethodGet, "/v1/profiles/mpn", nil).header.Values("isMfaCompliant"); len(got) != 0 {
			t.Errorf("%s: told without being asked: %v", name, got)
		}
	}
}

func TestAUserWithoutARoleMayDoNothing(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodPost, "/_sim/demote", map[string]any{"user": "user", "powerless": true}).want(201, 0)
	w.do(http.MethodGet, "/v1/profiles/organization", nil).want(403, 900308)
	w.sim.Demote("user", false)
	w.do(http.MethodGet, "/v1/profiles/organization", nil).want(200, 0)
}

func TestWhereAPartnerWantsToBeToldOfChangesCanBeRead(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodGet, "/webhooks/v1/registration", nil).want(404, 1000)
	w.do(http.MethodPost, "/_sim/webhooks", map[string]any{
		"tenant": tenant, "WebhookUrl": "https://hooks.example/pc", "WebhookEvents": []string{"subscription-updated"},
	}).want(201, 0)
	got := w.do(http.MethodGet, "/webhooks/v1/registration", nil, header("MS-CorrelationId", ""), header("Accept", "*/*")).
		want(200, 0).shown("WebhookUrl", "WebhookEvents")
	if d := cmp.Diff([]any{"https://hooks.example/pc", []any{"subscription-updated"}}, got); d != "" {
		t.Error(d)
	}
	w.do(http.MethodGet, "/webhooks/v1/registration/events", nil).want(200, 0).has(`"test-created"`)
	w.do(http.MethodGet, "/v1/registration", nil).want(404, 0)
	w.do(http.MethodGet, "/webhooks/v1/profiles/mpn", nil).want(404, 0)
	w.token = w.sign(map[string]any{"tid": other})
	w.do(http.MethodGet, "/webhooks/v1/registration", nil).want(404, 1000)
	if w.sim.Register("nobody", partnercenter.Registration{}) == nil || w.sim.Register(tenant, partnercenter.Registration{Events: []string{"x"}}) == nil {
		t.Error("a wrong registration was taken")
	}
	if err := w.sim.Register(tenant, partnercenter.Registration{}); err != nil {
		t.Error(err)
	}
	w.token = w.sign(nil)
	w.do(http.MethodGet, "/webhooks/v1/registration", nil).want(404, 1000)
}
