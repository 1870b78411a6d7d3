package app

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

// try has a connection take in an order that nobody ordered, and tells what would be done. Nothing is.
func (c connections) try(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := edge.JSON[api.ConnectionTrial](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	found, _, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	kept, err := c.secret(ctx, found.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	p, err := platform(found.Platform)
	if err != nil {
		return edge.Answer{}, err
	}
	sampled, ok := p.(webhook.Sampled)
	if !ok {
		return edge.Answer{}, fault.Conflict.Errorf("platform %q: cannot be tried", found.Platform)
	}
	t := storefront.Trial{SKU: trialSKU(found, value(n.Sku)), Seats: cmp.Or(value(n.Seats), 1), Body: []byte(value(n.Body)), Topic: value(n.Topic)}
	did, err := c.sales.of(found.ID, r.Correlation).Try(ctx, sampled, found, kept.Current, t)
	out := tried(did)
	if doubt, aside := storefront.Aside(err); aside {
		out.Result = api.ConnectionTrialResultResultQuarantined
		out.Waiting = append(out.Waiting, api.TrialWait{Reason: string(doubt.Reason), Text: doubt.Text, Suggestion: some(doubt.Suggestion)})
	} else if err != nil {
		return edge.Answer{}, err
	}
	out.Connection = found.ID
	if out.ShopCanBeAsked, err = c.canAsk(ctx, found); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: out, Note: string(out.Result)}, nil
}

// trialSKU gives the SKU that a trial is of: the one that is asked for, else the first that is mapped.
func trialSKU(c partner.Connection, asked string) string {
	if asked != "" {
		return asked
	}
	for _, sku := range slices.Sorted(maps.Keys(c.SKUs)) {
		if !c.SKUs[sku].Ignore {
			return sku
		}
	}
	return "NOTHING-MAPPED"
}

// canAsk reports whether keys of the shop's API are kept.
func (c connections) canAsk(ctx context.Context, found partner.Connection) (bool, error) {
	_, err := c.secrets.Read(ctx, shopSecret(found.ID))
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// tried is what a trial came to as the contract has it. It says nothing of a buyer.
func tried(did webhook.Tried) api.ConnectionTrialResult {
	out := api.ConnectionTrialResult{
		Result: api.ConnectionTrialResultResultIgnored, Topic: some(did.Topic), Secret: did.Secret, Ignored: some(did.Ignored),
		Lines: []api.TrialLine{}, Waiting: []api.TrialWait{}, Asks: []string{},
	}
	for _, a := range did.Asks {
		out.Asks = append(out.Asks, a.What+" "+a.ID)
	}
	for _, l := range did.Order.Lines {
		out.Lines = append(out.Lines, api.TrialLine{
			Sku: l.SKU, Seats: l.Quantity, ProductId: l.Item.Product, SkuId: l.Item.SKU, TermDuration: l.Item.Term, BillingPlan: l.Item.Billing,
		})
	}
	waits := false
	for _, a := range did.Actions {
		waits = waits || a.Op == storefront.Hold || a.Op == storefront.Task
		if a.Reason != "" {
			out.Waiting = append(out.Waiting, api.TrialWait{Reason: string(a.Reason), Text: a.Text, Suggestion: some(a.Suggestion), Waivable: a.Reason.Waivable()})
		}
	}
	switch {
	case len(out.Lines) > 0:
		out.Result = api.ConnectionTrialResultResultPlaced
	case waits:
		out.Result = api.ConnectionTrialResultResultQuarantined
	case len(out.Asks) > 0:
		out.Result = api.ConnectionTrialResultResultQueued
	case len(did.Sales) > 0:
		out.Result = api.ConnectionTrialResultResultUnchanged
	}
	return out
}
