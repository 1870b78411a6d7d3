package order

import (
	"cmp"
	"context"
	"strings"
	"time"
)

// Listings are the lists that a partner has of what can be ordered: the price list, and Microsoft's offer matrix.
type Listings interface {
	// Listed gives what the lists in use say of each line that is bought at a time, in the order of the lines; none where the partner has no list. It fails
	// with fault.Throttled or fault.Unavailable when it can be asked again.
	Listed(ctx context.Context, o Order, at time.Time) ([]Listing, error)
}

// Listing is what the lists say of a line; the zero Listing allows everything.
type Listing struct {
	Refused  string // why nothing new can be bought, and what can be instead; "": it can
	Field    string // of the line, whose correction would help; "": sku_id
	Min, Max int    // licences of one order; 0: not said
	// Limit is how many subscriptions of it a customer may have, 0 for any number: those that it ever had where Lifetime is set, else those that it has.
	Limit    int
	Lifetime bool
	Needs    []string // "product:sku" of those of which the customer must have one
}

// listed asks the partner's lists. What they refuse is told together with what the catalogue does.
func (r *run) listed(ctx context.Context, p *purchase) error {
	p.lists = make([]Listing, len(p.order.Lines))
	if r.Listings == nil {
		return nil
	}
	found, err := r.Listings.Listed(ctx, p.order, p.at)
	if err != nil {
		return err
	}
	copy(p.lists, found)
	for i, l := range p.lists {
		if l.Refused != "" {
			p.wrong.add(i, cmp.Or(l.Field, "sku_id"), "%s", l.Refused)
		}
	}
	return nil
}

// allowed holds a line against what the lists allow. What the catalogue has refused already is not told twice.
func (p *purchase) allowed(i int) {
	l, list, offer := p.order.Lines[i], p.lists[i], p.offers[i]
	sold := l.Quantity >= offer.Min && (offer.Max == 0 || l.Quantity <= offer.Max)
	switch {
	case !sold:
	case l.Quantity < list.Min:
		p.wrong.add(i, "quantity", "by the offer matrix want at least %d seats, not %d", list.Min, l.Quantity)
	case list.Max > 0 && l.Quantity > list.Max:
		p.wrong.add(i, "quantity", "by the offer matrix want at most %d seats, not %d", list.Max, l.Quantity)
	}
	if n := p.having(i); list.Limit > 0 && n >= list.Limit {
		p.wrong.add(i, "sku_id", "by the offer matrix a customer may have %d subscriptions of %s, and with this order it would have %d", list.Limit, l.Item.key(), n+1)
	}
	if needs := func(key string) bool { return among(list.Needs, key) }; len(list.Needs) > 0 && !offer.Addon && !p.present(needs) {
		p.wrong.add(i, "", "by the offer matrix %s needs one of %s, in this order or with the customer", l.Item.key(), strings.Join(list.Needs, ", "))
	}
}

// having counts the subscriptions of a line's SKU that the customer has before this line is bought.
func (p *purchase) having(i int) int {
	n := 0
	for _, f := range p.owned {
		if f.Product+":"+f.SKU == p.order.Lines[i].Item.key() && (p.lists[i].Lifetime || alive(f)) {
			n++
		}
	}
	for _, other := range p.order.Lines[:i] {
		if other.Item.key() == p.order.Lines[i].Item.key() {
			n++
		}
	}
	return n
}
