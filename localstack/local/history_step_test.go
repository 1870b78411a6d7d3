package local_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// step does one thing, lets the world come to rest and judges it.
func (h *history) step(ctx context.Context) error {
	h.now = beside{}
	switch n := h.rand.IntN(20); {
	case n < 11:
		return h.wishes(ctx)
	case n < 12:
		return h.giveBack(ctx)
	case n < 16:
		return h.jump(ctx)
	case n < 17:
		return h.portal(ctx)
	case n < 18:
		return h.again(ctx)
	case n < 19:
		return h.redeliver(ctx)
	case len(h.licences) < 3:
		return h.order(ctx)
	}
	return h.wishes(ctx)
}

// trouble plans what goes wrong during a step: half of the steps have none.
func (h *history) trouble() error {
	patch, read := "/v1/customers/*/subscriptions/*", "/v1/customers/*/subscriptions/*"
	var f control.Fault
	switch h.rand.IntN(12) {
	case 0:
		f = control.Fault{Method: http.MethodPatch, Path: patch, Cut: control.CutAfter, Times: 1 + h.rand.IntN(2)}
	case 1:
		f = control.Fault{Method: http.MethodPatch, Path: patch, Cut: control.CutBefore}
	case 2:
		f = control.Fault{Method: http.MethodPatch, Path: patch, Cut: control.CutHalf}
	case 3:
		f = control.Fault{Path: read, Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": strconv.Itoa(1 + h.rand.IntN(60))}, Times: 1 + h.rand.IntN(3)}
	case 4:
		f = control.Fault{Path: read, Status: http.StatusServiceUnavailable, Times: 1 + h.rand.IntN(3), Skip: h.rand.IntN(2)}
	case 5, 6:
		points := []int{h.rand.IntN(30), 30 + h.rand.IntN(20)}[:1+h.rand.IntN(2)]
		h.seam.Plan(points...)
		h.now.trouble = true
		h.note("crash at %v", points)
		return nil
	default:
		return nil
	}
	h.now.trouble = true
	h.note("%d times after %d: %s %d %s", max(1, f.Times), f.Skip, f.Method, f.Status, f.Cut)
	return h.PartnerCenter.Inject(f)
}

// calm takes away what was planned and did not happen.
func (h *history) calm() {
	h.seam.Plan()
	h.PartnerCenter.ClearFaults()
}

// wishes asks for one to three changes and has them made.
func (h *history) wishes(ctx context.Context) error {
	if err := h.trouble(); err != nil {
		return err
	}
	before := h.seller()
	var all []asked
	for range 1 + max(0, h.rand.IntN(4)-1) {
		g := h.licences[h.rand.IntN(len(h.licences))]
		c, err := h.chosen(ctx, g)
		if err != nil {
			return err
		}
		h.note("licence %d %s %s %s", h.number(g), c.path, c.body, c.header["If-Match"])
		h.clock.Advance(time.Second)
		status, body, err := h.send(ctx, c)
		if err != nil {
			return err
		}
		if c.id, err = h.taken(status, body); err != nil {
			return err
		}
		if c.id != "" {
			all = append(all, c)
		}
	}
	meanwhile := func() error { return nil }
	if h.rand.IntN(4) == 0 {
		meanwhile = func() error { return h.interfere(before) }
	}
	if err := h.rest(ctx, meanwhile); err != nil {
		return err
	}
	h.calm()
	return h.judge(ctx, all, before)
}

// taken gives the id of a wish that was taken in, "" of one that the policy refuses.
func (h *history) taken(status int, body string) (string, error) {
	var c struct{ ID string }
	switch status {
	case http.StatusConflict:
		return "", nil
	case http.StatusAccepted:
		err := json.Unmarshal([]byte(body), &c)
		return c.ID, err
	}
	return "", fmt.Errorf("answered %d %s", status, body)
}

// chosen chooses a change of a licence.
func (h *history) chosen(ctx context.Context, g *grant) (asked, error) {
	h.calls++
	c := asked{of: g, method: http.MethodPost, header: map[string]string{"Idempotency-Key": "call-" + strconv.Itoa(h.calls)}}
	how := []subscription.AtTermEnd{subscription.End, subscription.ExtendMonthly}[h.rand.IntN(2)]
	w := subscription.Wish{AtTermEnd: how}
	var body any
	switch n := h.rand.IntN(16); {
	case n < 6:
		c.path, w.Kind, w.Delta = "seats", subscription.Seats, []int{1, 2, 3, -1, -2, -3}[h.rand.IntN(6)]
		w.Rest = []subscription.Rest{subscription.AtRenewal, subscription.AtRenewal, subscription.Refuse}[h.rand.IntN(3)]
		body = map[string]any{"delta": w.Delta, "rest": w.Rest}
	case n < 8:
		r, err := h.records().Load(ctx, "sample", subscription.ID(g.id))
		if err != nil {
			return c, err
		}
		c.path, w.Kind, w.Seats = "seats", subscription.Seats, max(1, r.Facts.Quantity+h.rand.IntN(7)-3)
		c.header["If-Match"] = fmt.Sprintf(`"%d"`, max(1, r.Edition-int64(h.rand.IntN(5)/4)))
		body = map[string]any{"seats": w.Seats}
	case n < 9:
		c.path, w.Kind, body = "cancel", subscription.Cancel, map[string]any{"at_term_end": how}
	case n < 10:
		c.path, w.Kind = "suspend", subscription.Suspend
	case n < 12:
		c.path, w.Kind = "resume", subscription.Resume
	case n < 14:
		c.path, c.method, w.Kind, w.On = "renewal", http.MethodPut, subscription.Renewal, h.rand.IntN(3) > 0
		body = map[string]any{"auto_renew": w.On, "at_term_end": how}
	default:
		c.path, c.method, w.Kind = "schedule", http.MethodPut, subscription.Schedule
		body = map[string]any{}
		if h.rand.IntN(4) > 0 {
			p := plans()[h.rand.IntN(len(plans()))]
			w.Next = &subscription.Next{Product: p.product, SKU: p.sku, Term: p.term, Billing: p.billing, Quantity: 1 + h.rand.IntN(9)}
			body = map[string]any{"next_term": map[string]any{
				"product_id": p.product, "sku_id": p.sku, "term_duration": p.term, "billing_plan": p.billing, "quantity": w.Next.Quantity,
			}}
		}
	}
	c.wish = w
	if body == nil {
		return c, nil
	}
	raw, err := json.Marshal(body)
	c.body = string(raw)
	return c, err
}

func (h *history) number(g *grant) int {
	for n, other := range h.licences {
		if other == g {
			return n
		}
	}
	return -1
}

// seller gives what the seller has, by id.
func (h *history) seller() map[string]partnercenter.Subscription {
	all := map[string]partnercenter.Subscription{}
	for _, s := range h.PartnerCenter.Subscriptions() {
		all[s.ID] = s
	}
	return all
}

func (h *history) loaded(ctx context.Context, id string) (order.Order, error) {
	return table.Open(h.Store, h.clock.Now).Load(ctx, order.ID(id))
}

// acts reports whether a person has to act on an order.
func acts(s order.State) bool { return s == order.AsksPerson || s == order.Waiting }
