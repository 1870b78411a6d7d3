package webhook

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Desk brings about what the orders of shops ask for.
type Desk struct {
	Settings Settings
	Records  Records
	Marks    Marks
	Orders   Orders
	Licences Licences
	Inbox    Inbox
	Now      func() time.Time
}

// Result is what became of something that a shop told.
type Result string

// The results.
const (
	Placed      Result = "placed"      // everything is ordered as the shop has it
	Changed     Result = "changed"     // what was ordered is being changed to what the shop has
	Quarantined Result = "quarantined" // a person has to look
	Queued      Result = "queued"      // the shop is being asked for more
	Unchanged   Result = "unchanged"   // there is nothing to do now
	Ignored     Result = "ignored"     // it says nothing of licences
)

// rank says which of several results is told.
func (r Result) rank() int {
	for i, one := range []Result{Ignored, Unchanged, Placed, Changed, Queued, Quarantined} {
		if r == one {
			return i
		}
	}
	return -1
}

// Outcome is what became of a delivery.
type Outcome struct {
	Result Result
	Orders []order.ID
	Reason storefront.Reason // the first, when a person has to look
	Text   string            // why, in words
	Secret string            // which secret matched: "current" or "previous"
	Late   bool              // the previous one matched, and is about to retire
	Again  bool              // it was kept before
}

// plus gives what became of several orders together.
func (o Outcome) plus(p Outcome) Outcome {
	orders := slices.Concat(o.Orders, p.Orders)
	if p.Result.rank() > o.Result.rank() {
		o = p
	}
	o.Orders = orders
	return o
}

// Take takes sales of a connection in, one order after the other. Delivery is the kept one that told them; "" for a list.
func (d Desk) Take(ctx context.Context, c partner.Connection, sales []storefront.Sale, delivery string) (Outcome, error) {
	var keys []string
	byOrder := map[string][]storefront.Sale{}
	for _, s := range sales {
		if byOrder[s.Order] == nil {
			keys = append(keys, s.Order)
		}
		byOrder[s.Order] = append(byOrder[s.Order], s)
	}
	out := Outcome{Result: Ignored}
	for _, k := range keys {
		one, err := d.Settle(ctx, c, k, byOrder[k], delivery)
		if err != nil {
			return out, err
		}
		out = out.plus(one)
	}
	return out, nil
}

// overtakes is how often an order is settled anew because somebody else wrote in between.
const overtakes = 20

// Settle takes what a shop showed of one of its orders into what is known of it, and brings about what follows. Without sales it compares again. It may be
// called by several at once, and again after a crash: an action is written down before it is carried out, and carrying it out twice is the same as once.
// It fails with a retryable kind when something could not be written down.
func (d Desk) Settle(ctx context.Context, c partner.Connection, key string, sales []storefront.Sale, delivery string) (Outcome, error) {
	for range overtakes {
		out, err := d.settle(ctx, c, key, sales, delivery)
		if fault.Of(err) != fault.Stale {
			return out, err
		}
	}
	return Outcome{}, fault.Unavailable.Errorf("the order of the shop is being changed by others; try again")
}

func (d Desk) settle(ctx context.Context, c partner.Connection, key string, sales []storefront.Sale, delivery string) (Outcome, error) {
	r, err := d.Records.Record(ctx, c.ID, key)
	if err != nil && fault.Of(err) != fault.NotFound {
		return Outcome{}, err
	}
	r.Connection, r.Order = c.ID, key
	before, err := json.Marshal(r)
	if err != nil {
		return Outcome{}, err
	}
	// What an earlier run wrote down comes first: it was decided on what was known then.
	if err := d.carryOut(ctx, c, &r); err != nil {
		return Outcome{}, err
	}
	known := said(r.State)
	for _, s := range sales {
		r.State = storefront.Merge(r.State, s)
	}
	if delivery != "" && said(r.State) != known {
		r.Delivery = delivery
	}
	v, err := d.view(ctx, c, r)
	if err != nil {
		return Outcome{}, err
	}
	actions, err := d.decide(ctx, &v)
	if err != nil {
		return Outcome{}, err
	}
	if err := d.write(&r, &v, actions); err != nil {
		return Outcome{}, err
	}
	after, err := json.Marshal(r)
	if err != nil || string(before) == string(after) {
		return outcome(r, v, actions), err
	}
	if err := d.Records.SaveRecord(ctx, &r); err != nil {
		return Outcome{}, err
	}
	err = d.finish(ctx, c, &r, v)
	return outcome(r, v, actions), err
}

