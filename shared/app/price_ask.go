package app

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
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
	return price.Open(ctx, priceShelf{c.prices, blobs{c.files}}, c.desk.Codec, l, at)
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

// onOffers is how many offers a page has.
const onOffers = 200

// offers lists what can be sold now. The cursor is the number of the last offer.
func (c priceCounter) offers(ctx context.Context, r edge.Request) (edge.Answer, error) {
	now := c.env.Now()
	search, err := optional(r, "search")
	if err != nil {
		return edge.Answer{}, err
	}
	after, err := optional(r, "cursor")
	if err != nil {
		return edge.Answer{}, err
	}
	seen, err := strconv.Atoi(cmp.Or(after, "0"))
	if err != nil || seen < 0 {
		return edge.Answer{}, fault.Malformed.Errorf("the cursor is not the next of a page of this list")
	}
	v, err := c.view(ctx, r, now)
	if err != nil {
		return edge.Answer{}, err
	}
	whole, err := v.Whole(ctx)
	if err != nil {
		return edge.Answer{}, err
	}
	namings, err := c.prices.Namings(ctx, r.Partner, v.List.Kind)
	if err != nil {
		return edge.Answer{}, err
	}
	page := api.OfferPage{Currency: v.List.Currency, Import: v.Entry.Import, Offers: []api.Offer{}}
	for _, o := range whole.Offers(namings, now) {
		if o.Number <= seen || !searched(o, search) {
			continue
		}
		if len(page.Offers) == onOffers {
			page.Next = some(strconv.Itoa(page.Offers[onOffers-1].Number))
			break
		}
		page.Offers = append(page.Offers, shownOffer(o))
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// searched tells whether an offer is one that somebody searches for.
func searched(o price.Offer, search string) bool {
	return strings.Contains(strings.ToLower(o.Name+"\n"+o.Changed+"\n"+o.ID), strings.ToLower(search))
}

func shownOffer(o price.Offer) api.Offer {
	k := o.Key
	out := api.Offer{
		Number: o.Number, Order: some(o.Order), Product: o.Name, ChangedName: some(o.Changed), OfferId: o.ID, ProductId: k.Product, SkuId: some(k.SKU),
		TermDuration: some(k.Term), BillingPlan: some(k.Billing), Segment: some(k.Segment), SeatsFrom: some(int(o.TierMin)), Cost: o.Cost.Text(k.Currency),
		Deprecated: some(o.Deprecated), Ends: sometime(o.Ends),
	}
	if o.List > 0 {
		out.List = some(o.List.Text(k.Currency))
	}
	return out
}

// name keeps what a partner calls an offer.
func (c priceCounter) name(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.OfferNaming](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/name", b.Name, 1, 200, nil)
	bad.number("/order", b.Order, 1, 100_000)
	if len(bad) > 0 {
		return edge.Answer{}, fault.At(fault.Invalid.Errorf("the offer cannot be named: %d field(s) to correct", len(bad)), bad...)
	}
	n := price.Naming{Product: r.Path["product_id"], SKU: strings.TrimPrefix(r.Path["sku_id"], "-"), Name: value(b.Name), Order: value(b.Order)}
	k := price.NewCommerce
	if n.SKU == "" {
		k = price.Legacy
	}
	if err := c.prices.SaveNaming(ctx, r.Partner, k, n); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: b}, nil
}
