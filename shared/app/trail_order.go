package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

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
	if err := begin(ctx, b.trail, b.before); err != nil {
		return err
	}
	r := changed(b.before, *o)
	r.Who, r.What, r.Correlation = b.by.who, b.what, b.by.correlation
	if b.before.Question != nil && o.Question == nil {
		r.Before["question"] = b.before.Question.Field
	}
	e, _, err := b.trail.Next(ctx, r, b.personal)
	if err != nil {
		return err
	}
	return b.SaveAudited(ctx, o, e)
}

// auditedLedger leaves a record of each write that the worker made at the seller, with the id of its request, before the outcome is saved: a crash in
// between lets the outcome be found again, and the record is left once. It is for one run.
type auditedLedger struct {
	*table.Table
	trail audit.Trail
	last  order.Order
	begun bool // the chain is known to begin with the placing
}

// Load implements order.Ledger.
func (l *auditedLedger) Load(ctx context.Context, id order.ID) (order.Order, error) {
	var err error
	l.last, err = l.Table.Load(ctx, id)
	return l.last, err
}

// Save implements order.Ledger.
func (l *auditedLedger) Save(ctx context.Context, o *order.Order) error {
	s, wrote := written(l.last, *o)
	if !l.begun && (wrote || l.last.State == order.Accepted) {
		if err := begin(ctx, l.trail, l.last); err != nil {
			return err
		}
		l.begun = true
	}
	if wrote {
		r, personal := outcome(l.last, *o, s)
		if err := l.trail.Leave(ctx, r, personal); err != nil {
			return err
		}
	}
	err := l.Table.Save(ctx, o)
	if err == nil {
		l.last = *o
	}
	return err
}

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

// outcome is the record of a write at the seller. What the seller said may name people.
func outcome(before, after order.Order, s order.Step) (audit.Record, map[string]string) {
	r := changed(before, after)
	r.What, r.Who, r.Correlation, r.Request = audit.OrderWrote+audit.What(s.Name), asker(before), before.Correlation, string(before.Request())
	r.After["result"] = string(s.Result)
	r.Once = fmt.Sprintf("%d.%d.%s", before.Intent.Line, before.Intent.Attempt, s.Result)
	switch line := before.Intent.Line; {
	case s.Name == order.StepCheckout:
		r.Money = total(after)
	case s.Name == order.StepReturn && line < len(after.Lines) && after.Lines[line].Ending != nil:
		r.Money = after.Lines[line].Ending.Owed
	}
	if s.Result == order.Done {
		return r, nil
	}
	return r, map[string]string{"said": s.Evidence}
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

// begin lets an order's chain begin with its placing. The placing itself costs no more than its one write: the order says all of it, and the worker, or
// whoever changes the order before, writes it down here.
func begin(ctx context.Context, t audit.Trail, o order.Order) error {
	begun, err := t.Begun(ctx, audit.Order(string(o.ID)))
	if err != nil || begun {
		return err
	}
	r := changed(order.Order{}, o)
	r.Who, r.What, r.Correlation, r.Money, r.Once = asker(o), audit.OrderPlaced, o.Correlation, total(o), "placed"
	r.After["source"], r.After["content"], r.After["placed"] = o.Source.Kind+" "+o.Source.Ref, o.Source.Content, o.Created.Format("2006-01-02T15:04:05Z")
	c := o.Customer
	personal := map[string]string{"company": c.Company, "name": strings.TrimSpace(c.First + " " + c.Last), "email": c.Email, "phone": c.Phone, "domain": c.Domain}
	if a := o.Agreement; a != nil {
		personal["signed"] = strings.TrimSpace(a.First + " " + a.Last + " " + a.Email)
	}
	return t.Leave(ctx, r, personal)
}
