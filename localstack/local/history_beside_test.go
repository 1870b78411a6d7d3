package local_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/subscription"
)

// interfere changes seats in the portal while something of ours is under way.
func (h *history) interfere(before map[string]partnercenter.Subscription) error {
	const more = 7 // more than any wish of a step
	g := h.licences[h.rand.IntN(len(h.licences))]
	now := h.seller()[g.id]
	n := now.Quantity + more
	if now.Status != subscription.Active || h.PartnerCenter.Portal(partnercenter.Edit{Subscription: g.id, Quantity: &n}) != nil {
		return nil //nolint:nilerr // what the seller refuses to the portal is not done
	}
	h.now.edited = true
	g.quantity, g.next, g.drifts = g.quantity+more, nil, true
	h.note("meanwhile licence %d gets %d seats in the portal", h.number(g), more)
	_ = before
	return nil
}

// jump moves the clock. Who signs in for the partner stays signed in.
func (h *history) jump(ctx context.Context) error {
	all := []time.Duration{time.Minute, 20 * time.Hour, 3 * oneDay, 6 * oneDay, 7*oneDay - time.Hour, 8 * oneDay, 33 * oneDay, 370 * oneDay}
	return h.pass(ctx, all[h.rand.IntN(len(all))])
}

// lastYear ends a walk: each licence comes to the end of its term, as it should, and what was owed is billed.
func (h *history) lastYear(ctx context.Context) error {
	h.now = beside{}
	return h.pass(ctx, 370*oneDay)
}

func (h *history) pass(ctx context.Context, d time.Duration) error {
	h.note("%s pass", d)
	before := h.seller()
	const often = 80 * oneDay // a sign-in that is not used for 90 days dies
	for end := h.clock.Now().Add(d); ; h.signed = h.clock.Now() {
		due := h.signed.Add(often)
		if due.After(end) {
			h.clock.Advance(end.Sub(h.clock.Now()))
			break
		}
		h.clock.Advance(due.Sub(h.clock.Now()))
		h.wake(ctx, "refresh")
	}
	if err := h.rest(ctx, nil); err != nil {
		return err
	}
	return h.judge(ctx, nil, before)
}

// portal changes something in the seller's portal.
func (h *history) portal(ctx context.Context) error {
	g := h.licences[h.rand.IntN(len(h.licences))]
	before := h.seller()
	e := partnercenter.Edit{Subscription: g.id}
	if n := before[g.id].Quantity + []int{-2, -1, 1, 2, 4}[h.rand.IntN(5)]; h.rand.IntN(3) > 0 {
		e.Quantity = &n
		h.note("licence %d has %d seats in the portal", h.number(g), n)
	} else {
		on := h.rand.IntN(2) == 0
		e.AutoRenew = &on
		h.note("licence %d has renewal %v in the portal", h.number(g), on)
	}
	if err := h.PartnerCenter.Portal(e); err == nil {
		h.edited(g, e, before[g.id])
	}
	return h.judge(ctx, nil, before)
}

// edited takes in what was changed in the portal.
func (h *history) edited(g *grant, e partnercenter.Edit, was partnercenter.Subscription) {
	h.now.edited = true
	switch {
	case e.Quantity != nil && *e.Quantity != was.Quantity:
		g.quantity, g.next, g.drifts = *e.Quantity, nil, true
	case e.AutoRenew != nil && *e.AutoRenew != was.AutoRenew:
		g.renews, g.drifts = *e.AutoRenew, true
		if !g.renews {
			g.next = nil
		}
	}
}

