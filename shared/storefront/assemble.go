package storefront

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Assemble gives the order to place for the lines that actions place; others are left out, but checked. What it gives depends on nothing but what
// was ordered, so that the same actions give the same order. The order of lines that were added later, or are tried again, has a line's name in its
// reference. Without a line to place it is empty. It fails with fault.Invalid, field by field.
func Assemble(c Case, actions []Action) (order.Order, error) {
	s := c.State.Latest
	o := order.Order{
		Partner: c.Connection.Partner, Test: s.Test, Customer: s.Customer, Agreement: s.Agreement,
		Source: order.Source{Kind: c.Platform, Of: c.Connection.ID, Ref: s.Order, Name: s.Name},
	}
	var bad []fault.Field
	var names []string
	for _, a := range actions {
		l, m, mapped := find(c.Connection, s, a.Line)
		if !mapped {
			sku := strconv.Quote(Printable(l.SKU, 60))
			names = append(names, sku)
			bad = append(bad, fault.Field{Pointer: a.Line, Text: "add SKU " + sku + " to the connection's settings; the order goes on then"})
			continue
		}
		if a.Op == Place {
			m.Segment = cmp.Or(m.Segment, "commercial")
			o.Lines = append(o.Lines, order.Line{Key: l.Key, SKU: l.SKU, Item: m.Item, Quantity: a.Target, UnitCost: m.UnitCost, State: order.LineOpen})
		}
	}
	if len(bad) > 0 {
		text := "SKU not mapped to a Microsoft product: " + strings.Join(names, ", ")
		return order.Order{}, fault.At(fault.Coded(fault.Invalid.Errorf("%s", text), string(UnmappedSKU)), bad...)
	}
	if len(o.Lines) == 0 {
		return order.Order{}, nil
	}
	if len(c.Placed) > 0 {
		o.Source.Ref += "#" + part(o.Lines[0].Key) + attempt(actions)
	}
	o.ID, o.Source.Content = order.NewID(o.Partner, o.Source), order.Content(o)
	return o, order.Check(o)
}

// attempt tells one attempt at a line from the next.
func attempt(actions []Action) string {
	for _, a := range actions {
		if _, n, again := strings.Cut(a.Key, "~"); again && a.Op == Place {
			return "~" + n
		}
	}
	return ""
}

func find(c partner.Connection, s Sale, line string) (Line, partner.Mapping, bool) {
	for _, l := range s.Lines {
		if l.Key == line {
			m, mapped := c.SKUs[l.SKU]
			return l, m, mapped
		}
	}
	return Line{}, partner.Mapping{}, false
}
