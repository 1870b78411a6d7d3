package app

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
)

// priceShelf is what a look-up of prices reads.
type priceShelf struct {
	table.Prices
	blobs
}

// view opens the list that a query is about at a time.
func (c priceCounter) view(ctx context.Context, r edge.Request, at time.Time) (*price.View, error) {
	kind, err := optional(r, "kind")
	if err != nil {
		return nil, err
	}
	k := price.Kind(cmp.Or(kind, string(price.NewCommerce)))
	if !api.PriceKind(k).Valid() {
		return nil, fault.Malformed.Errorf("want the parameter kind to be a kind of sheet")
	}
	l, err := c.priceList(ctx, r.Partner, k, "", "")
	if err != nil {
		return nil, err
	}
	return price.Open(ctx, priceShelf{c.prices.Prices, blobs{c.files}}, c.desk.Codec, l, at)
}

// explain makes a price and says how.
func (c priceCounter) explain(ctx context.Context, r edge.Request) (edge.Answer, error) {
	s, at, err := c.sale(r)
	if err != nil {
		return edge.Answer{}, err
	}
	b, err := c.book(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	v, err := c.view(ctx, r, at)
	if err != nil {
		return edge.Answer{}, err
	}
	s.Key.Market, s.Key.Currency = v.List.Market, v.List.Currency
	e, err := price.Explain(ctx, v, b, s, at)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownExplanation(e), Note: e.Quote.Rule}, nil
}

// sale reads what a price is asked for, and for when.
func (c priceCounter) sale(r edge.Request) (s price.Sale, at time.Time, err error) {
	var quantity, when string
	for name, to := range map[string]*string{
		"product_id": &s.Key.Product, "sku_id": &s.Key.SKU, "term_duration": &s.Key.Term, "billing_plan": &s.Key.Billing, "segment": &s.Key.Segment,
		"customer": &s.Customer, "reseller": &s.Reseller, "quantity": &quantity, "at": &when,
	} {
		if *to, err = optional(r, name); err != nil {
			return s, at, err
		}
	}
	if s.Key.Product == "" {
		return s, at, fault.Malformed.Errorf("want the parameter product_id once in the query")
	}
	s.Key.Segment = cmp.Or(s.Key.Segment, "commercial")
	units, err := strconv.ParseInt(cmp.Or(quantity, "1"), 10, 32)
	if err != nil || units < 1 || units > mostQuantity {
		return s, at, fault.Malformed.Errorf("want the parameter quantity to be 1 to %d", mostQuantity)
	}
	s.Units, at = int32(units), c.env.Now()
	if when != "" {
		if at, err = time.Parse(time.RFC3339, when); err != nil {
			return s, at, fault.Malformed.Errorf("want the parameter at to be a time such as 2026-12-01T00:00:00Z")
		}
	}
	return s, at.UTC(), nil
}

func shownExplanation(e price.Explanation) api.PriceExplanation {
	currency := e.Row.Currency
	out := api.PriceExplanation{
		Losers: []api.PlanLoser{}, Steps: []api.PriceStep{},
		Plan: e.Plan, PlanVersion: int(e.Version), Rule: e.Quote.Rule, Currency: currency, Product: some(titled(e.Row)), Cost: e.Row.Cost.Text(currency),
		Price: e.Quote.Price.Text(currency), Charges: int(e.Quote.Charges), MarkupPercent: percentage(e.Quote.Markup), MarginPercent: percentage(e.Quote.Margin),
		Limit: some(string(e.Quote.Limit)), Passed: some(string(e.Quote.Passed)), Import: e.From.Import, File: e.From.File, Row: e.Row.Line,
	}
	if e.Row.List > 0 {
		out.List = some(e.Row.List.Text(currency))
	}
	for _, l := range e.Losers {
		out.Losers = append(out.Losers, api.PlanLoser{Rule: l.Rule, Why: l.Why})
	}
	for _, s := range e.Steps {
		out.Steps = append(out.Steps, api.PriceStep{Step: s.Name, Text: s.Text, Amount: some(amountOf(s.Amount))})
	}
	return out
}

// amountOf writes an exact amount, "" for none.
func amountOf(m money.Micro) string {
	if m == 0 {
		return ""
	}
	return m.String()
}
