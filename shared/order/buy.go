package order

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// cart holds every line against what can be bought now, and puts them into a cart. A cart of an earlier run is left to expire: as long as no checkout was
// intended, a cart is nothing yet.
func (r *run) cart(ctx context.Context, o Order) (move, error) {
	if m, stop, err := r.screened(ctx, o); stop || err != nil {
		return m, err
	}
	early := o.NotBefore.After(r.Now())
	if !early && !r.fresh {
		return move{result: Wait, evidence: "a cart that an earlier run may have made is left to expire", anew: true}, nil
	}
	lines, offers, err := r.validate(ctx, o)
	if err != nil {
		return move{}, err
	}
	if early {
		return move{
			result: Wait, evidence: "every line can be bought, and is not before " + o.NotBefore.UTC().Format(time.RFC3339), state: Checking,
			wait: o.NotBefore.Sub(r.Now()), until: deadline(Checking, o.NotBefore),
		}, nil
	}
	c, err := r.seller.Carts.CreateCart(ctx, o.Request(), o.Customer.Tenant, r.number(o), lines)
	if err != nil {
		return move{}, err
	}
	if len(c.Lines) != len(o.Lines) {
		return move{}, fault.Unavailable.Errorf("cart %s has %d lines instead of %d", c.ID, len(c.Lines), len(o.Lines))
	}
	if m, refused := refusedLine(c); refused {
		return m, nil
	}
	return r.filled(o, c, lines, offers), nil
}

// screened waits while the seller reviews the customer, and asks about one that it rejected.
func (r *run) screened(ctx context.Context, o Order) (m move, stop bool, err error) {
	s, err := r.seller.Standing.Screened(ctx, o.Customer.Tenant)
	switch {
	case err != nil:
		return move{}, true, err
	case s == Rejected:
		return move{
			result: Refused, evidence: "Microsoft's screening has rejected the customer", state: AsksPerson,
			ask: &Question{
				Text: "Microsoft's screening has rejected the customer; ask Microsoft, then answer retry, or cancel the order", Choices: []string{Retry},
			},
		}, true, nil
	case s == UnderReview:
		return move{
			result: Wait, evidence: "Microsoft reviews the customer, who cannot buy meanwhile", state: Checking, wait: reviewed,
			until: later(o.Since, o.NotBefore).Add(3 * day),
		}, true, nil
	}
	return move{}, false, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// reviewed is the wait between two looks at a review, which takes people hours.
const reviewed = 30 * time.Minute

// refusedLine asks about the first line of a cart that the seller refuses.
func refusedLine(c Cart) (move, bool) {
	for i, l := range c.Lines {
		if l.Refused == nil {
			continue
		}
		text := "Microsoft refuses this line: " + l.Refused.Said()
		if l.Left != nil {
			text += fmt.Sprintf("; %d seats are left", *l.Left)
		}
		return move{
			result: Refused, evidence: fmt.Sprintf("cart %s refuses line %d: %s", c.ID, i+1, l.Refused.Said()), state: AsksPerson, refused: l.Refused,
			ask: &Question{
				Field: fmt.Sprintf("/lines/%d/quantity", i), Text: text + "; give a quantity that fits, or the same again once the cause is mended",
			},
		}, true
	}
	return move{}, false
}

// filled goes on to buy a cart.
func (r *run) filled(o Order, c Cart, lines []CartLine, offers []Offer) move {
	now := r.Now()
	return move{
		result: Done, evidence: fmt.Sprintf("cart %s, request %s", c.ID, o.Request()), state: Buying, next: StepCheckout,
		change: func(o *Order) {
			o.Cart, o.Checkout = &Cart{ID: c.ID, Expires: c.Expires}, &now
			for i := range o.Lines {
				o.Lines[i].Catalog, o.Lines[i].Group, o.Lines[i].Trial = lines[i].Catalog, c.Lines[i].Group, offers[i].Trial
			}
		},
	}
}

// checkout buys the cart, if this run wrote the intent; else it finds out what became of it.
func (r *run) checkout(ctx context.Context, o Order) (move, error) {
	if !r.fresh {
		return r.lookup(ctx, o)
	}
	receipt, err := r.seller.Carts.Checkout(ctx, o.Request(), o.Customer.Tenant, o.Cart.ID)
	if err != nil {
		return move{}, err
	}
	return r.bought(ctx, o, receipt, "checkout answered")
}

// bought records a receipt: each line is sold or refused. An answer that leaves a line open is looked up.
func (r *run) bought(ctx context.Context, o Order, receipt Receipt, how string) (move, error) {
	lines := append([]Line(nil), o.Lines...)
	var ids []string
	for _, s := range receipt.Sold {
		if err := r.Ledger.Claim(ctx, o.Partner, o.Customer.Tenant, s.ID, o.ID); err != nil {
			return move{}, fault.Unknown.Wrap(err, "claiming the seller's order %s", s.ID)
		}
		if assign(lines, s) {
			ids = append(ids, s.ID)
		}
	}
	for _, refused := range receipt.Refused {
		refuse(lines, refused)
	}
	for _, l := range lines {
		if l.State == LineOpen {
			return move{}, fault.Unknown.Errorf("the checkout's answer does not say what became of line %s", l.Key)
		}
	}
	m := move{
		result: Done, evidence: fmt.Sprintf("%s: order %s, request %s", how, strings.Join(ids, ", "), o.Request()),
		state: Provisioning, next: StepWatch, change: func(o *Order) { o.Lines = lines },
	}
	if len(ids) == 0 {
		m.result, m.state, m.next = Refused, AsksPerson, ""
		m.refused, m.change = lines[0].Refused, nil
		m.evidence = "checkout refused every line: " + m.refused.Said()
		m.ask = &Question{Text: "Microsoft refused the purchase: " + m.refused.Said() + "; retry after the cause is mended, or cancel", Choices: []string{Retry}}
	}
	return m, nil
}

// refuse marks the open lines of a group that was not sold.
func refuse(lines []Line, r Refusal) {
	for i := range lines {
		if lines[i].Group == r.Group && lines[i].State == LineOpen {
			lines[i].State, lines[i].Refused = LineRefused, &r.Meaning
		}
	}
}

// assign gives a seller's order to the open lines that it fits, and reports whether all of its lines found one.
func assign(lines []Line, s Sold) bool {
	took := make(map[int]bool, len(s.Lines))
	for _, sold := range s.Lines {
		found := -1
		for i, l := range lines {
			if l.State == LineOpen && !took[i] && fits(l, s, sold) {
				found = i
				break
			}
		}
		if found < 0 {
			return false
		}
		took[found] = true
	}
	for i := range took {
		lines[i].State, lines[i].Order = LineBought, s.ID
	}
	return len(took) > 0
}

func fits(l Line, s Sold, sold SoldLine) bool {
	return strings.HasPrefix(strings.ToUpper(sold.Catalog), l.Item.Product+":"+l.Item.SKU+":") && sold.Quantity == l.Quantity &&
		strings.EqualFold(sold.Term, l.Item.Term) && sameCycle(s.Billing, l.Item.Billing)
}

func sameCycle(a, b string) bool {
	return a == "" || strings.EqualFold(strings.ReplaceAll(a, "_", ""), strings.ReplaceAll(b, "_", ""))
}
