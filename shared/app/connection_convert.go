package app

import (
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/strict"
)

// newConnection reads what a new connection is to be, and the secret that its shop signs with.
func newConnection(r edge.Request) (partner.Connection, string, error) {
	n, err := edge.JSON[api.NewConnection](r.Body)
	if err != nil {
		return partner.Connection{}, "", err
	}
	s := api.ConnectionSettings{Shop: n.Shop, Skus: n.Skus, Limits: n.Limits, Attributes: n.Attributes, Clients: n.Clients}
	c, err := settle(partner.Connection{ID: newID(), Partner: order.PartnerID(r.Partner), Platform: string(n.Platform)}, s)
	if err != nil {
		return c, "", err
	}
	return c, n.Secret, partner.CheckSecret(c.Platform, n.Secret)
}

// changedConnection reads what a connection is to be from now on. What it is of stays.
func changedConnection(r edge.Request, before partner.Connection) (partner.Connection, error) {
	s, err := edge.JSON[api.ConnectionSettings](r.Body)
	if err != nil {
		return before, err
	}
	return settle(partner.Connection{ID: before.ID, Partner: before.Partner, Platform: before.Platform, Paused: before.Paused}, s)
}

// settle puts the settings into a connection, and tells all that is wrong with it.
func settle(c partner.Connection, s api.ConnectionSettings) (partner.Connection, error) {
	var bad []fault.Field
	amount := func(at string, m *api.Money) *money.Amount {
		if m == nil {
			return nil
		}
		var f forms
		f.text(at+"/amount", &m.Amount, 1, 20, amountForm)
		f.text(at+"/currency", &m.Currency, 3, 3, currencyForm)
		a, err := money.Parse(m.Amount, m.Currency)
		if err != nil && len(f) == 0 {
			f = forms{{Pointer: at, Text: err.Error()}}
		}
		bad = append(bad, f...)
		return &a
	}
	c.Shop, c.SKUs, c.Clients = s.Shop, map[string]partner.Mapping{}, value(s.Clients)
	for sku, m := range s.Skus {
		c.SKUs[sku] = partner.Mapping{
			Item: order.Item{
				Product: value(m.ProductId), SKU: value(m.SkuId), Term: value(m.TermDuration), Billing: value(m.BillingPlan), Segment: value(m.Segment),
			},
			UnitCost: amount("/skus/"+strict.Escape(sku)+"/unit_cost", m.UnitCost), Payments: value(m.Payments), Ignore: value(m.Ignore),
		}
	}
	if l := s.Limits; l != nil {
		c.Limits = partner.Limits{Seats: value(l.Seats), Money: amount("/limits/money", l.Money), BelowCost: value(l.BelowCost)}
	}
	if a := s.Attributes; a != nil {
		c.Names = partner.Attributes{
			Domain: value(a.Domain), Kind: value(a.Kind), Registration: value(a.Registration), SignerFirst: value(a.SignerFirst),
			SignerLast: value(a.SignerLast), SignerEmail: value(a.SignerEmail), SignerPhone: value(a.SignerPhone), SignedOn: value(a.SignedOn),
		}
	}
	bad = append(bad, fault.Fields(c.Check())...)
	if len(bad) > 0 {
		return c, fault.At(fault.Invalid.Errorf("the connection cannot be used: %d field(s) to correct", len(bad)), bad...)
	}
	return c, nil
}

// answer shows a connection.
func (c connections) answer(r edge.Request, found partner.Connection, version int64, kept partner.Secret) edge.Answer {
	base := c.base
	if base == "" {
		base = r.Base
	}
	out := api.Connection{
		Id: found.ID, Partner: string(found.Partner), Platform: api.Platform(found.Platform), Shop: found.Shop, Paused: found.Paused,
		Skus: map[string]api.SKUMapping{}, WebhookUrl: base + "/v1/hooks/" + found.Platform + "/" + found.ID, Version: int(version), Secret: shownSecret(kept),
	}
	for sku, m := range found.SKUs {
		out.Skus[sku] = api.SKUMapping{
			ProductId: some(m.Product), SkuId: some(m.SKU), TermDuration: some(m.Term), BillingPlan: some(m.Billing), Segment: some(m.Segment),
			UnitCost: shownMoney(m.UnitCost), Payments: some(m.Payments), Ignore: some(m.Ignore),
		}
	}
	if l := found.Limits; l != (partner.Limits{}) {
		out.Limits = &api.ConnectionLimits{Seats: some(l.Seats), Money: shownMoney(l.Money), BelowCost: some(l.BelowCost)}
	}
	if a := found.Names; a != (partner.Attributes{}) {
		out.Attributes = &api.AttributeNames{
			Domain: some(a.Domain), Kind: some(a.Kind), Registration: some(a.Registration), SignerFirst: some(a.SignerFirst),
			SignerLast: some(a.SignerLast), SignerEmail: some(a.SignerEmail), SignerPhone: some(a.SignerPhone), SignedOn: some(a.SignedOn),
		}
	}
	if len(found.Clients) > 0 {
		out.Clients = &found.Clients
	}
	return edge.Answer{Status: http.StatusOK, Header: map[string]string{"ETag": tag(version)}, Body: out}
}

func shownMoney(a *money.Amount) *api.Money {
	if a == nil {
		return nil
	}
	return &api.Money{Amount: a.Value(), Currency: a.Currency()}
}

func shownSecret(s partner.Secret) api.SecretState {
	out := api.SecretState{Current: partner.LastFour(s.Current)}
	if s.Previous != "" {
		out.Previous, out.RetireAt = some(partner.LastFour(s.Previous)), sometime(s.RetireAt)
	}
	return out
}
