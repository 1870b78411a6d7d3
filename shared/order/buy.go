package order

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// cart finds what to buy now and puts it into a cart. A cart of an earlier run is left to expire: as long as no checkout was intended, a cart
// is nothing yet.
func (r *run) cart(ctx context.Context, o Order) (move, error) {
	if !r.fresh {
		return move{result: Wait, evidence: "the cart of an earlier run is left to expire", anew: true}, nil
	}
	lines, err := r.offers(ctx, o)
	if err != nil {
		return move{}, err
	}
	c, err := r.seller.Carts.CreateCart(ctx, o.Request(), o.Customer.Tenant, "", lines)
	if err != nil {
		return move{}, err
	}
	if len(c.Lines) != len(o.Lines) {
		return move{}, fault.Unavailable.Errorf("cart %s has %d lines instead of %d", c.ID, len(c.Lines), len(o.Lines))
	}
	for i, l := range c.Lines {
		if l.Refused != "" || l.Code != "" {
			evidence := fmt.Sprintf("cart %s refuses line %d: %s (%s)", c.ID, i+1, l.Refused, l.Code)
			return move{result: Refused, evidence: evidence, state: AsksPerson, ask: &Question{
				Field: fmt.Sprintf("/lines/%d/quantity", i), Text: "Microsoft refuses this line: " + l.Refused + "; give a quantity that fits, or the same again once the cause is mended",
			}}, nil
		}
	}
	now := r.Now()
	return move{
		result: Done, evidence: fmt.Sprintf("cart %s, request %s", c.ID, o.Request()), state: Buying, next: StepCheckout,
		change: func(o *Order) {
			o.Cart, o.Checkout = &Cart{ID: c.ID, Expires: c.Expires}, &now
			for i := range o.Lines {
				o.Lines[i].Catalog, o.Lines[i].Group = lines[i].Catalog, c.Lines[i].Group
			}
		},
	}, nil
}

// offers finds the catalogue item of each line, and refuses quantities that the catalogue does not allow.
func (r *run) offers(ctx context.Context, o Order) ([]CartLine, error) {
	lines := make([]CartLine, len(o.Lines))
	for i, l := range o.Lines {
		offer, err := r.seller.Catalogue.Resolve(ctx, o.Customer.Tenant, o.Customer.Address.Country, l.Item)
		if err != nil {
			return nil, err
		}
		if l.Quantity < offer.Min || (offer.Max > 0 && l.Quantity > offer.Max) {
			err := fault.Invalid.Errorf("line %d: %d seats are outside the %d to %d that are sold", i+1, l.Quantity, offer.Min, offer.Max)
			return nil, fault.At(err, fault.Field{Pointer: fmt.Sprintf("/lines/%d/quantity", i), Text: fmt.Sprintf("want %d to %d seats", offer.Min, offer.Max)})
		}
		lines[i] = CartLine{Catalog: offer.Catalog, Quantity: l.Quantity, Term: l.Item.Term, Billing: l.Item.Billing}
	}
	return lines, nil
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
		m.evidence = "checkout refused every line: " + lines[0].Reason
		m.ask = &Question{Text: "Microsoft refused the purchase: " + lines[0].Reason + "; retry after the cause is mended, or cancel", Choices: []string{Retry}}
		m.change = nil
	}
	return m, nil
}

// refuse marks the open lines of a group that was not sold.
func refuse(lines []Line, r Refusal) {
	for i := range lines {
		if lines[i].Group == r.Group && lines[i].State == LineOpen {
			lines[i].State, lines[i].Reason = LineRefused, strings.TrimSpace(r.Code+" "+r.Text)
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
