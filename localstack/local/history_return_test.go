package local_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// giveBack cancels the order of a licence that is active, and looks what became of the licence. What is suspended or over is left to other stories.
func (h *history) giveBack(ctx context.Context) error {
	g := h.licences[h.rand.IntN(len(h.licences))]
	was := h.seller()[g.id]
	if g.returned || was.Status != subscription.Active || g.status != subscription.Active {
		return h.wishes(ctx)
	}
	if g.order == "" {
		return fmt.Errorf("licence %d: no order says that it bought it", h.number(g))
	}
	if err := h.trouble(); err != nil {
		return err
	}
	h.calls++
	how := []order.AtTermEnd{order.End, order.ExtendMonthly}[h.rand.IntN(2)]
	h.note("the order of licence %d is cancelled %s", h.number(g), how)
	c := asked{
		order: g.order, method: http.MethodPost, body: `{"at_term_end":"` + string(how) + `"}`,
		header: map[string]string{"Idempotency-Key": "return-" + strconv.Itoa(h.calls)},
	}
	if status, body, err := h.send(ctx, c); err != nil || status != http.StatusAccepted {
		return fmt.Errorf("cancel of the order: answered %d %s: %w", status, body, err)
	}
	g.returned = true
	if err := h.rest(ctx, nil); err != nil {
		return err
	}
	h.calm()
	if err := h.returned(ctx, g, was, how); err != nil {
		return err
	}
	return h.judge(ctx, nil, h.seller())
}

// orderOf gives the order that bought a licence.
func (h *history) orderOf(ctx context.Context, licence string) string {
	for _, id := range h.OrderIDs() {
		o, err := h.loaded(ctx, id)
		if err == nil && len(o.Lines) > 0 && o.Lines[0].Subscription != nil && o.Lines[0].Subscription.ID == licence {
			return id
		}
	}
	return ""
}

// returned takes in what became of a licence whose order was cancelled, and looks whether it is what the order says: gone where the window was open, and else
// the last term, with what is owed for it.
func (h *history) returned(ctx context.Context, g *grant, was partnercenter.Subscription, how order.AtTermEnd) error {
	s := h.seller()[g.id]
	o, err := h.loaded(ctx, g.order)
	if err != nil {
		return err
	}
	e := o.Lines[0].Ending
	switch {
	case o.State != order.Cancelled || e == nil:
		return fmt.Errorf("cancelled, and the order is %s: %+v", o.State, o.Steps)
	case s.Start.After(was.Start):
		h.now.turned = true
		h.resync(g)
		g.start, g.next, g.drifts = s.Start, nil, true
		return nil
	case e.Immediate != (s.Status == subscription.Deleted), e.Immediate && !o.Return.At.Before(was.CancelUntil), !e.Immediate && e.At.Before(was.CancelUntil):
		return fmt.Errorf("the window closed at %s, and the licence ended so: %+v; at the seller %+v", was.CancelUntil, e, s)
	case s.Updates > was.Updates+1:
		return fmt.Errorf("%d writes for a cancel", s.Updates-was.Updates)
	case !e.Immediate && (e.Owed != nil) != g.priced(), !e.Immediate && (e.Owed == nil) != (e.OwedReason != ""):
		return fmt.Errorf("owed is %v (%s), though the term began %s and the licence %s", e.Owed, e.OwedReason, g.start, g.sold)
	}
	g.renews, g.next = false, nil
	if g.ends = how == order.End; e.Immediate {
		g.status, g.ends = subscription.Deleted, false
	} else if e.Owed != nil {
		g.owed = append(g.owed, debt{g.quantity, euros(e.Owed), e.At})
	}
	g.updates, g.rows = s.Updates, len(h.rows(g.id))
	return nil
}