// finish carries out what was just written down, and notes that it is done. When that note is lost, another run carries it out once more.
func (d Desk) finish(ctx context.Context, c partner.Connection, r *Record, v view) error {
	if !r.open() {
		return nil
	}
	if err := d.carryOut(ctx, c, r); err != nil {
		return err
	}
	r.Due = v.again(r.Todo, d.Now())
	err := d.Records.SaveRecord(ctx, r)
	if fault.Of(err) == fault.Stale {
		return nil // somebody else saw it open and did the same
	}
	return err
}

// open reports whether something is written down that may not be done.
func (r *Record) open() bool {
	for _, m := range r.Matters {
		if !m.Noted || m.Over {
			return true
		}
	}
	return len(r.Todo) > 0
}

// decide compares, and looks for other orders that buy the same before anything is bought.
func (d Desk) decide(ctx context.Context, v *view) ([]storefront.Action, error) {
	actions := storefront.Compare(v.key, v.Case)
	others, err := d.mark(ctx, *v, actions)
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		v.Recent = others
		actions = storefront.Compare(v.key, v.Case)
	}
	for _, a := range actions {
		v.moving = v.moving || a.Reason == storefront.InFlight
	}
	return append(actions, v.refused...), nil
}

// again is how long the same product for the same tenant in another order is taken for a mistake.
const again = 24 * time.Hour

// mark marks what is about to be bought, and gives the marks of other orders that are in the way.
func (d Desk) mark(ctx context.Context, v view, actions []storefront.Action) ([]storefront.Recent, error) {
	var others []storefront.Recent
	for _, a := range actions {
		m := Mark{Partner: v.Connection.Partner, Tenant: v.tenant(), SKU: v.sku(a.Line), Connection: v.Connection.ID, Order: v.key, At: v.Now}
		if a.Op != storefront.Place || m.Tenant == "" || v.waived(storefront.PossibleDuplicate) {
			continue
		}
		other, err := d.Marks.Mark(ctx, m, v.Now.Add(-again))
		if err != nil {
			return nil, err
		}
		if other != nil {
			others = append(others, storefront.Recent{Order: other.Order, Tenant: m.Tenant, SKU: m.SKU, At: other.At})
		}
	}
	return others, nil
}

// Waive lets an order of a shop pass in spite of a reason, and brings about what follows. It fails with fault.NotFound for an order that nothing is known of,
// and with fault.Invalid for a reason that has to be mended instead.
func (d Desk) Waive(ctx context.Context, c partner.Connection, key string, why storefront.Reason) (Outcome, error) {
	if !why.Waivable() {
		return Outcome{}, fault.Invalid.Errorf("reason %s: has to be mended, it cannot be let pass", storefront.Printable(string(why), 40))
	}
	for range overtakes {
		r, err := d.Records.Record(ctx, c.ID, key)
		if err != nil {
			return Outcome{}, err
		}
		if !slices.Contains(r.Waived, why) {
			r.Waived = append(r.Waived, why)
			err = d.Records.SaveRecord(ctx, &r)
		}
		if fault.Of(err) == fault.Stale {
			continue
		}
		if err != nil {
			return Outcome{}, err
		}
		return d.Settle(ctx, c, key, nil, "")
	}
	return Outcome{}, fault.Unavailable.Errorf("the order of the shop is being changed by others; try again")
}
