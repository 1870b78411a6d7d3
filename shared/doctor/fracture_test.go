package doctor_test

import (
	"context"
	"errors"
	"time"

	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/token"
)

func one(check string, v doctor.Verdict) map[string]doctor.Verdict {
	return map[string]doctor.Verdict{check: v}
}

func atTheSecrets() map[string]fracture {
	down := fault.Unavailable.Errorf("read a secret")
	gone := fault.NotFound.Errorf("secret: not there")
	app, refresh := token.AppSecret("acme"), token.RefreshSecret("acme")
	return map[string]fracture{
		"the secret store is down": {
			func(w *world) { w.secrets[app], w.secrets[refresh] = down, down }, one("secret_store", doctor.Broken), "does not answer", "secret_store",
		},
		"the secret store refuses": {
			func(w *world) { w.secrets[refresh] = fault.Denied.Errorf("no") }, one("secret_store", doctor.Broken), "permissions", "secret_store",
		},
		"nobody has signed in":        {func(w *world) { w.secrets[refresh] = gone }, one("sign_in", doctor.Broken), "/v1/partners/acme/consents", "sign_in"},
		"the app has no secret":       {func(w *world) { w.secrets[app] = gone }, one("app_credential", doctor.Broken), "/v1/partners/acme/credentials", "app_credential"},
		"the stored sign-in is empty": {func(w *world) { w.refresh.Token = "" }, one("sign_in", doctor.Broken), "cannot be used", "sign_in"},
		"the stored secret is empty":  {func(w *world) { w.credential.Secret = "" }, one("app_credential", doctor.Broken), "cannot be used", "app_credential"},
		"the sign-in is of another tenant": {
			func(w *world) { w.refresh.Tenant = "other" }, one("sign_in", doctor.Broken), "another tenant", "sign_in",
		},
		"the token's age is unknown": {func(w *world) { w.refresh.Issued = time.Time{} }, one("sign_in", doctor.Warning), "not known", "sign_in"},
		"the renewal was missed":     {func(w *world) { w.refresh.Issued = today().Add(-9 * day) }, one("sign_in", doctor.Warning), "function refresh", "sign_in"},
		"the token is 60 days old": {
			func(w *world) { w.refresh.Issued = today().Add(-60 * day) }, one("sign_in", doctor.Warning), "before 2026-12-21", "sign_in",
		},
		"the token is 90 days old":  {func(w *world) { w.refresh.Issued = today().Add(-90 * day) }, one("sign_in", doctor.Broken), "after 90", "sign_in"},
		"the app's secret ends":     {func(w *world) { w.credential.Expires = today().Add(59 * day) }, one("app_credential", doctor.Warning), "in 59 days", "app_credential"},
		"the app's secret ended":    {func(w *world) { w.credential.Expires = today() }, one("app_credential", doctor.Broken), "2026-11-21", "app_credential"},
		"nobody knows when it ends": {func(w *world) { w.credential.Expires = time.Time{} }, one("app_credential", doctor.Warning), "not known", "app_credential"},
		"Graph knows when it ends": {func(w *world) {
			w.credential = token.Credential{Certificate: "hush", Key: "hush"}
			w.registered = []doctor.Credential{
				{Certificate: true, Expires: today().Add(4 * day)}, {Certificate: true, Expires: today().Add(-day)}, {Expires: today().Add(400 * day)},
			}
		}, one("app_credential", doctor.Warning), "the certificate ends on 2026-11-25", "app_credential"},
	}
}

func atTheTokens() map[string]fracture {
	dead := fault.Coded(fault.Unauthenticated.Errorf("the refresh token is too old"), "AADSTS700082")
	every := func(err error) func(*world) {
		return func(w *world) {
			for _, a := range w.partner.Audiences {
				w.tokens[a] = err
			}
		}
	}
	three := func(v doctor.Verdict) map[string]doctor.Verdict {
		return map[string]doctor.Verdict{"token_partner_center": v, "token_price_sheets": v, "token_graph": v}
	}
	return map[string]fracture{
		"the sign-in is dead": {every(dead), three(doctor.Broken), "AADSTS700082", "token_partner_center"},
		"the app's secret is refused": {
			every(fault.Coded(fault.Unauthenticated.Errorf("the client secret has expired"), "AADSTS7000222")),
			one("app_credential", doctor.Broken), "store another /v1/partners/acme/credentials AADSTS7000222", "app_credential",
		},
		"the token service is down":   {every(fault.Unavailable.Errorf("no answer")), three(doctor.Broken), "go on by themselves", "token_graph"},
		"the token service is busy":   {every(fault.Throttled.Errorf("slower")), three(doctor.Warning), "in a few minutes", "token_graph"},
		"one API is not consented to": {func(w *world) { w.tokens[partner.Graph] = dead }, one("token_graph", doctor.Broken), "consents", "token_graph"},
		"an API that is not in use is not consented to": {func(w *world) {
			w.partner.Audiences = []partner.Audience{partner.PartnerCenter}
			w.tokens[partner.Graph] = dead
		}, one("token_graph", doctor.Warning), "do not use it", "token_graph"},
	}
}

