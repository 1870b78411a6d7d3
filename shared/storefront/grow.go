package storefront

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// grow does what would buy more, when nothing is in doubt. One doubt holds all of it: a customer has no use for half an order, and what was bought
// cannot be given back for long.
func (p *plan) grow(wanted []Action) {
	latest := p.State.Latest
	if latest.Failed && len(p.Placed) > 0 {
		p.order(Task, PaymentFailed, "a payment of the order failed in the shop; licences are left as they are", "see to the payment in the shop; a licence that is not to go on is cancelled there")
	}
	if len(wanted) == 0 {
		return
	}
	if !p.want.Grows {
		p.unpaid(wanted)
		return
	}
	before := len(p.actions)
	if latest.Unproven && len(p.Placed) > 0 {
		p.waivable(Unproven, Placed{}, "the order grew after it was paid, and the shop does not tell whether the difference was paid")
	}
	p.doubts()
	p.limits(wanted)
	p.duplicates(wanted)
	p.check(wanted)
	if !slices.ContainsFunc(p.actions[before:], func(a Action) bool { return a.Op == Hold }) {
		p.actions = append(p.actions, wanted...)
	}
}

// unpaid waits for money: an order that was never paid is none yet, one that grew is held.
func (p *plan) unpaid(wanted []Action) {
	if len(p.Placed) == 0 {
		p.order(Note, AwaitingPayment, "the order is not paid", "")
		return
	}
	for _, a := range wanted {
		of, _ := p.placed(a.Line)
		of.Line = a.Line
		p.about(Hold, DifferenceUnpaid, of, fmt.Sprintf("%d seats are ordered and the difference is not paid", a.Target), "collect the difference in the shop, or undo the change there")
	}
}

// doubts holds for what the buyer filled in, and for orders that need a person's choice.
func (p *plan) doubts() {
	for _, d := range p.State.Latest.Doubts {
		p.about(Hold, d.Reason, Placed{Line: d.Line}, d.Text, d.Suggestion)
	}
	switch p.State.Latest.Kind {
	case Takeover:
		p.order(Hold, NeedsTakeover, "the buyer asks to take a tenant over", "take the tenant over with the customer, then order for the existing tenant")
	case AddSeats:
		p.order(Hold, AddsToLicence, "the buyer asks for seats of a licence that is there already", "choose the licence and add the seats here")
	case NewTenant, ExistingTenant:
	}
}

// check builds the order that would be placed, and holds for what the seller would refuse, field by field, before anything is bought.
func (p *plan) check(wanted []Action) {
	_, err := Assemble(p.Case, wanted)
	if err == nil {
		return
	}
	fields := fault.Fields(err)
	if reason := Reason(fault.Code(err)); reason == UnmappedSKU {
		for _, f := range fields {
			p.about(Hold, UnmappedSKU, Placed{Line: f.Pointer}, fault.Text(err), f.Text)
		}
		return
	}
	if len(p.State.Latest.Doubts) > 0 {
		return // said already, in the shop's own words
	}
	texts := []string{fault.Text(err)}
	for _, f := range fields {
		texts = append(texts, f.Pointer+" "+f.Text)
	}
	p.order(Hold, BuyerInvalid, strings.Join(texts, "; "), "correct the buyer's data in the shop")
}
