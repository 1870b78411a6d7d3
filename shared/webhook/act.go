package webhook

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/subscription"
)

// write puts into the record what is to be done, before anything of it is.
func (d Desk) write(r *Record, v *view, actions []storefront.Action) error {
	o, err := storefront.Assemble(v.Case, actions)
	if err != nil && slices.ContainsFunc(actions, func(a storefront.Action) bool { return a.Op == storefront.Place }) {
		return err
	}
	if o.ID != "" {
		v.all = append(v.all, o.ID)
	}
	for _, a := range actions {
		switch a.Op {
		case storefront.Place:
			r.place(a, &o)
		case storefront.Cancel:
			r.cancel(a, v.orders[a.Line])
		case storefront.Raise, storefront.Lower, storefront.LowerLater, storefront.StopRenew, storefront.Renew:
			r.wish(a, *v)
		case storefront.Hold, storefront.Task, storefront.Note:
		}
	}
	r.matters(actions, d.Now())
	r.offer(v.State.Latest)
	r.Due = v.again(r.Todo, d.Now())
	return nil
}

// place writes the order down that all lines to place come to.
func (r *Record) place(a storefront.Action, o *order.Order) {
	if slices.ContainsFunc(r.Todo, func(t Todo) bool { return t.Place != nil }) {
		return
	}
	r.Todo = append(r.Todo, Todo{Key: a.Key, Op: a.Op, Place: o})
	if o.Source.Ref != r.Order && !slices.Contains(r.Orders, o.ID) {
		r.Orders = append(r.Orders, o.ID)
	}
}

// cancel writes down that an order of ours is to be cancelled: all of its lines end together.
func (r *Record) cancel(a storefront.Action, id order.ID) {
	if !slices.ContainsFunc(r.Todo, func(t Todo) bool { return t.Of == id }) {
		r.Todo = append(r.Todo, Todo{Key: a.Key, Op: a.Op, Line: a.Line, Of: id})
	}
}

// wish writes down what a licence is to become.
func (r *Record) wish(a storefront.Action, v view) {
	i := slices.IndexFunc(v.Placed, func(p storefront.Placed) bool { return p.Line == a.Line })
	if i < 0 || v.Placed[i].Licence == nil {
		return
	}
	id := v.Placed[i].Licence.ID
	t := Todo{Key: a.Key, Op: a.Op, Line: a.Line, Target: a.Target, Licence: id, Change: "chg_" + short(a.Key)}
	r.Todo = append(r.Todo, t)
	if r.Lines == nil {
		r.Lines = map[string]Asked{}
	}
	l := r.Lines[a.Line]
	l.Changes++
	l.Licence, l.Change = id, t.Change
	switch a.Op {
	case storefront.StopRenew:
		l.Lapsed = true
	case storefront.Renew:
		l.Lapsed = false
	default:
		l.Seats = a.Target
	}
	r.Lines[a.Line] = l
}

// carryOut does what is written down. What is refused for good becomes a matter for a person; what fails otherwise stays written down.
func (d Desk) carryOut(ctx context.Context, c partner.Connection, r *Record) error {
	for len(r.Todo) > 0 {
		t := r.Todo[0]
		err := d.do(ctx, c, t)
		switch k := fault.Of(err); {
		case err == nil:
		case k == fault.Conflict && t.Of != "": // there is nothing to cancel
		case k == fault.Conflict && t.Place == nil, k == fault.NotFound && t.Licence != "":
			r.add(refusal(c.ID, r.Order, t.Line), d.Now())
		case k == fault.Conflict || k == fault.Invalid:
			r.add(storefront.Action{
				Key: c.ID + "#" + r.Order + "##hold#" + string(storefront.BuyerInvalid), Op: storefront.Hold, Reason: storefront.BuyerInvalid, Text: fault.Text(err), Suggestion: advice(err),
			}, d.Now())
		default:
			return err
		}
		r.Todo = r.Todo[1:]
	}
	return d.noteMatters(ctx, r)
}

// do carries one action out.
func (d Desk) do(ctx context.Context, c partner.Connection, t Todo) error {
	switch {
	case t.Place != nil:
		return d.Orders.Place(ctx, *t.Place)
	case t.Of != "":
		return d.Orders.Cancel(ctx, c.Partner, t.Of)
	}
	w := subscription.Wish{Kind: subscription.Seats, Seats: t.Target, Rest: subscription.AtRenewal}
	if t.Op == storefront.StopRenew || t.Op == storefront.Renew {
		w = subscription.Wish{Kind: subscription.Renewal, On: t.Op == storefront.Renew}
	}
	return d.Licences.Ask(ctx, c.Partner, t.Licence, t.Change, w)
}

// outcome tells what became of the order.
func outcome(r Record, v view, actions []storefront.Action) Outcome {
	out := Outcome{Result: Unchanged, Orders: slices.Clone(v.all)}
	if len(v.all) > 0 {
		out.Result = Placed
	}
	for _, a := range actions {
		switch a.Op {
		case storefront.Place:
			out.Result = Placed
		case storefront.Note:
			out.Text = a.Text
		case storefront.Hold, storefront.Task:
		default:
			out.Result = Changed
		}
	}
	for _, m := range r.Matters {
		if !m.Over {
			return Outcome{Result: Quarantined, Orders: out.Orders, Reason: m.Reason, Text: m.Text}
		}
	}
	return out
}