func atPartnerCenter() map[string]fracture {
	no := false
	down, denied := fault.Unavailable.Errorf("no answer"), fault.Denied.Errorf("no")
	return map[string]fracture{
		"the sign-in had one factor":    {func(w *world) { w.mfa = &no }, one("mfa", doctor.Broken), "sign in again with MFA", "mfa"},
		"the second factor is not told": {func(w *world) { w.mfa = nil }, one("mfa", doctor.Warning), "does not say", "mfa"},
		"MFA is wanted": {func(w *world) {
			w.Center.Customers = fails[int](fault.Coded(fault.Unauthenticated.Errorf("no"), "mfa"))
		}, one("customers", doctor.Broken), "second factor", "customers"},
		"another organisation answers": {func(w *world) { w.Center.Tenant = gives("other") }, one("profile", doctor.Broken), "/v1/partners/acme/settings", "profile"},
		"the currency is another":      {func(w *world) { w.billing.Currency = "USD" }, one("billing", doctor.Broken), "in USD, and the settings say EUR", "billing"},
		"the country is another":       {func(w *world) { w.billing.Country = "AT" }, one("billing", doctor.Warning), "of AT", "billing"},
		"the billing profile is empty": {func(w *world) { w.billing = doctor.Billing{} }, one("billing", doctor.Warning), "complete", "billing"},
		"the MPN id is another":        {func(w *world) { w.Center.MPN = gives("7") }, one("mpn", doctor.Broken), "another id", "mpn"},
		"a provider has no MPN id": {func(w *world) {
			w.partner.MPN, w.partner.Tier = "", partner.Indirect
		}, one("mpn", doctor.Broken), "enter it", "mpn"},
		"the role is missing":   {func(w *world) { w.Center.Customers = fails[int](denied) }, one("customers", doctor.Broken), "Admin agent", "customers"},
		"the market is empty":   {func(w *world) { w.Center.Products = gives(0) }, one("catalogue", doctor.Broken), "no product for the market DE", "catalogue"},
		"the catalogue is down": {func(w *world) { w.Center.Products = fails[int](down) }, one("catalogue", doctor.Broken), "service health", "catalogue"},
		"a webhook is plain http": {func(w *world) {
			w.Center.Webhooks = gives([]string{"http://example.com"})
		}, one("webhooks", doctor.Warning), "not https", "webhooks"},
		"Partner Center has a defect": {func(w *world) { w.Center.Webhooks = fails[[]string](errors.New("hush")) }, one("webhooks", doctor.Broken), "could not be asked", "webhooks"},
	}
}

func elsewhere() map[string]fracture {
	denied := fault.Denied.Errorf("no")
	return map[string]fracture{
		"the price host refuses": {func(w *world) {
			w.Prices = func(context.Context) error { return denied }
		}, one("price_host", doctor.Broken), "Sales agent", "price_host"},
		"Graph refuses": {func(w *world) {
			w.Graph.Tenant = fails[string](denied)
		}, one("graph", doctor.Broken), "Organization.Read.All", "graph"},
		"Graph does not show relationships": {func(w *world) {
			w.Graph.Relationships = fails[[]doctor.Relationship](denied)
		}, one("gdap", doctor.Broken), "DelegatedAdminRelationship.Read.All", "gdap"},
		"a relationship ends": {func(w *world) { w.relations[0].Ends = today().Add(29 * day) }, one("gdap", doctor.Warning), "the first on 2026-12-20", "gdap"},
		"a relationship may not change domains": {func(w *world) {
			w.relations[0].Roles = []string{"88d8e3e3-8f55-4a1e-953a-9b9898b8876b"}
		}, one("gdap", doctor.Warning), "Domain Name Administrator", "gdap"},
		"work is on hold": {func(w *world) {
			w.Hold = gives(&hold.Hold{Since: today(), Cause: hold.Diagnosis{Code: "AADSTS50173", Cause: "the sign-in was revoked", Next: "sign in", Link: "/v1/partners/acme/consents"}})
		}, one("work", doctor.Broken), "2026-11-21 12:00 UTC: the sign-in was revoked", "work"},
		"the queue is full":           {func(w *world) { w.depth.Waiting = 1001 }, one("queue", doctor.Warning), "1001", "queue"},
		"there is a dead letter":      {func(w *world) { w.depth.Dead = 1 }, one("dead_letters", doctor.Warning), "retry", "dead_letters"},
		"a schedule's run is missing": {func(w *world) { w.depth.Missed = 1 }, one("schedules", doctor.Warning), "refresh", "schedules"},
		"the catalogue of another market is asked for": {func(w *world) {
			w.Center.Products = fails[int](denied)
		}, one("catalogue", doctor.Broken), "correct the market", "catalogue"},
		"the queue is not there": {func(w *world) {
			w.Depth = fails[doctor.Depth](fault.NotFound.Errorf("no queue"))
		}, map[string]doctor.Verdict{"queue": doctor.Broken, "dead_letters": doctor.Broken, "schedules": doctor.Broken}, "no queue", "queue"},
	}
}
