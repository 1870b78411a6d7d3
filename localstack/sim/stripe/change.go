package stripe

import (
	"errors"
	"fmt"
)

// Refund gives money back. Stripe knows no pieces: what the money was for is not told.
type Refund struct {
	Session string `json:"session"`
	Amount  int64  `json:"amount,omitempty"` // 0 is all that is left
}

// Refund gives money of a session's last charge back.
func (s *Sim) Refund(in Refund) error {
	return s.change(in.Session, func(sa *sale) error {
		if len(sa.charges) == 0 {
			return errors.New("refund: nothing was paid")
		}
		c := sa.charges[len(sa.charges)-1]
		if in.Amount == 0 {
			in.Amount = c.amount - c.back
		}
		if in.Amount < 1 || in.Amount > c.amount-c.back {
			return errors.New("refund: of nothing, or of more than is left")
		}
		r := &refund{id: s.id("re_"), charge: c, amount: in.Amount, at: s.now()}
		before := c.back
		c.back += in.Amount
		sa.refunds = append(sa.refunds, r)
		s.emit("refund.created", r.body(sa), nil)
		s.emit("charge.refunded", c.body(s, sa), object{"amount_refunded": before, "refunded": false})
		return nil
	})
}

// Dispute has the buyer's bank ask for the money back.
func (s *Sim) Dispute(session, reason string) error {
	return s.change(session, func(sa *sale) error {
		if len(sa.charges) == 0 {
			return errors.New("dispute: nothing was paid")
		}
		if reason == "" {
			reason = "fraudulent"
		}
		d := &dispute{id: s.id("du_"), reason: reason, status: "needs_response", charge: sa.charges[len(sa.charges)-1], at: s.now()}
		sa.disputes = append(sa.disputes, d)
		s.emit("charge.dispute.created", d.body(s, sa), nil)
		return nil
	})
}

// Decide ends a session's last dispute.
func (s *Sim) Decide(session string, won bool) error {
	return s.change(session, func(sa *sale) error {
		if len(sa.disputes) == 0 || sa.disputes[len(sa.disputes)-1].status != "needs_response" {
			return errors.New("dispute: there is none that is open")
		}
		d := sa.disputes[len(sa.disputes)-1]
		if d.status = "lost"; won {
			d.status = "won"
		}
		s.emit("charge.dispute.closed", d.body(s, sa), object{"status": "needs_response"})
		return nil
	})
}

// Change changes how many a subscription has of a price.
type Change struct {
	Session   string `json:"session"`
	LookupKey string `json:"lookup_key"`
	Quantity  int64  `json:"quantity"`
	Unpaid    bool   `json:"unpaid,omitempty"` // the invoice for the difference cannot be collected
}

// Change changes a quantity and bills the difference at once, for whole periods (modelled: Stripe bills parts of one). The event
// of the change comes whether it is paid or not, as Stripe documents.
func (s *Sim) Change(in Change) error {
	return s.change(in.Session, func(sa *sale) error {
		at := -1
		for n, l := range sa.lines {
			if l.LookupKey == in.LookupKey && at < 0 {
				at = n
			}
		}
		if !sa.running() || at < 0 || in.Quantity < 1 {
			return fmt.Errorf("change of %q: no such line, no quantity, or no running subscription", in.LookupKey)
		}
		_, _, _, before := sa.sums()
		l := sa.lines[at]
		was := sa.itemsBody(s)
		l.Quantity = in.Quantity
		_, _, _, after := sa.sums()
		s.emit("customer.subscription.updated", sa.sub.body(s, sa), object{"items": was})
		if after > before {
			s.bill(sa, "subscription_update", after-before)
			s.settle(sa, !in.Unpaid)
		}
		return nil
	})
}

func (sa *sale) running() bool { return sa.sub != nil && sa.sub.ended.IsZero() }

// Renew begins a subscription's next period, whose invoice is paid or not.
func (s *Sim) Renew(session string, paid bool) error {
	return s.change(session, func(sa *sale) error {
		if !sa.running() {
			return errors.New("renewal: no running subscription")
		}
		before := object{"status": sa.sub.status}
		sa.sub.start, sa.sub.end = sa.sub.end, sa.sub.end.AddDate(0, 1, 0)
		if sa.sub.status = "active"; !paid {
			sa.sub.status = "past_due"
		}
		_, _, _, total := sa.sums()
		s.bill(sa, "subscription_cycle", total)
		s.emit("customer.subscription.updated", sa.sub.body(s, sa), before)
		s.settle(sa, paid)
		return nil
	})
}

// PayLate has the buyer pay the last invoice after all.
func (s *Sim) PayLate(session string) error {
	return s.change(session, func(sa *sale) error {
		if !sa.running() || len(sa.invoices) == 0 || sa.invoices[len(sa.invoices)-1].status == "paid" {
			return errors.New("payment: no invoice waits for it")
		}
		was := sa.sub.status
		sa.sub.status = "active"
		s.settle(sa, true)
		if was != "active" {
			s.emit("customer.subscription.updated", sa.sub.body(s, sa), object{"status": was})
		}
		return nil
	})
}

// End ends a subscription now.
func (s *Sim) End(session string) error {
	return s.change(session, func(sa *sale) error {
		if !sa.running() {
			return errors.New("end: no running subscription")
		}
		sa.sub.status, sa.sub.ended = "canceled", s.now()
		s.emit("customer.subscription.deleted", sa.sub.body(s, sa), nil)
		return nil
	})
}

// bill makes an invoice, which is open until it is settled.
func (s *Sim) bill(sa *sale, why string, amount int64) {
	v := &invoice{
		id: s.id("in_"), why: why, status: "open", amount: amount, at: s.now(), start: sa.sub.start, end: sa.sub.end,
		number: len(sa.invoices) + 1, intent: s.id("pi_"),
	}
	for _, l := range sa.lines {
		v.lines = append(v.lines, *l)
	}
	sa.invoices = append(sa.invoices, v)
	sa.sub.latestInvoice = v.id
}

// settle collects the last invoice, or fails to.
func (s *Sim) settle(sa *sale, paid bool) {
	v := sa.invoices[len(sa.invoices)-1]
	v.attempts++
	if !paid {
		s.emit("invoice.payment_failed", v.body(s, sa), nil)
		return
	}
	v.charge = s.take(sa, v.intent, v.amount)
	v.status, v.paidAt = "paid", s.now()
	s.emit("invoice.paid", v.body(s, sa), nil)
}
