package app

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
)

// pricer prices orders by the partner's plan for them.
type pricer struct {
	table *table.Table
	files filesKept
	codec *price.Codec
}

var _ order.Pricer = pricer{}

// openPricer opens what prices orders.
func (e *Env) openPricer(t *table.Table) (pricer, error) {
	files, err := e.openFiles()
	if err != nil {
		return pricer{}, err
	}
	codec, err := price.NewCodec()
	return pricer{table: t, files: files, codec: codec}, err
}

// Price implements order.Pricer. An order of a partner without a plan, or without a price list, has no prices.
func (p pricer) Price(ctx context.Context, o order.Order) ([]*order.Price, error) {
	prices := p.table.Prices()
	plan, err := prices.Plan(ctx, string(o.Partner), defaultPlan)
	if err != nil {
		return nil, unlessNone(err)
	}
	settings, err := p.table.Partner(ctx, o.Partner)
	if err != nil {
		return nil, err
	}
	v, err := price.Open(ctx, priceShelf{prices, blobs{p.files}}, p.codec, listOf(settings, price.NewCommerce, "", ""), o.Created)
	if err != nil {
		return nil, unlessNone(err)
	}
	book, all := plan.Ready(), make([]*order.Price, len(o.Lines))
	for i, l := range o.Lines {
		if all[i], err = linePrice(ctx, v, book, o, l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// linePrice prices a line; nil when the list or the plan has nothing for it.
func linePrice(ctx context.Context, v *price.View, b *price.Book, o order.Order, l order.Line) (*order.Price, error) {
	s := price.Sale{
		Key: price.Key{
			Product: l.Item.Product, SKU: l.Item.SKU, Term: l.Item.Term, Billing: l.Item.Billing, Segment: l.Item.Segment,
			Market: v.List.Market, Currency: v.List.Currency,
		},
		Units: int32(l.Quantity), Customer: string(o.Customer.Tenant), Reseller: o.MPN, //nolint:gosec // an order has fewer
	}
	row, err := v.Row(ctx, s.Key, s.Units, o.Created)
	if err != nil {
		return nil, unlessNone(err)
	}
	q, err := b.Price(&s, &row)
	if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Invalid {
		return nil, nil //nolint:nilnil // no price is an answer, which the contract of the port names
	}
	if err != nil {
		return nil, err
	}
	seat, err := q.Price.Amount(row.Currency)
	if err != nil {
		return nil, err
	}
	cost, err := row.Cost.Amount(row.Currency)
	return &order.Price{
		Seat: seat, Charges: int(q.Charges), Plan: b.Plan.ID, Version: b.Plan.Version, Rule: q.Rule, Import: v.Entry.Import, Cost: cost,
	}, err
}
