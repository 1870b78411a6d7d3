package partnercenter

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

const subscriptionRoute = "/v1/customers/{customer}/subscriptions/{subscription}"

// licences is the client as seller of licences that are there already.
type licences struct{ *Client }

var (
	_ subscription.Licences = licences{}
	_ subscription.Upgrades = upgrades{}
)

// Licences gives the client in its roles for subscriptions.
func (c *Client) Licences() subscription.Seller {
	return subscription.Seller{Licences: licences{c}, Upgrades: upgrades{c}}
}

// Read gives what Partner Center shows of a subscription. One that it does not know is fault.NotFound; a new one may take 15 minutes to show.
func (l licences) Read(ctx context.Context, tenant string, id subscription.ID) (subscription.Facts, error) {
	var w wireSubscription
	if err := l.read(ctx, &w, subscriptionRoute, nil, tenant, string(id)); err != nil {
		return subscription.Facts{}, err
	}
	return l.facts(w), nil
}

// List gives all subscriptions of a customer, also those that are over.
func (l licences) List(ctx context.Context, tenant string) (map[subscription.ID]subscription.Facts, error) {
	items, err := list[wireSubscription](ctx, l.Client, "/v1/customers/{customer}/subscriptions", nil, tenant)
	if err != nil {
		return nil, err
	}
	all := make(map[subscription.ID]subscription.Facts, len(items))
	for _, w := range items {
		if w.ID == "" {
			return nil, fault.Unavailable.Errorf("list the subscriptions: Partner Center gives one without an id")
		}
		all[subscription.ID(strings.ToLower(w.ID))] = l.facts(w)
	}
	return all, nil
}

// Edit brings a state about. What shows it already is not written: a subscription takes a bounded number of updates in its life.
func (l licences) Edit(
	ctx context.Context, request, tenant string, id subscription.ID, e subscription.Edit,
) (subscription.Facts, error) {
	if e.Upgrade != nil {
		return subscription.Facts{}, fault.Invalid.Errorf("an upgrade is no edit of a subscription")
	}
	w, err := l.change(ctx, order.RequestID(request), order.TenantID(tenant), string(id), e)
	if err != nil {
		return subscription.Facts{}, err
	}
	return l.facts(w), nil
}

// facts gives a subscription in our terms. Microsoft's own tool tells licences of the new commerce in the same way: by the type of the
// product and by an offer of three parts. What is legacy has a GUID for an offer.
func (c *Client) facts(w wireSubscription) subscription.Facts {
	product, sku, _ := item(w.Offer)
	f := subscription.Facts{
		Product: product, SKU: sku, Name: w.Name, Nickname: w.Friend, Status: word(w.Status), Quantity: w.Quantity,
		Term: strings.ToUpper(strings.TrimSpace(w.Term)), Billing: word(w.Billing), AutoRenew: w.AutoRenew, Trial: w.Trial,
		NewCommerce: same(w.Product.ID, "OnlineServicesNCE") && strings.Contains(w.Offer, ":"),
		Created:     w.Created.Time, Started: w.Started.Time, CommitmentEnds: w.CommitmentEnds.until(), CancelUntil: w.CancelUntil.Time,
		Next: w.Next.noun(), Ends: !w.AutoRenew && !c.wanting(w, subscription.End), PartnerOfRecord: w.Partner,
		Base: subscription.ID(strings.ToLower(w.Parent)), Sold: w.Order,
	}
	for _, b := range w.Refundable.Batches {
		if b.Quantity > 0 {
			f.Batches = append(f.Batches, subscription.Batch{Quantity: b.Quantity, Until: b.Until.Time})
		}
	}
	return f
}

// item takes a catalogue item apart: product, SKU and availability. A legacy offer is a product alone, its GUID in lower case;
// the others are in capitals.
func item(catalog string) (product, sku, availability string) {
	parts := strings.SplitN(strings.TrimSpace(catalog), ":", 3)
	if len(parts) < 3 {
		parts = append(parts, "", "")
	}
	if guid.MatchString(parts[0]) {
		return strings.ToLower(parts[0]), parts[1], parts[2]
	}
	return strings.ToUpper(parts[0]), strings.ToUpper(parts[1]), parts[2]
}

func (w *wirePlan) noun() *subscription.Next {
	if w == nil {
		return nil
	}
	return &subscription.Next{
		Product: w.Product.ID, SKU: w.Product.SKU, Term: strings.ToUpper(w.Product.Term), Billing: word(w.Product.Billing), Quantity: w.Quantity,
	}
}
