package local_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// sampleUser is the object id of the sample partner's account.
const sampleUser = "33333333-aaaa-4bbb-8ccc-000000000001"

// allTokens is what the three checks of tokens say when none is given: the settings of the sample use Partner Center alone.
func allTokens(part string) map[string]string {
	return map[string]string{"token_partner_center": "broken: " + part, "token_price_sheets": "warning: " + part, "token_graph": "warning: " + part}
}

func with(m map[string]string, check, want string) map[string]string {
	m[check] = want
	return m
}

func signInHarms() map[string]harm {
	const consents = "/v1/partners/sample/consents"
	return map[string]harm{
		"the sign-in is revoked": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Revoke(sampleUser))
		}, allTokens("AADSTS50173")},
		"the sign-in is too old": {func(_ *testing.T, _ *local.System, clock *local.Clock) {
			clock.Advance(91 * 24 * time.Hour)
		}, with(allTokens(consents+" | AADSTS700082"), "sign_in", "broken: "+consents)},
		"the sign-in grows old": {func(_ *testing.T, _ *local.System, clock *local.Clock) {
			clock.Advance(61 * 24 * time.Hour)
		}, map[string]string{"sign_in": "warning: 61 days old"}},
		"the account is disabled": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Disable(sampleUser, true))
		}, allTokens("AADSTS50057")},
		"nobody has signed in": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Secrets.Write(t.Context(), token.RefreshSecret("sample"), "null"))
		}, map[string]string{"sign_in": "broken: cannot be used | sign in with MFA | " + consents}},
		"somebody of another tenant signed in": {func(t *testing.T, s *local.System, clock *local.Clock) {
			keep(t, s, token.RefreshSecret("sample"), token.Refresh{
				Token: s.Entra.IssueRefresh("11111111-aaaa-4bbb-8ccc-000000000002", sampleApp, local.Account("other"), true), Issued: clock.Now(),
				Tenant: "11111111-aaaa-4bbb-8ccc-000000000002",
			})
		}, with(allTokens("AADSTS"), "sign_in", "broken: another tenant")},
		"the sign-in had one factor": {func(t *testing.T, s *local.System, clock *local.Clock) {
			keep(t, s, token.RefreshSecret("sample"), token.Refresh{
				Token: s.Entra.IssueRefresh(sampleTenant, sampleApp, local.Account("sample"), false), Issued: clock.Now(), Tenant: sampleTenant,
			})
		}, everyCenterCheck("broken: sign in again with MFA | " + consents)},
		"the app's secret has expired": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.ExpireSecrets(sampleApp))
		}, map[string]string{"app_credential": "broken: /v1/partners/sample/credentials | AADSTS7000222"}},
		"the app's secret ends soon": {func(t *testing.T, s *local.System, clock *local.Clock) {
			must(t, s.Graph.EndCredentials(sampleTenant, sampleApp, clock.Now().Add(10*24*time.Hour)))
		}, map[string]string{"app_credential": "warning: 2026-11-30"}},
		"the app has no secret": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Secrets.Write(t.Context(), token.AppSecret("sample"), "null"))
		}, map[string]string{"app_credential": "broken: /v1/partners/sample/credentials"}},
		"the consent to Graph is withdrawn": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Withdraw(sampleApp, sampleTenant, "https://graph.microsoft.com"))
		}, map[string]string{"token_graph": "warning: AADSTS65001"}},
	}
}

// everyCenterCheck is what the checks of Partner Center say when it refuses all of them.
func everyCenterCheck(want string) map[string]string {
	all := map[string]string{}
	for _, check := range []string{"mfa", "profile", "billing", "mpn", "customers", "catalogue", "webhooks"} {
		all[check] = want
	}
	return all
}

