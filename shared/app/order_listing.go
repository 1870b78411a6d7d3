package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/price"
)

// listings tells orders what the partner's price list and offer matrix allow.
type listings struct{ pricer }

var _ order.Listings = listings{}

// Listed implements order.Listings.
func (p listings) Listed(ctx context.Context, o order.Order, at time.Time) ([]order.Listing, error) {
	settings, err := p.table.Partner(ctx, o.Partner)
	if err != nil {
		return nil, err
	}
	v, err := price.Open(ctx, p.shelf(), p.codec, listOf(settings, price.NewCommerce, "", ""), at)
	if err != nil && fault.Of(err) != fault.NotFound {
		return nil, err
	}
	all := make([]order.Listing, len(o.Lines))
	for i, l := range o.Lines {
		if all[i], err = p.offered(ctx, settings, o.Customer.Address.Country, l.Item); err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		err := v.Sold(ctx, lineKey(v, l.Item), int32(l.Quantity), at) //nolint:gosec // an order has fewer
		if err != nil && fault.Of(err) != fault.Gone {
			return nil, err
		}
		if f := fault.Fields(err); len(f) > 0 {
			all[i].Refused, all[i].Field = fault.Text(err), strings.TrimPrefix(f[0].Pointer, "/")
		}
	}
	return all, nil
}

// offered tells what the offer matrix says of an item; nothing where there is none.
func (p listings) offered(ctx context.Context, settings partner.Partner, country string, i order.Item) (order.Listing, error) {
	o, err := price.Orderable(ctx, p.shelf(), p.codec, listOf(settings, price.NewCommerceMatrix, "", ""), i.Product, i.SKU)
	switch kind := fault.Of(err); {
	case kind == fault.Gone:
		return order.Listing{Refused: fault.Text(err)}, nil
	case err != nil:
		return order.Listing{}, unlessNone(err)
	}
	l := order.Listing{Min: int(o.Minimum), Max: int(o.Maximum), Limit: int(o.Limit), Lifetime: strings.EqualFold(o.LimitScope, "lifetime")}
	for _, need := range o.Requires {
		l.Needs = append(l.Needs, strings.Replace(need, "/", ":", 1))
	}
	if country != "" && len(o.Countries) > 0 && !slices.Contains(o.Countries, country) {
		l.Refused = fmt.Sprintf("by the offer matrix it can be ordered in %s, not in %s", strings.Join(o.Countries, ", "), country)
	}
	return l, nil
}
