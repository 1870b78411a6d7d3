package subscription

import (
	"fmt"
	"strings"
)

// upgrade decides on moving seats to a better product. What is possible the seller says. All seats keep the subscription and its users; a part
// becomes a new subscription that ends with this one, whose users have to be assigned anew. There is no way back and no window.
func upgrade(s Subscription, w Wish, offers []Transition) Decision {
	if w.To == nil {
		return never("unclear", "want a product and SKU to upgrade to")
	}
	if s.Facts.Trial {
		return never("trial_upgrade", "a trial is not upgraded", "let it become the paid product first")
	}
	if w.To.Seats < 0 || w.To.Seats > s.Facts.Quantity {
		return never("upgrade_seats", fmt.Sprintf("want 1 to %d seats, or all of them", s.Facts.Quantity))
	}
	offer, found := find(offers, *w.To)
	switch {
	case !found:
		return never("upgrade_path", "Microsoft offers no upgrade from this product to that one", paths(offers)...)
	case !offer.Eligible:
		return never("upgrade_refused", "Microsoft refuses this upgrade now: "+offer.Why, paths(offers)...)
	}
	to := *w.To
	d := Decision{
		When: Now, Rule: "upgrade", Why: "all seats move and the subscription stays the same one", Seats: s.Facts.Quantity,
		Loses: []string{"the way back: an upgrade cannot be undone or given back"}, edits: []Edit{{Upgrade: &to}},
	}
	if !offer.Moves {
		d.Loses = append(d.Loses, "the users' licences: somebody has to assign them again")
	}
	if s.Facts.Next != nil {
		d.Loses = append(d.Loses, "what is scheduled for the next term")
	}
	switch {
	case to.Into != "":
		d.Seats, d.Why = moved(to, s), "the seats move into the other subscription, which keeps its term"
	case to.Seats != 0 && to.Seats < s.Facts.Quantity:
		d.Seats, d.Why = to.Seats, "these seats become a new subscription that ends with this one; users are assigned by hand"
	}
	return d
}

func moved(to Target, s Subscription) int {
	if to.Seats != 0 {
		return to.Seats
	}
	return s.Facts.Quantity
}

func find(offers []Transition, to Target) (Transition, bool) {
	for _, o := range offers {
		if strings.EqualFold(o.Product, to.Product) && strings.EqualFold(o.SKU, to.SKU) {
			return o, true
		}
	}
	return Transition{}, false
}

func paths(offers []Transition) []string {
	var out []string
	for _, o := range offers {
		if o.Eligible {
			out = append(out, fmt.Sprintf("upgrade to %s:%s %s", o.Product, o.SKU, o.Name))
		}
	}
	if len(out) == 0 {
		out = append(out, "buy the other product, and let this one run out")
	}
	return out
}
