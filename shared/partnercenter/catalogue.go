package partnercenter

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

const skuRoute = "/v1/customers/{customer}/products/{product}/skus/{sku}"

// Resolve gives the availability of an item to this customer, in its country, segment, term and billing plan.
func (c *Client) Resolve(ctx context.Context, t order.TenantID, country string, i order.Item) (order.Offer, error) {
	var query url.Values
	if same(i.Segment, "nonprofit") {
		query = url.Values{"targetSegment": {"nonprofit"}} // the one segment that is listed only when asked for
	}
	path := []string{string(t), i.Product, i.SKU}
	var sku wireSKU
	if err := c.read(ctx, &sku, skuRoute, query, path...); err != nil {
		return order.Offer{}, unknownItem(err, i)
	}
	all, err := list[wireAvailability](ctx, c, skuRoute+"/availabilities", query, path...)
	if err != nil {
		return order.Offer{}, unknownItem(err, i)
	}
	var pairs []string
	for _, a := range all {
		if !a.Purchasable || !same(a.Segment, i.Segment) || !same(a.Country, country) {
			continue
		}
		for _, term := range a.Terms {
			if same(term.Duration, i.Term) && same(term.Billing, i.Billing) {
				return order.Offer{
					Catalog: a.catalog(i), Min: sku.Min, Max: sku.Max, Trial: sku.Trial, Addon: sku.Dynamic.Addon, Needs: sku.Dynamic.Needs,
					Attest: sku.Attestation.Enforced,
				}, nil
			}
			pairs = append(pairs, strings.ToUpper(term.Duration)+"/"+word(term.Billing))
		}
	}
	return order.Offer{}, noPair(i, country, pairs)
}

func (w wireAvailability) catalog(i order.Item) string {
	if w.Catalog != "" {
		return w.Catalog
	}
	return i.Product + ":" + i.SKU + ":" + w.ID
}

func noPair(i order.Item, country string, pairs []string) error {
	text := i.Product + ":" + i.SKU + " is not sold to this customer in segment " + i.Segment + " and country " + country
	if len(pairs) > 0 {
		slices.Sort(pairs)
		text = i.Product + ":" + i.SKU + " is not sold with term and billing " + i.Term + "/" + i.Billing +
			"; there is " + strings.Join(slices.Compact(pairs), ", ")
	}
	return fault.At(fault.Invalid.Errorf("%s", text), fault.Field{Pointer: "/lines", Text: text})
}

// unknownItem makes a product that the catalogue does not have a mistake of the order: a person maps the SKU anew.
func unknownItem(err error, i order.Item) error {
	switch fault.Code(err) {
	case "400013", "400018", "400019", "400072":
		text := "Microsoft has no product " + i.Product + ":" + i.SKU + " for this customer"
		return fault.At(fault.Coded(fault.Invalid.Wrap(err, "%s", text), fault.Code(err)), fault.Field{Pointer: "/lines", Text: text})
	}
	return err
}
