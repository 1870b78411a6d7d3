package local_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// judge looks at everything, after a step in which some wishes were accepted; before is what the seller had when it began.
func (h *history) judge(ctx context.Context, all []asked, before map[string]partnercenter.Subscription) error {
	now := h.seller()
	for _, g := range h.licences {
		if now[g.id].Start.After(g.start) || now[g.id].Status != before[g.id].Status && now[g.id].Status != subscription.Suspended && len(all) == 0 {
			h.now.turned = true
		}
	}
	made, err := h.changes(ctx, all)
	if err != nil {
		return err
	}
	for _, m := range made {
		if err := h.outcome(m, len(all)); err != nil {
			return err
		}
	}
	for _, g := range h.licences {
		mine := slices.DeleteFunc(slices.Clone(made), func(m fate) bool { return m.of != g })
		if err := errors.Join(h.judgeMoney(g, mine), h.settle(g, now[g.id]), h.judgeLicence(ctx, g, mine, now[g.id])); err != nil {
			return fmt.Errorf("licence %d: %w", h.number(g), err)
		}
	}
	return errors.Join(h.judgeOrders(ctx), h.judgeCalls())
}

// fate is a wish and what became of it.
type fate struct {
	asked

	change subscription.Change
}

// changes gives what became of wishes, in the order in which they were made.
func (h *history) changes(ctx context.Context, all []asked) ([]fate, error) {
	var out []fate
	for _, c := range all {
		found, err := h.records().Change(ctx, "sample", subscription.ID(c.of.id), c.id)
		if err != nil {
			return nil, err
		}
		out = append(out, fate{c, found})
	}
	slices.SortStableFunc(out, func(a, b fate) int { return a.change.At.Compare(b.change.At) })
	return out, nil
}

// outcome takes in what became of a wish, and looks whether it is what was wished.
func (h *history) outcome(m fate, together int) error {
	g, d, w := m.of, m.change.Decision, m.wish
	calm := !h.now.trouble && !h.now.edited && !h.now.turned
	switch m.change.State {
	case subscription.Done, subscription.Planned:
	case subscription.Asks:
		if !h.now.edited && !h.now.turned {
			return fmt.Errorf("a question though nobody interfered: %+v", m.change)
		}
		h.resync(g)
		return nil
	case subscription.Refused:
		if calm && together == 1 {
			return fmt.Errorf("accepted and then refused: %+v", m.change)
		}
		return nil
	default:
		return fmt.Errorf("not at an end: %+v", m.change)
	}
	if w.Kind == subscription.Seats {
		if w.Delta != 0 && d.Seats+d.Later != w.Delta {
			return fmt.Errorf("wished %d, did %d and %d later", w.Delta, d.Seats, d.Later)
		}
		if w.Seats != 0 && !h.now.edited && !h.now.turned && g.quantity+d.Seats+d.Later != w.Seats {
			return fmt.Errorf("wished to have %d, had %d, did %d and %d later", w.Seats, g.quantity, d.Seats, d.Later)
		}
	}
	h.lends(m)
	g.take(w, *d)
	return nil
}

// take notes what a wish says that it did.
func (g *grant) take(w subscription.Wish, d subscription.Decision) {
	switch w.Kind { //nolint:exhaustive // the others are not wished here
	case subscription.Seats:
		g.quantity += d.Seats
		if d.Later != 0 {
			n := g.planned()
			n.Quantity = g.quantity + d.Later
			g.next = &n
		}
	case subscription.Cancel, subscription.Renewal:
		switch {
		case d.Rule == "cancel_window":
			g.status, g.renews, g.next = subscription.Deleted, false, nil
		case w.On:
			g.renews, g.ends = true, false
		default:
			g.renews, g.next, g.ends = false, nil, w.AtTermEnd == subscription.End
		}
	case subscription.Suspend:
		g.status, g.resumes, g.renews, g.next = subscription.Suspended, g.renews, false, nil
	case subscription.Resume:
		if g.status == subscription.Suspended {
			g.status, g.renews, g.resumes = subscription.Active, g.resumes, false
		}
	case subscription.Schedule:
		g.next = w.Next
	}
}

// planned is the next term as it would be.
func (g *grant) planned() subscription.Next {
	if g.next != nil {
		return *g.next
	}
	return subscription.Next{Product: g.plan.product, SKU: g.plan.sku, Term: g.plan.term, Billing: g.plan.billing, Quantity: g.quantity}
}

// resync takes the seller's word where nobody can tell.
func (h *history) resync(g *grant) {
	s := h.seller()[g.id]
	g.quantity, g.status, g.renews = s.Quantity, s.Status, s.AutoRenew
	g.ending(s)
	if !s.Scheduled {
		g.next = nil
	}
}

// ending takes the seller's word for what becomes of the service. While it is suspended the seller has forgotten it, and resume puts it back.
func (g *grant) ending(s partnercenter.Subscription) {
	if s.Status != subscription.Suspended {
		g.ends = s.Cancels
	}
}

