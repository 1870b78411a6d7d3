package storefront

import (
	"fmt"
	"slices"

	"github.com/seatwright/seatwright/shared/subscription"
)

// fewer lowers the seats of a licence as far as the seller takes them back, by the licence's own policy. What it does not take back stays
// until the term's end, and a person is told that the merchant owes for it.
func (p *plan) fewer(of Placed, seats int) {
	if seats < of.Assigned {
		p.about(Task, SeatsAssigned, of, fmt.Sprintf("%d users have a seat, and %d seats are left in the shop's order", of.Assigned, seats),
			"take the licence from users first; the seats are compared again then")
		return
	}
	d := subscription.Decide(*of.Licence, subscription.Wish{Kind: subscription.Seats, Seats: seats, Rest: subscription.AtRenewal}, p.Now, nil)
	a := p.action(Lower, of, seats)
	a.Until = d.Until
	switch d.When {
	case subscription.Now:
		p.actions = append(p.actions, a)
	case subscription.Partly:
		p.actions = append(p.actions, a)
		p.liable(of, -d.Later)
	case subscription.AtNext:
		p.actions = append(p.actions, p.action(LowerLater, of, seats))
		p.liable(of, -d.Later)
	default:
		p.refused(of, d)
	}
}

// refused tells what the policy does not allow. A licence that ends with its term anyway is still owed until then.
func (p *plan) refused(of Placed, d subscription.Decision) {
	a := p.about(Task, PolicyRefuses, of, d.Why, "")
	if len(d.Instead) > 0 {
		a.Suggestion = d.Instead[0]
	}
	if d.Rule == "seats_no_renewal" {
		a.Reason, a.Until = StillLiable, of.Licence.Facts.CommitmentEnds
	}
}

// liable tells a person that the merchant gave money back for seats that are owed to the term's end.
func (p *plan) liable(of Placed, seats int) {
	ends := of.Licence.Facts.CommitmentEnds
	a := p.about(Task, StillLiable, of, fmt.Sprintf("%d seats are owed until %s", seats, ends.Format("2006-01-02")),
		"agree with the customer on what was refunded; nothing more can be given back")
	a.Until = ends
}

// removed is for a line of which the shop has left nothing. That is no cancelled order, so it is not enough to take the licence away: a person
// confirms it while the seller's window is open; afterwards the term is the last.
func (p *plan) removed(of Placed) {
	if of.Refused {
		return
	}
	p.unconfirmed(of, LineRemoved, "the shop has no seats of this line left, but the order was not cancelled")
}

// unconfirmed asks a person whether a licence is to be given back, as long as that can be.
func (p *plan) unconfirmed(of Placed, r Reason, text string) {
	if of.Licence == nil {
		p.about(Task, r, of, text, "cancel the order in the shop and refund it in full, or cancel it here")
		return
	}
	d := p.ending(of)
	if d.When == subscription.Now {
		a := p.about(Task, r, of, text, "to give the licence back: cancel the order in the shop and refund it in full, or cancel it here")
		a.Until = d.Until
		return
	}
	p.last(of, d)
}

// ending is the policy's answer to the wish to give all of a licence back.
func (p *plan) ending(of Placed) subscription.Decision {
	return subscription.Decide(*of.Licence, subscription.Wish{Kind: subscription.Cancel}, p.Now, nil)
}

// last lets the term be the last and tells a person what is owed.
func (p *plan) last(of Placed, d subscription.Decision) {
	if d.When != subscription.AtNext {
		p.refused(of, d)
		return
	}
	p.stop(of)
	p.liable(of, of.Licence.Facts.Quantity)
}

// stop switches renewal off, if it is on.
func (p *plan) stop(of Placed) {
	if of.Licence != nil && of.Licence.Facts.AutoRenew && !of.Lapsed {
		p.actions = append(p.actions, p.action(StopRenew, of, of.Seats))
	}
}

// renewals follows a shop that sells subscriptions and says what the next term is to be. Renewal is switched on again only where it was the shop's
// order that had it switched off: otherwise somebody else did, and had a reason.
func (p *plan) renewals() {
	for _, of := range p.Placed {
		switch {
		case of.Over || of.Refused || of.Licence == nil:
		case p.want.Renews == RenewalOff:
			p.stop(of)
		case of.Lapsed && !of.Licence.Facts.AutoRenew && p.State.Latest.Paid && p.wanted(of.Line):
			p.actions = append(p.actions, p.action(Renew, of, of.Seats))
		}
	}
}

// wanted reports whether the shop has seats of a line left.
func (p *plan) wanted(line string) bool {
	return slices.ContainsFunc(p.want.Lines, func(l Line) bool { return l.Key == line && l.Seats > 0 })
}