func accountHarms() map[string]harm {
	role := everyCenterCheck("broken: Admin agent")
	role["price_host"] = "warning: Sales agent"
	return map[string]harm{
		"the account has lost its role": {func(_ *testing.T, s *local.System, _ *local.Clock) {
			s.PartnerCenter.Demote(sampleUser, true)
			s.PartnerAPI.Demote(sampleUser, true)
		}, role},
		"the settings have another MPN id": {func(t *testing.T, s *local.System, _ *local.Clock) {
			change(t, s, func(p map[string]any) { p["mpn"] = "4711009" })
		}, map[string]string{"mpn": "broken: /v1/partners/sample/settings"}},
		"the settings have another market": {func(t *testing.T, s *local.System, _ *local.Clock) {
			change(t, s, func(p map[string]any) { p["market"] = "AT" })
		}, map[string]string{"billing": "warning: market", "catalogue": "broken: /v1/partners/sample/settings", "price_host": "warning: price sheet"}},
		"a webhook is plain http": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.PartnerCenter.Register(sampleTenant, partnercenter.Registration{URL: "http://hooks.example", Events: []string{"invoice-ready"}}))
		}, map[string]string{"webhooks": "warning: not https"}},
		"a delegated administration ends": {func(t *testing.T, s *local.System, clock *local.Clock) {
			must(t, s.Graph.SetRelationship(sampleTenant, graph.Relationship{
				ID: "ending", Status: "active", Customer: "77777777-aaaa-4bbb-8ccc-000000000002", Ends: clock.Now().Add(10 * 24 * time.Hour),
				Roles: []string{"8329153b-31d0-4727-b945-745eb3bc5f31"},
			}))
		}, map[string]string{"gdap": "warning: the first on 2026-11-30"}},
	}
}

func outsideHarms() map[string]harm {
	down := control.Fault{Status: 503, Times: 1000}
	return map[string]harm{
		"Partner Center is down": {func(t *testing.T, s *local.System, _ *local.Clock) {
			inject(t, s, down)
		}, everyCenterCheck("broken: service health")},
		"Partner Center cuts the line": {func(t *testing.T, s *local.System, _ *local.Clock) {
			inject(t, s, control.Fault{Cut: control.CutHalf, Times: 1000})
		}, everyCenterCheck("broken: does not answer as it should")},
		"Partner Center asks for fewer calls": {func(t *testing.T, s *local.System, _ *local.Clock) {
			inject(t, s, control.Fault{Status: 429, Times: 1000, Header: map[string]string{"Retry-After": "60"}})
		}, everyCenterCheck("warning: in a few minutes")},
		"Graph refuses": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Graph.Inject(control.Fault{Status: 403, Times: 1000, Body: `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}`}))
		}, map[string]string{
			"graph": "warning: Organization.Read.All", "gdap": "warning: DelegatedAdminRelationship.Read.All", "app_credential": "warning: not known",
		}},
		"Graph refuses, and the settings use it": {func(t *testing.T, s *local.System, _ *local.Clock) {
			change(t, s, func(p map[string]any) { p["audiences"] = []any{"partner_center", "graph"} })
			must(t, s.Graph.Inject(control.Fault{Status: 403, Times: 1000}))
		}, map[string]string{"graph": "broken: permission", "gdap": "broken: permission", "app_credential": "warning: not known"}},
		"the price-sheet host is down": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.PartnerAPI.Inject(down))
		}, map[string]string{"price_host": "warning: the price-sheet host does not answer"}},
		"the token service is down": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Inject(control.Fault{Path: "/" + sampleTenant + "/oauth2/*/token", Status: 503, Times: 1000}))
		}, allTokens("go on by themselves")},
	}
}

func ownHarms() map[string]harm {
	return map[string]harm{
		"a message was given up": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Queue.Send(t.Context(), queue.Message{Group: "g", Dedup: "d", Body: "no wish"}))
			must(t, s.Drain(t.Context()))
		}, map[string]string{"dead_letters": "warning: retry"}},
		"work is on hold": {func(t *testing.T, s *local.System, clock *local.Clock) {
			d := hold.Diagnosis{Code: "AADSTS50173", Cause: "the sign-in was revoked", Actor: hold.Operator, Next: "sign in again with MFA", Link: "/v1/partners/sample/consents"}
			if _, err := hold.Place(t.Context(), table.Open(s.Store, clock.Now), "sample", d, clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"work": "broken: sign in again with MFA | /v1/partners/sample/consents | AADSTS50173"}},
	}
}
