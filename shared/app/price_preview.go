package app

import (
	"context"
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/subscription"
)

// preview tells what a sheet would change for customers.
func (c priceCounter) preview(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, err := c.prices.Import(ctx, r.Partner, r.Path["import_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	b, err := c.book(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	d, err := c.desk.Diff(ctx, i)
	if err != nil {
		return edge.Answer{}, err
	}
	base, err := c.base(ctx, i.List, b.Plan.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	p := price.Reprice(d.Old, d.New, map[string]*price.Book{b.Plan.ID: b}, base, c.env.Now())
	return edge.Answer{Status: http.StatusOK, Body: shownPreview(i, b.Plan.ID, p)}, nil
}

// base gives what the partner's customers have, as sales of a list.
func (c priceCounter) base(ctx context.Context, l price.List, plan string) ([]price.Licences, error) {
	var all []price.Licences
	licences := c.table.Subscriptions()
	for after, more := "", true; more; more = after != "" {
		page, next, err := licences.List(ctx, l.Partner, subscription.Filter{Status: subscription.Active}, after, listed)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			s, err := licences.Load(ctx, l.Partner, e.ID)
			if fault.Of(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			if s.Facts.NewCommerce == (l.Kind == price.NewCommerce) && !s.Facts.Trial {
				all = append(all, owned(s, l, plan))
			}
		}
		after = next
	}
	return all, nil
}

func owned(s subscription.Subscription, l price.List, plan string) price.Licences {
	segment := s.Segment
	if segment == "" {
		segment = "commercial"
	}
	f := s.Facts
	return price.Licences{
		ID: string(s.ID), Plan: plan, CommittedUntil: f.CommitmentEnds,
		Sale: price.Sale{
			Key:   price.Key{Product: f.Product, SKU: f.SKU, Term: f.Term, Billing: f.Billing, Segment: segment, Market: l.Market, Currency: l.Currency},
			Units: int32(f.Quantity), Customer: s.Tenant, Reseller: f.PartnerOfRecord, //nolint:gosec // Microsoft sells fewer
		},
	}
}

func shownPreview(i price.Import, plan string, p price.Preview) api.PricePreview {
	text := func(m money.Micro) string { return m.Text(p.Currency) }
	out := api.PricePreview{
		Import: i.ID, Plan: plan, Currency: p.Currency, Total: shownShift(p.Total, text), Same: p.Same, Elsewhere: p.Elsewhere,
		Customers: []api.PriceShift{}, Licences: []api.PriceChangeOfLicence{}, Unpriced: []api.UnpricedLicence{},
	}
	for _, s := range p.Customers {
		out.Customers = append(out.Customers, shownShift(s, text))
	}
	for _, l := range p.Lines {
		k := l.Licences.Sale.Key
		out.Licences = append(out.Licences, api.PriceChangeOfLicence{
			SubscriptionId: l.Licences.ID, Customer: l.Licences.Sale.Customer, ProductId: k.Product, SkuId: some(k.SKU), Quantity: int(l.Licences.Sale.Units),
			From: l.From, CostBefore: text(l.CostNow), CostAfter: text(l.Cost), PriceBefore: text(l.PriceNow), PriceAfter: text(l.Price),
		})
	}
	for _, u := range p.Unpriced {
		out.Unpriced = append(out.Unpriced, api.UnpricedLicence{SubscriptionId: u.Licences.ID, Why: u.Why, Now: u.Now})
	}
	return out
}

func shownShift(s price.Shift, text func(money.Micro) string) api.PriceShift {
	return api.PriceShift{
		Customer: some(s.Customer), Licences: s.Licences, CostBefore: text(s.CostNow), CostAfter: text(s.Cost), PriceBefore: text(s.PriceNow),
		PriceAfter: text(s.Price), Stays: s.Stays, Later: text(s.Later),
	}
}
