package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// What is done for an order costs few writes: its placing and the writes at the seller that went well stand in the order itself, in the step that wrote their
// outcome down, and are left together, in one item, before the order comes to rest. An order that a crash ended is not at rest, so that it is
// worked on again, and what it owes is left then. A record has a name of its own (Record.Once), so that none is left twice.

// auditedBook leaves a record with a change of an order that a caller asks for, both or neither. It is for one call.
type auditedBook struct {
	*table.Table

	trail    audit.Trail
	what     audit.What
	by       actor
	personal map[string]string // what the caller says, which may be about people
	before   order.Order
}

// Load implements order.Book.
func (b *auditedBook) Load(ctx context.Context, id order.ID) (order.Order, error) {
	var err error
	b.before, err = b.Table.Load(ctx, id)
	return b.before, err
}

// Save implements order.Book.
func (b *auditedBook) Save(ctx context.Context, o *order.Order) error {
	r := changed(b.before, *o)
	r.Who, r.What, r.Correlation, r.Once = b.by.who, b.what, b.by.correlation, onceOf(b.before.Intent.Line, b.before.Intent.Attempt, fmt.Sprintf("asked %d", b.before.Version))
	if b.before.Question != nil && o.Question == nil {
		r.Before["question"] = b.before.Question.Field
	}
	tail, err := b.trail.Last(ctx, r.Aggregate)
	if err != nil {
		return err
	}
	next, err := b.trail.Next(ctx, append(owed(b.before, tail), audit.Change{Record: r, Personal: b.personal})...)
	if err != nil {
		return err
	}
	if len(next) == 0 { // an earlier try, whose answer was lost, was carried out
		return fault.Stale.Errorf("order: changed in between")
	}
	return b.SaveAudited(ctx, o, next)
}

// auditedLedger leaves records of the writes that the worker made at the seller, with the ids of their requests, at the latest before the order is saved
// as one that rests. It is for one run.
type auditedLedger struct {
	*table.Table

	trail audit.Trail
	last  order.Order
	owes  bool // something may not be in the chain yet
}

// Load implements order.Ledger.
func (l *auditedLedger) Load(ctx context.Context, id order.ID) (order.Order, error) {
	var err error
	l.last, err = l.Table.Load(ctx, id)
	l.owes = !rests(l.last)
	return l.last, err
}

// Save implements order.Ledger.
func (l *auditedLedger) Save(ctx context.Context, o *order.Order) error {
	s, wrote := written(l.last, *o)
	l.owes = l.owes || wrote
	if now := wrote && (s.Result != order.Done || !later(s.Name)); now || l.owes && rests(*o) {
		if err := l.leave(ctx, *o, s, now); err != nil {
			return err
		}
	}
	err := l.Table.Save(ctx, o)
	if err == nil {
		l.last = *o
	}
	return err
}

// leave leaves what the order owes, and the record of a step when it is one that is not left later.
func (l *auditedLedger) leave(ctx context.Context, after order.Order, s order.Step, now bool) error {
	tail, err := l.trail.Last(ctx, audit.Order(string(after.ID)))
	if err != nil {
		return err
	}
	all := owed(after, tail)
	if now {
		all = append(owed(l.last, tail), outcome(l.last, after, s))
	}
	if err := l.trail.LeaveAll(ctx, all); err != nil {
		return err
	}
	l.owes = false
	return nil
}

// rests reports whether nobody works on an order: it waits for a time or a person, or has ended.
func rests(o order.Order) bool {
	return o.Parked || o.State == order.AsksPerson || o.State == order.Waiting || o.State.Ended() && o.Return == nil || o.State == order.Cancelled
}

// later reports whether a write at the seller that went well can be read from the order for as long as it does not rest.
func later(s order.StepName) bool { return s != order.StepReturn }

// written gives the step by which an order came further, if something was sent to the seller by it that may have changed anything there.
func written(before, after order.Order) (order.Step, bool) {
	if len(after.Steps) == 0 || after.State == order.Cancelled && before.Intent.Step != order.StepReturn {
		return order.Step{}, false
	}
	s := after.Steps[len(after.Steps)-1]
	if n := len(before.Steps); n > 0 && s == before.Steps[n-1] {
		return s, false
	}
	switch s.Name {
	case order.StepCart: // one that a crashed run may have made is left, and another is made under another attempt
		return s, s.Result != order.Wait || after.Intent.Attempt != before.Intent.Attempt
	case order.StepTenant, order.StepCheckout, order.StepReturn:
		return s, s.Result != order.Wait
	case order.StepAgreement: // a signature that Microsoft knows already is not sent
		sent := before.Agreement != nil && (s.Result != order.Done || before.Attested == nil && after.Attested != nil)
		return s, s.Result != order.Wait && sent
	case order.StepCheck, order.StepWatch:
	}
	return s, false
}

// asker is who wanted what the worker does.
func asker(o order.Order) string {
	switch {
	case o.Return != nil && o.Return.By != "" && o.Intent.Step == order.StepReturn:
		return audit.Client(o.Return.By)
	case o.Source.Kind == "api":
		return audit.Client(o.Source.Of)
	case o.Source.Of != "":
		return audit.Shop(o.Source.Of)
	}
	return audit.Worker
}

// persons is what an order says of people.
func persons(o order.Order) map[string]string {
	c := o.Customer
	all := map[string]string{"company": c.Company, "name": strings.TrimSpace(c.First + " " + c.Last), "email": c.Email, "phone": c.Phone, "domain": c.Domain}
	if a := o.Agreement; a != nil {
		all["signed"] = strings.TrimSpace(a.First + " " + a.Last + " " + a.Email)
	}
	return all
}