// turn takes in that terms have ended, and looks whether they ended as they should.
func (h *history) turn(g *grant, s partnercenter.Subscription) error {
	began := s.Start.After(g.start)
	g.start = s.Start
	if began {
		h.renewed++
	}
	switch {
	case began && g.status == subscription.Active && g.renews && s.AutoRenew && s.Status == subscription.Active:
		if g.next != nil {
			g.quantity = g.next.Quantity
			g.plan = plan{product: g.next.Product, sku: g.next.SKU, term: g.next.Term, billing: g.next.Billing}
			g.next = nil
		}
	case began && (g.renews || g.ends || g.status != subscription.Active || !s.Extended):
		return fmt.Errorf("a new term against what was wished: %+v, want %+v", s, *g)
	case began:
		g.plan.term, g.plan.billing = s.Term, s.BillingCycle
	case g.status == s.Status:
		return nil
	case g.status == subscription.Active && (g.renews || !g.ends):
		return fmt.Errorf("ended against what was wished: %+v, want %+v", s, *g)
	case g.status == subscription.Active && s.Status == subscription.Suspended:
		return nil
	}
	g.drifts = true // an end is shown as a change
	if !began {
		g.status = s.Status
	}
	return nil
}

// judgeLicence compares what should be true of a licence with what the seller has and what we show.
func (h *history) judgeLicence(ctx context.Context, g *grant, mine []fate, s partnercenter.Subscription) error {
	if h.now.turned {
		if len(mine) > 0 || h.now.edited {
			h.resync(g) // what came first, the end of the term or the change, is not known here
			g.start, g.next, g.drifts = s.Start, nil, true
		} else if err := h.turn(g, s); err != nil {
			return err
		}
	}
	if h.now.edited && len(mine) > 0 && g.quantity == s.Quantity {
		h.replan(ctx, g, s) // whether the change in the portal came before or after ours put the schedule back
	}
	if s.Quantity != g.quantity || s.Status != g.status || s.AutoRenew != g.renews || s.Scheduled != (g.next != nil) {
		return fmt.Errorf("at the seller %+v, want %+v", s, *g)
	}
	if most := writes(mine); s.Updates-g.updates > most && !h.now.edited && !h.now.turned {
		return fmt.Errorf("%d writes, want %d at most: %+v", s.Updates-g.updates, most, mine)
	}
	g.updates = s.Updates
	if h.now.edited || h.now.turned {
		h.wake(ctx, "reread")
	}
	r, err := h.records().Load(ctx, "sample", subscription.ID(g.id))
	if err != nil {
		return err
	}
	f := r.Facts
	switch {
	case f.Quantity != s.Quantity || f.Status != s.Status || f.AutoRenew != s.AutoRenew || (f.Next != nil) != s.Scheduled || r.Intent != nil || r.Hold:
		return fmt.Errorf("we show %+v, the seller has %+v", r, s)
	case g.next != nil && *f.Next != *g.next:
		return fmt.Errorf("scheduled is %+v, want %+v", *f.Next, *g.next)
	case len(r.Drift) > 0 && !g.drifts:
		return fmt.Errorf("we show as changed elsewhere what was not: %+v", r.Drift)
	}
	return nil
}

func (h *history) replan(ctx context.Context, g *grant, s partnercenter.Subscription) {
	g.renews, g.next = s.AutoRenew, nil
	g.ending(s)
	h.wake(ctx, "reread")
	if r, err := h.records().Load(ctx, "sample", subscription.ID(g.id)); err == nil && s.Scheduled {
		g.next = r.Facts.Next
	}
}

// writes is how many writes some changes take at most.
func writes(mine []fate) int {
	n := 0
	for _, m := range mine {
		switch m.wish.Kind {
		case subscription.Seats, subscription.Resume:
			n += 2 // the schedule, or renewal, is put back
		default:
			n++
		}
	}
	return n
}

// judgeOrders: one purchase for each order, and each at its end.
func (h *history) judgeOrders(ctx context.Context) error {
	if sold, there := len(h.PartnerCenter.Orders()), len(h.seller()); sold != len(h.ordered) || there != len(h.ordered) || len(h.licences) != len(h.ordered) {
		return fmt.Errorf("%d orders were accepted; the seller has %d, and %d subscriptions", len(h.ordered), sold, there)
	}
	for _, id := range h.OrderIDs() {
		o, err := h.loaded(ctx, id)
		if err != nil {
			return err
		}
		want := order.Fulfilled
		if slices.ContainsFunc(h.licences, func(g *grant) bool { return g.order == id && g.returned }) {
			want = order.Cancelled
		}
		if o.State != want {
			return fmt.Errorf("order in state %s: %+v", o.State, o.Steps)
		}
	}
	return nil
}

// judgeCalls: where nobody interfered the seller refuses none of our writes, and it never sees what it should not see.
func (h *history) judgeCalls() error {
	calls := h.PartnerCenter.Calls()
	h.PartnerCenter.Forget()
	for _, c := range calls {
		refused := c.Status >= http.StatusBadRequest && c.Status < http.StatusInternalServerError
		if c.Method == http.MethodPatch && refused && c.Fault == "" && !h.now.edited && !h.now.turned && !h.now.trouble {
			return fmt.Errorf("a write was refused: %+v", c)
		}
	}
	if v := h.PartnerCenter.Violations(); len(v) > 0 {
		return fmt.Errorf("calls that the seller should not have seen: %+v", v)
	}
	if n := len(h.Queue.Dead()); n > 0 {
		return fmt.Errorf("%d dead letters", n)
	}
	return nil
}
