package storefront

import "github.com/seatwright/seatwright/shared/subscription"

// over is for an order that was cancelled or refunded in the shop. Only both together are a confirmed end: then each licence is given back while the
// seller takes it, and else its term is the last.
func (p *plan) over(confirmed bool) {
	acted := false
	for _, of := range p.Placed {
		if of.Over || of.Refused {
			continue
		}
		acted = true
		if !confirmed {
			p.doubtful(of)
			continue
		}
		if of.Moving {
			p.about(Note, InFlight, of, "the licence is being changed; it is compared again afterwards", "")
			continue
		}
		if of.Licence == nil {
			p.actions = append(p.actions, p.action(Cancel, of, 0))
			continue
		}
		if d := p.ending(of); d.When == subscription.Now {
			a := p.action(Cancel, of, 0)
			a.Until = d.Until
			p.actions = append(p.actions, a)
		} else {
			p.last(of, d)
		}
	}
	if !acted && len(p.Placed) == 0 {
		p.order(Note, NothingBought, "the order ended in the shop before anything was bought", "")
	}
}

// doubtful is for a licence whose order was either cancelled or refunded, but not both.
func (p *plan) doubtful(of Placed) {
	if !p.State.Ended.Refunded.IsZero() {
		p.unconfirmed(of, RefundUnconfirmed, "the shop refunded the order in full, but did not cancel it")
		return
	}
	a := p.about(Task, CancelUnconfirmed, of, "the shop cancelled the order, but did not refund it in full", "refund the order in the shop to give the licence back, or cancel it here")
	if of.Licence != nil {
		a.Until = of.Licence.Facts.CancelUntil
	}
	if p.State.Latest.Renewal == RenewalOff {
		p.stop(of)
	}
}

// disputed is for a payment that the buyer's bank took back: no term more, nothing is taken away at once, and a person decides.
func (p *plan) disputed() {
	for _, of := range p.Placed {
		if !of.Over && !of.Refused {
			p.stop(of)
		}
	}
	p.order(Task, Dispute, "the payment is disputed; renewal is off and nothing more is bought", "answer the dispute at the payment provider, then decide on the licences")
}
