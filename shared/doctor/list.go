package doctor

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/token"
)

// The checks by name. Those of tokens are named after their API.
const (
	secretStore   = "secret_store"
	signIn        = "sign_in"
	appCredential = "app_credential" //nolint:gosec // a name
	tokenFor      = "token_"
)

// doctor holds what the checks share.
type doctor struct {
	world   World
	partner partner.Partner
	// What several checks judge is read once.
	app     func(context.Context) (token.Credential, error)
	refresh func(context.Context) (token.Refresh, error)
	depth   func(context.Context) (Depth, error)
}

// Checks lists the checks of a partner.
func Checks(w World, p partner.Partner) []Check {
	d := doctor{
		world: w, partner: p,
		app: once(stored[token.Credential](w, token.AppSecret(string(p.ID)))), refresh: once(stored[token.Refresh](w, token.RefreshSecret(string(p.ID)))),
		depth: once(w.Depth),
	}
	center, graph := partner.PartnerCenter, partner.Graph
	return []Check{
		{secretStore, "can the partner's secrets be read?", d.secretStore},
		{signIn, "has somebody signed in, and how old is the refresh token?", d.signIn},
		{appCredential, "is the app's secret or certificate there, and until when?", d.appCredential},
		{tokenFor + string(center), "does Microsoft Entra give a token for Partner Center?", d.token(center)},
		{tokenFor + string(partner.PriceSheets), "does Microsoft Entra give a token for the price sheets?", d.token(partner.PriceSheets)},
		{tokenFor + string(graph), "does Microsoft Entra give a token for Microsoft Graph?", d.token(graph)},
		{"mfa", "does Partner Center see the second factor in the token?", d.with(center, d.mfa)},
		{"profile", "is it the organisation that the settings name?", d.with(center, d.profile)},
		{"billing", "do currency and country of the billing profile fit the settings?", d.with(center, d.billing)},
		{"mpn", "is the partner programme's id the one of the settings?", d.with(center, d.mpn)},
		{"customers", "can the list of customers be read?", d.with(center, d.customers)},
		{"catalogue", "are there products for the partner's market?", d.with(center, d.catalogue)},
		{"webhooks", "where does Partner Center send its events?", d.with(center, d.webhooks)},
		{"price_host", "can the price sheet of the market be reached?", d.with(partner.PriceSheets, d.priceHost)},
		{"graph", "does Microsoft Graph know the tenant of the settings?", d.with(graph, d.graph)},
		{"gdap", "are the delegated admin relationships with customers in order?", d.with(graph, d.gdap)},
		{"work", "does the partner's work go on?", d.work},
		{"queue", "does the queue of orders keep up?", d.queue},
		{"dead_letters", "is there a message that was given up?", d.deadLetters},
		{"schedules", "did every schedule run?", d.schedules},
	}
}

// stored reads what a secret holds. One that cannot be read fails with fault.Invalid; the decoder's own words could quote it.
func stored[T any](w World, name string) func(context.Context) (T, error) {
	return func(ctx context.Context) (v T, err error) {
		text, err := w.Secret(ctx, name)
		if err == nil && json.Unmarshal([]byte(text), &v) != nil {
			err = fault.Invalid.Errorf("secret %q is not the JSON that it should be", name)
		}
		return v, err
	}
}

// once reads the first time that somebody asks.
func once[T any](read func(context.Context) (T, error)) func(context.Context) (T, error) {
	var first sync.Once
	var v T
	var err error
	return func(ctx context.Context) (T, error) {
		first.Do(func() { v, err = read(ctx) })
		return v, err
	}
}
