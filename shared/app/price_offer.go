package app

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

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

// offer tells what the offer matrix in use says of an offer.
func (c priceCounter) offer(ctx context.Context, r edge.Request) (edge.Answer, error) {
	product, sku := r.Path["product_id"], strings.TrimPrefix(r.Path["sku_id"], "-")
	k := price.NewCommerceMatrix
	if sku == "" {
		k = price.LegacyMatrix
	}
	l, err := c.priceList(ctx, r.Partner, k, "", "")
	if err != nil {
		return edge.Answer{}, err
	}
	o, err := price.Orderable(ctx, priceShelf{c.prices.Prices, blobs{c.files}}, c.desk.Codec, l, product, sku)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: api.OfferTerms{
		ProductId: o.Product, SkuId: some(o.SKU), Product: some(cmp.Or(o.SKUTitle, o.Title)), SeatsMin: some(int(o.Minimum)), SeatsMax: some(int(o.Maximum)),
		Limit: some(int(o.Limit)), LimitScope: some(o.LimitScope), Requires: append([]string{}, o.Requires...), ConvertsTo: append([]string{}, o.Converts...),
		Countries: append([]string{}, o.Countries...),
	}}, nil
}
