package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/order"
)

// changed begins a record with what is different in an order.
func changed(before, after order.Order) audit.Record {
	r := audit.Record{Aggregate: audit.Order(string(after.ID)), Partner: string(after.Partner), Before: audit.Facts{}, After: audit.Facts{}}
	was, is := said(before), said(after)
	names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	for _, n := range names {
		if was[n] == is[n] {
			continue
		}
		for side, value := range map[*audit.Facts]string{&r.Before: was[n], &r.After: is[n]} {
			if value != "" {
				(*side)[n] = value
			}
		}
	}
	return r
}

// said is what records say of an order: nothing of people.
func said(o order.Order) audit.Facts {
	f := audit.Facts{"state": string(o.State), "tenant": string(o.Customer.Tenant)}
	if o.Cart != nil {
		f["cart"] = o.Cart.ID
	}
	if o.Return != nil {
		f["cancel"] = string(o.Return.AtTermEnd)
	}
	for i, l := range o.Lines {
		f[fmt.Sprintf("line %d", i+1)] = fact(l)
	}
	return f
}

func fact(l order.Line) string {
	text := fmt.Sprintf("%d x %s:%s %s %s, %s", l.Quantity, l.Item.Product, l.Item.SKU, l.Item.Term, l.Item.Billing, l.State)
	if l.Order != "" {
		text += ", order " + l.Order
	}
	if s := l.Subscription; s != nil {
		text += fmt.Sprintf(", subscription %s %s, renews %t", s.ID, s.Status, s.AutoRenew)
	}
	return text
}

// valueText writes a value of a document as text.
func valueText(v any) string {
	if s, ok := v.(string); ok || v == nil {
		return s
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}
