package order

import (
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/subscription"
)

// commercial is the segment that asks for no qualification.
const commercial = "commercial"

// key gives an item as Microsoft's catalogue names what an add-on needs.
func (i Item) key() string { return i.Product + ":" + i.SKU }

// alive reports whether a licence still counts: its seats are there, or can be again.
func alive(f subscription.Facts) bool {
	return f.NewCommerce && f.Status != subscription.Deleted && f.Status != subscription.Disabled
}

// addon looks whether a line that is an add-on has what it needs. Microsoft documents that one of the prerequisites has to be in the same cart or with
// the customer already.
func (p *purchase) addon(i int) {
	l, offer := p.order.Lines[i], p.offers[i]
	needs := func(key string) bool { return len(offer.Needs) == 0 || among(offer.Needs, key) }
	switch {
	case !offer.Addon && (l.Base != "" || l.Parent != ""):
		field := "base_line"
		if l.Parent != "" {
			field = "base_subscription_id"
		}
		p.wrong.add(i, field, "%s is no add-on; give an empty text", l.Item.key())
	case !offer.Addon:
	case l.Base != "":
		for _, base := range p.order.Lines {
			if base.Key == l.Base && !needs(base.Item.key()) {
				p.wrong.add(i, "base_line", "the add-on is for %s", strings.Join(offer.Needs, ", "))
			}
		}
	case l.Parent != "":
		p.parent(i, needs)
	case !p.present(needs):
		p.wrong.add(i, "", "%s needs one of %s, in this order or with the customer", l.Item.key(), strings.Join(offer.Needs, ", "))
	}
}

// parent looks at the subscription that an add-on is for.
func (p *purchase) parent(i int, needs func(key string) bool) {
	base, known := p.owned[subscription.ID(p.order.Lines[i].Parent)]
	switch {
	case !known:
		p.wrong.add(i, "base_subscription_id", "the customer has no such subscription through this partner")
	case base.Status != subscription.Active:
		p.wrong.add(i, "base_subscription_id", "the subscription is %s, and has to be active", base.Status)
	case !needs(base.Product + ":" + base.SKU):
		p.wrong.add(i, "base_subscription_id", "the add-on is for %s", strings.Join(p.offers[i].Needs, ", "))
	}
}

// present reports whether something that is needed is in the order or with the customer.
func (p *purchase) present(needs func(key string) bool) bool {
	if slices.ContainsFunc(p.order.Lines, func(l Line) bool { return needs(l.Item.key()) }) {
		return true
	}
	for _, f := range p.owned {
		if alive(f) && needs(f.Product+":"+f.SKU) {
			return true
		}
	}
	return false
}
