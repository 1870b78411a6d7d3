package app

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/strict"
)

// check compares what a connection's SKUs mean with the price list in use.
func (c connections) check(ctx context.Context, r edge.Request) (edge.Answer, error) {
	found, _, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	out := api.ConnectionCheck{Sellable: true, Findings: []api.SKUFinding{}}
	if out.Findings, err = c.findings(ctx, found.Partner, found.SKUs); err != nil {
		return edge.Answer{}, err
	}
	for _, f := range out.Findings {
		out.Sellable = out.Sellable && (f.Result == api.SKUFindingResultSellable || f.Result == api.SKUFindingResultIgnored)
	}
	return edge.Answer{Status: http.StatusOK, Body: out}, nil
}

// sellable refuses SKUs that could not be bought as they are mapped, with fault.Invalid. One that meant the same before is let through: what the list does not
// have any more must not stand in the way of mending something else.
func (c connections) sellable(ctx context.Context, of partner.Connection, before map[string]partner.Mapping) error {
	fresh := map[string]partner.Mapping{}
	for sku, m := range of.SKUs {
		if was, there := before[sku]; !there || was.Item != m.Item || was.Ignore != m.Ignore {
			fresh[sku] = m
		}
	}
	found, err := c.findings(ctx, of.Partner, fresh)
	if err != nil {
		return err
	}
	var bad []fault.Field
	for _, f := range found {
		if f.Result == api.SKUFindingResultNotListed || f.Result == api.SKUFindingResultNotSold {
			bad = append(bad, fault.Field{Pointer: "/skus/" + strict.Escape(f.Sku), Text: value(f.Text)})
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("the connection cannot be used: %d SKU(s) cannot be bought as they are mapped", len(bad)), bad...)
}

// findings looks each SKU up in the price list in use, in their order.
func (c connections) findings(ctx context.Context, p order.PartnerID, skus map[string]partner.Mapping) ([]api.SKUFinding, error) {
	all := []api.SKUFinding{}
	if len(skus) == 0 {
		return all, nil
	}
	settings, err := c.table.Partner(ctx, p)
	if err != nil {
		return nil, err
	}
	v, err := price.Open(ctx, c.prices.shelf(), c.prices.codec, listOf(settings, price.NewCommerce, "", ""), c.env.Now())
	if err != nil && fault.Of(err) != fault.NotFound {
		return nil, err
	}
	for _, sku := range slices.Sorted(maps.Keys(skus)) {
		f, err := c.finding(ctx, v, sku, skus[sku])
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// finding looks one SKU up; v is nil where there is no list.
func (c connections) finding(ctx context.Context, v *price.View, sku string, m partner.Mapping) (api.SKUFinding, error) {
	f, now := api.SKUFinding{Sku: sku}, c.env.Now()
	said := func(r api.SKUFindingResult, text string) (api.SKUFinding, error) {
		f.Result, f.Text = r, some(text)
		return f, nil
	}
	if m.Ignore {
		return said(api.SKUFindingResultIgnored, "")
	}
	if v == nil {
		return said(api.SKUFindingResultNoList, "the partner has no price list of its market and currency in use")
	}
	key := lineKey(v, m.Item)
	if err := v.Sold(ctx, key, 1, now); fault.Of(err) == fault.Gone {
		return said(api.SKUFindingResultNotSold, fault.Text(err))
	} else if err != nil && fault.Of(err) != fault.NotFound {
		return f, err
	}
	row, err := v.Row(ctx, key, 1, now)
	if k := fault.Of(err); k == fault.NotFound || k == fault.Gone {
		return said(api.SKUFindingResultNotListed, fmt.Sprintf("the price list of %s in %s has no %s:%s for %s, billed %s", v.List.Market, v.List.Currency, m.Product, m.SKU, m.Term, m.Billing))
	}
	if err != nil {
		return f, err
	}
	if cost, err := row.Cost.Amount(row.Currency); err == nil && !row.Free {
		f.UnitCost = &api.LineCost{Amount: cost.Value(), Currency: cost.Currency()}
	}
	return said(api.SKUFindingResultSellable, "")
}
