package partnercenter

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// LegacyOffer is an offer that subscriptions have from before the new commerce. It cannot be bought any more.
type LegacyOffer struct {
	ID      string   `json:"id"` // a GUID
	Title   string   `json:"title"`
	Becomes string   `json:"becomes"` // "PID:SKU" in the new commerce, "" for none yet
	Bases   []string `json:"bases"`   // offers that it is an add-on of; none: it stands by itself
}

// legacyOffer gives an offer by its id, in any case.
func (c *catalogue) legacyOffer(id string) (LegacyOffer, bool) {
	for _, o := range c.Legacy {
		if strings.EqualFold(o.ID, id) {
			return o, true
		}
	}
	return LegacyOffer{}, false
}

// addLegacy adds a legacy subscription that is there already. Its term renews each time it ends. The caller holds the lock.
func (s *Sim) addLegacy(cu *customer, seed SubscriptionSeed) (string, error) {
	o, known := s.cat.legacyOffer(seed.Offer)
	base := s.licence(cu, seed.Parent)
	switch {
	case !known:
		return "", fmt.Errorf("seed subscription: legacy offer %q is unknown", seed.Offer)
	case seed.Item != "":
		return "", errors.New("seed subscription: either an item or a legacy offer")
	case seed.Quantity < 1:
		return "", errors.New("seed subscription: quantity is below 1")
	case len(o.Bases) > 0 && (base == nil || !slices.ContainsFunc(o.Bases, func(id string) bool { return strings.EqualFold(id, base.Offer) })):
		return "", fmt.Errorf("seed subscription: %q is no base for an add-on %q", seed.Parent, o.Title)
	case len(o.Bases) == 0 && seed.Parent != "":
		return "", fmt.Errorf("seed subscription: %q is no add-on", o.Title)
	}
	sub := &subscription{Subscription: Subscription{
		ID: s.id(), Customer: cu.id, Order: s.id(), Offer: strings.ToUpper(o.ID), OfferName: o.Title, FriendlyName: seed.FriendlyName, Quantity: seed.Quantity,
		Term: strings.ToUpper(seed.Term), BillingCycle: plainEnum(seed.BillingCycle), Status: active, AutoRenew: !seed.NoRenewal, Created: seed.Start.UTC(),
		Parent: strings.ToLower(seed.Parent), Promotion: seed.Promotion, Reseller: seed.Reseller, Legacy: true,
	}}
	if sub.FriendlyName == "" {
		sub.FriendlyName = o.Title
	}
	if sub.Term == "" {
		sub.Term = "P1Y"
	}
	if sub.BillingCycle == "" {
		sub.BillingCycle = "monthly"
	}
	s.begin(sub, seed.Start.UTC(), seed.End, "purchase")
	if seed.Suspended {
		sub.Status = suspended
	}
	cu.subs = append(cu.subs, sub)
	return sub.ID, nil
}

// licence gives a customer's subscription by its id, or nil.
func (s *Sim) licence(cu *customer, id string) *subscription {
	for _, sub := range cu.subs {
		if strings.EqualFold(sub.ID, id) {
			return sub
		}
	}
	return nil
}

// old gives the view of a legacy subscription what differs: no type of product, an ETag, and as its end the day after the last one.
func (v subscriptionView) old(sub *subscription) subscriptionView {
	v.Type, v.Unit, v.End = nil, "License(s)", stamp(sub.End.AddDate(0, 0, 1))
	v.Attributes.Etag = etag(sub.ID, sub.updates+1)
	return v
}

// refuseLegacy says what cannot be done with a legacy subscription here: its term and billing stay (400/2054), and it is not upgraded (400/2006). That other
// changes of such subscriptions go through is documented; the details are modelled.
func refuseLegacy(sub *subscription, want wish) *reply {
	switch {
	case !sub.Legacy:
		return nil
	case want.Quantity < 1:
		return refuse(http.StatusBadRequest, 2002, "The quantity is out of range.")
	case !strings.EqualFold(want.Term, sub.Term), !sameEnum(want.Cycle, sub.BillingCycle):
		return refuse(http.StatusBadRequest, 2054, "The billing cycle cannot be changed on this subscription.")
	case want.Schedule != nil, strings.EqualFold(want.Status, deleted) && sub.Status != deleted:
		return refuse(http.StatusBadRequest, 2006, "Updates on this offer are not allowed.")
	}
	return nil
}
