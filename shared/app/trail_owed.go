package app

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

// onceOf names a change of an order by the intent that it belongs to: of two intents the later one has the higher attempt.
func onceOf(line, attempt int, result string) string {
	return fmt.Sprintf("%d.%d.%s", line, attempt, result)
}

// attemptOf reads an attempt back; 0 where there is none.
func attemptOf(once string) int {
	_, rest, _ := strings.Cut(once, ".")
	attempt, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(attempt)
	if err != nil {
		return 0
	}
	return n
}

// owed gives what stands in an order and not in its chain, of which the newest records are given: the placing, with which the chain begins, and the writes
// at the seller that went well since. What is in the chain up to an attempt is complete: whatever is left takes along what was owed.
func owed(o order.Order, tail []audit.Entry) []audit.Change {
	var all []audit.Change
	last := 0
	if len(tail) == 0 {
		all = append(all, placed(o))
	}
	for _, e := range tail {
		last = max(last, attemptOf(e.Once))
	}
	for _, s := range o.Steps {
		if s.Result == order.Done && later(s.Name) && s.Attempt >= last {
			all = append(all, went(o, s)...)
		}
	}
	return slices.DeleteFunc(all, func(c audit.Change) bool {
		return slices.ContainsFunc(tail, func(e audit.Entry) bool { return e.Once == c.Once && e.What == c.What })
	})
}

// placed is the record of an order's placing. The placing itself costs no more than its one write: the order says all of it.
func placed(o order.Order) audit.Change {
	o.State, o.Customer.Tenant, o.Cart, o.Return, o.Lines = order.Accepted, existing(o), nil, nil, unsold(o.Lines)
	r := changed(order.Order{}, o)
	r.Who, r.What, r.Correlation, r.Money, r.Once = asker(o), audit.OrderPlaced, o.Correlation, total(o), onceOf(0, 0, "placed")
	r.After["source"], r.After["content"], r.After["placed"] = o.Source.Kind+" "+o.Source.Ref, o.Source.Content, o.Created.Format(time.RFC3339)
	return audit.Change{Record: r, Personal: persons(o)}
}

// existing gives the tenant that an order was placed with; none of a new one.
func existing(o order.Order) order.TenantID {
	if o.Customer.Existing {
		return o.Customer.Tenant
	}
	return ""
}

// unsold gives lines as they were before anything was bought.
func unsold(lines []order.Line) []order.Line {
	lines = slices.Clone(lines)
	for i := range lines {
		lines[i].State, lines[i].Order, lines[i].Subscription = order.LineOpen, "", nil
	}
	return lines
}

// went is the record of a write at the seller that went well, read from the order as long as it did not rest since; none of a step that wrote nothing.
func went(o order.Order, s order.Step) []audit.Change {
	request := o
	request.Intent = order.Intent{Step: s.Name, Attempt: s.Attempt}
	r := audit.Record{
		Aggregate: audit.Order(string(o.ID)), Partner: string(o.Partner), Who: asker(request), What: audit.OrderWrote + audit.What(s.Name),
		Before: audit.Facts{}, After: audit.Facts{"result": string(s.Result), "at": s.At.UTC().Format(time.RFC3339), "evidence": s.Evidence},
		Request: string(request.Request()), Correlation: o.Correlation, Once: onceOf(0, s.Attempt, string(s.Result)),
	}
	switch s.Name {
	case order.StepTenant:
		r.After["tenant"] = string(o.Customer.Tenant)
	case order.StepAgreement:
		if o.Attested == nil || string(o.Attested.Request) != r.Request {
			return nil // known to the seller already
		}
	case order.StepCart:
	case order.StepCheckout:
		was := o
		was.Lines = unsold(o.Lines)
		lines := changed(was, o)
		r.Before, r.Money = lines.Before, total(o)
		maps.Copy(r.After, lines.After)
	case order.StepCheck, order.StepWatch, order.StepReturn:
		return nil
	}
	return []audit.Change{{Record: r}}
}

// outcome is the record of a write at the seller that did not go well, or that gave something back. What the seller said may name people.
func outcome(before, after order.Order, s order.Step) audit.Change {
	r := changed(before, after)
	r.What, r.Who, r.Correlation, r.Request = audit.OrderWrote+audit.What(s.Name), asker(before), before.Correlation, string(before.Request())
	r.After["result"] = string(s.Result)
	r.Once = onceOf(before.Intent.Line, before.Intent.Attempt, string(s.Result))
	if line := before.Intent.Line; s.Name == order.StepReturn && line < len(after.Lines) && after.Lines[line].Ending != nil {
		r.Money = after.Lines[line].Ending.Owed
	}
	if s.Result == order.Done {
		return audit.Change{Record: r}
	}
	return audit.Change{Record: r, Personal: map[string]string{"said": s.Evidence}}
}

// total is what the lines of an order that were not refused cost for their whole terms; nil when that is not known of each.
func total(o order.Order) *money.Amount {
	var sum *money.Amount
	for _, l := range o.Lines {
		if l.State == order.LineRefused {
			continue
		}
		if l.UnitCost == nil {
			return nil
		}
		cost, err := l.UnitCost.Share(int64(l.Quantity), 1)
		if err == nil && sum != nil {
			cost, err = sum.Add(cost)
		}
		if err != nil {
			return nil
		}
		sum = &cost
	}
	return sum
}
