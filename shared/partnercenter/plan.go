package partnercenter

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// applyNext arranges the next term. Its availability is looked up at once, as Microsoft changes availabilities without notice.
// What is arranged beside the product (a promotion, an end date) stays while the product does.
func (c *Client) applyNext(ctx context.Context, tenant string, w wireSubscription, d *document, n subscription.Next) error {
	availability, err := c.nextAvailability(ctx, tenant, w, n)
	if err != nil {
		return err
	}
	var plan wirePlan
	if w.Next != nil && strings.EqualFold(w.Next.Product.ID, n.Product) && strings.EqualFold(w.Next.Product.SKU, n.SKU) {
		plan = *w.Next
	}
	plan.Product.ID, plan.Product.SKU, plan.Product.Availability = n.Product, n.SKU, availability
	plan.Product.Billing, plan.Product.Term, plan.Quantity = n.Billing, n.Term, n.Quantity
	return d.set("scheduledNextTermInstructions", plan)
}

// nextAvailability finds the availability of the next term in the segment of the subscription.
func (c *Client) nextAvailability(ctx context.Context, tenant string, w wireSubscription, n subscription.Next) (string, error) {
	product, sku, bought := item(w.Offer)
	segment, err := c.segmentOf(ctx, tenant, product, sku, bought)
	if err != nil {
		return "", err
	}
	all, err := list[wireAvailability](ctx, c, skuRoute+"/availabilities", targeted(segment), tenant, n.Product, n.SKU)
	if err != nil {
		return "", unplannable(err, n)
	}
	all = slices.DeleteFunc(all, func(a wireAvailability) bool { return !a.Purchasable || !a.has(n.Term, n.Billing) })
	found := slices.DeleteFunc(slices.Clone(all), func(a wireAvailability) bool { return !same(a.Segment, segment) })
	if len(found) == 0 && oneSegment(all) {
		found = all // it is sold in one segment only, so that there is nothing to choose
	}
	if len(found) == 0 {
		return "", unplannable(nil, n)
	}
	return found[0].ID, nil
}

// segmentOf tells in which segment a subscription was bought. Its availability may be gone from the catalogue since; then the customer's
// qualification has to do.
func (c *Client) segmentOf(ctx context.Context, tenant, product, sku, availability string) (string, error) {
	for _, query := range []url.Values{nil, targeted("nonprofit")} {
		all, err := list[wireAvailability](ctx, c, skuRoute+"/availabilities", query, tenant, product, sku)
		if kind := fault.Of(err); err != nil && kind != fault.NotFound && kind != fault.Invalid && kind != fault.Denied {
			return "", err
		}
		for _, a := range all {
			if strings.EqualFold(a.ID, availability) {
				return word(a.Segment), nil
			}
		}
	}
	all, err := c.Segments(ctx, order.TenantID(tenant))
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] {
			return name, nil
		}
	}
	return commercial, nil
}

const commercial = "commercial"

// targeted asks for the one segment that Microsoft lists only when it is asked for.
func targeted(segment string) url.Values {
	if same(segment, "nonprofit") {
		return url.Values{"targetSegment": {"nonprofit"}}
	}
	return nil
}

func (w wireAvailability) has(term, billing string) bool {
	for _, t := range w.Terms {
		if same(t.Duration, term) && same(t.Billing, billing) {
			return true
		}
	}
	return false
}

func oneSegment(all []wireAvailability) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(a wireAvailability) bool { return !same(a.Segment, all[0].Segment) })
}

func unplannable(err error, n subscription.Next) error {
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	text := n.Product + ":" + n.SKU + " is not sold to this customer with term and billing " + n.Term + "/" + n.Billing
	return fault.At(fault.Invalid.Errorf("%s", text), fault.Field{Pointer: "/next", Text: text})
}