// redeliver has the worker get a message about each licence and each order once more.
func (h *history) redeliver(ctx context.Context) error {
	h.note("messages come again")
	before := h.seller()
	var bodies []string
	for _, g := range h.licences {
		bodies = append(bodies, `{"partner":"sample","subscription":"`+g.id+`"}`)
	}
	for _, id := range h.OrderIDs() {
		bodies = append(bodies, `{"order":"`+id+`"}`)
	}
	for n, b := range bodies {
		h.calls++
		if err := h.Queue.Send(ctx, queue.Message{Group: "again" + strconv.Itoa(n%2), Dedup: "again-" + strconv.Itoa(h.calls), Body: b}); err != nil {
			return err
		}
	}
	if err := h.rest(ctx, nil); err != nil {
		return err
	}
	return h.judge(ctx, nil, before)
}

// again sends the last order once more, with the same key.
func (h *history) again(ctx context.Context) error {
	h.note("the last order is sent again")
	before := h.seller()
	if status, body, err := h.send(ctx, h.ordered[len(h.ordered)-1]); err != nil || status >= http.StatusBadRequest {
		return fmt.Errorf("answered %d %s: %w", status, body, err)
	}
	if err := h.rest(ctx, nil); err != nil {
		return err
	}
	return h.judge(ctx, nil, before)
}

// order buys a licence.
func (h *history) order(ctx context.Context) error {
	p := plans()[h.rand.IntN(len(plans()))]
	seats := 2 + h.rand.IntN(6)
	end := h.end(p)
	h.note("order %d seats of %s:%s %s %s%s", seats, p.product, p.sku, p.term, p.billing, end)
	h.now = beside{}
	h.purchaseTrouble()
	h.calls++
	before := h.seller()
	c := asked{method: http.MethodPost, header: map[string]string{"Idempotency-Key": "order-" + strconv.Itoa(h.calls)}, body: fmt.Sprintf(
		`{"reference":"r%d","customer":{"kind":"existing","domain":%q},"lines":[{"product_id":%q,"sku_id":%q,"term_duration":%q,"billing_plan":%q,"quantity":%d,`+
			`"unit_cost":{"amount":%q,"currency":"EUR"}%s}]}`, h.calls, historyDomain, p.product, p.sku, p.term, p.billing, seats, p.price, end)}
	status, body, err := h.send(ctx, c)
	if err != nil || status >= http.StatusBadRequest {
		return fmt.Errorf("order: answered %d %s: %w", status, body, err)
	}
	h.ordered = append(h.ordered, c)
	if err := h.rest(ctx, nil); err != nil {
		return err
	}
	h.calm()
	for id, s := range h.seller() {
		if _, known := before[id]; !known {
			h.licences = append(h.licences, &grant{
				id: id, order: h.orderOf(ctx, id), plan: p, quantity: seats, status: subscription.Active, renews: true, start: s.Start, sold: s.Start, rows: len(h.rows(id)), updates: s.Updates,
			})
		}
	}
	return h.judge(ctx, nil, h.seller())
}

// end gives the part of an order's line that has the first term end with a month, or nothing.
func (h *history) end(p plan) string {
	if h.rand.IntN(3) > 0 {
		return ""
	}
	months := 0 // within the term
	if p.term == "P1Y" {
		months = h.rand.IntN(11)
	}
	now := h.clock.Now()
	last := time.Date(now.Year(), now.Month()+time.Month(months+1), 0, 0, 0, 0, 0, time.UTC)
	return `,"custom_term_end_date":"` + last.Format(time.DateOnly) + `"`
}

func (h *history) purchaseTrouble() {
	f := control.Fault{Method: http.MethodPost, Path: "/v1/customers/*/carts/*/checkout"}
	switch h.rand.IntN(8) {
	case 0:
		f.Cut = control.CutAfter
	case 1:
		f.Cut = control.CutBefore
	case 2:
		f.Status, f.Header = http.StatusTooManyRequests, map[string]string{"Retry-After": "20"}
	case 3, 4:
		points := []int{h.rand.IntN(60)}
		h.seam.Plan(points...)
		h.note("crash at %v", points)
		return
	default:
		return
	}
	h.note("checkout %d %s", f.Status, f.Cut)
	_ = h.PartnerCenter.Inject(f) // it is well formed
}
