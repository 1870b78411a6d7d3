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

// Price implements order.Pricer. An order of a partner without a price list has nothing, and one of a partner without a plan has costs only.
func (p pricer) Price(ctx context.Context, o order.Order) ([]order.Quote, error) {
	settings, err := p.table.Partner(ctx, o.Partner)
	if err != nil {
		return nil, err
	}
	v, err := price.Open(ctx, p.shelf(), p.codec, listOf(settings, price.NewCommerce, "", ""), o.Created)
	if err != nil {
		return nil, unlessNone(err)
	}
	var book *price.Book
	switch plan, err := p.table.Prices().Plan(ctx, string(o.Partner), defaultPlan); {
	case err == nil:
		book = plan.Ready()
	case fault.Of(err) != fault.NotFound:
		return nil, err
	}
	all := make([]order.Quote, len(o.Lines))
	for i, l := range o.Lines {
		if all[i], err = lineQuote(ctx, v, book, o, l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (p pricer) shelf() priceShelf { return priceShelf{p.table.Prices(), blobs{p.files}} }

// lineKey says what a line is of in a list.
func lineKey(v *price.View, i order.Item) price.Key {
	return price.Key{Product: i.Product, SKU: i.SKU, Term: i.Term, Billing: i.Billing, Segment: i.Segment, Market: v.List.Market, Currency: v.List.Currency}
}

// lineQuote looks a line up in the list, and makes its price where there is a plan. What the list has without a cost has none.
func lineQuote(ctx context.Context, v *price.View, b *price.Book, o order.Order, l order.Line) (order.Quote, error) {
	s := price.Sale{Key: lineKey(v, l.Item), Units: int32(l.Quantity), Customer: string(o.Customer.Tenant), Reseller: o.MPN} //nolint:gosec // an order has fewer
	row, err := v.Row(ctx, s.Key, s.Units, o.Created)
	if err != nil || row.Free {
		return order.Quote{}, unlessNone(err)
	}
	cost, err := row.Cost.Amount(row.Currency)
	if err != nil {
		return order.Quote{}, err
	}
	q := order.Quote{Cost: &order.Cost{Unit: cost, Import: v.Entry.Import}}
	if b != nil {
		q.Price, err = linePrice(b, &s, &row, v.Entry.Import)
	}
	return q, err
}

// linePrice prices a line; nil when the plan has nothing for it.
func linePrice(b *price.Book, s *price.Sale, row *price.Row, of string) (*order.Price, error) {
	q, err := b.Price(s, row)
	if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Invalid {
		return nil, nil //nolint:nilnil // no price is an answer, which the contract of the port names
	}
	if err != nil {
		return nil, err
	}
	seat, err := q.Price.Amount(row.Currency)
	return &order.Price{Seat: seat, Charges: int(q.Charges), Plan: b.Plan.ID, Version: b.Plan.Version, Rule: q.Rule, Import: of}, err
}
