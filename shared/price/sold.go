package price

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// mostNamed is how many things are named that are sold instead of another.
const mostNamed = 5

// Sold looks whether something new can be bought by the list at a time. It fails with fault.Gone at the field to correct, saying what can be bought instead, when
// the list has the key and only bills by it what was bought before, or has no row of it that holds then. Of what it does not have at all a list says
// nothing: trials, for instance, have no price.
func (v *View) Sold(ctx context.Context, k Key, units int32, at time.Time) error {
	s, err := v.Product(ctx, k.Product)
	if err != nil {
		return err
	}
	why := s.unsold(k, units, at)
	if why == "" {
		return nil
	}
	field, instead := s.instead(k, units, at)
	if len(instead) > 0 {
		why += "; possible: " + strings.Join(instead, ", ")
	}
	return fault.At(fault.Gone.Errorf("%s", why), fault.Field{Pointer: "/" + field, Text: why})
}

// unsold says why nothing new can be bought by a key, or "".
func (s *Snapshot) unsold(k Key, units int32, at time.Time) string {
	first, end := s.Find(k)
	if first == end {
		return ""
	}
	if i, ok := s.At(k, units, at); ok {
		if r := s.Row(i); r.Orderable() != nil {
			return "it is deprecated in the price list: only existing subscriptions are billed by it"
		}
		return ""
	}
	var ended, begins time.Time
	for i := first; i < end; i++ {
		switch r := s.Row(i); {
		case r.Change == Deleted:
		case !r.To.IsZero() && r.To.Before(at):
			ended = latest(ended, r.To)
		case r.From.After(at):
			begins = r.From
		default:
			return fmt.Sprintf("the price list has no price of it for %d licences", units)
		}
	}
	switch {
	case !begins.IsZero():
		return "the price list has it from " + begins.Format(time.DateOnly) + " on"
	case !ended.IsZero():
		return "it ended in the price list on " + ended.Format(time.DateOnly)
	}
	return "the price list does not have it any more"
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// instead gives what can be bought of a product in place of a key when one thing of the key is another: the SKU, else the billing plan, else the term. The field
// is named as callers of our interfaces name it.
func (s *Snapshot) instead(k Key, units int32, at time.Time) (field string, values []string) {
	found := map[string][]string{}
	for i := range s.rows {
		other := s.key(&s.rows[i])
		field, value := apart(k, other)
		if field != "" && !slices.Contains(found[field], value) && s.unsold(other, units, at) == "" {
			found[field] = append(found[field], value)
		}
	}
	for _, field := range []string{"sku_id", "billing_plan", "term_duration"} {
		if v := found[field]; len(v) > 0 {
			return field, v[:min(len(v), mostNamed)]
		}
	}
	return "sku_id", nil
}

// apart gives the one thing that is another in b; "" where there is none, or more than one.
func apart(a, b Key) (field, value string) {
	switch {
	case a.SKU != b.SKU:
		field, value, a.SKU = "sku_id", b.SKU, b.SKU
	case a.Billing != b.Billing:
		field, value, a.Billing = "billing_plan", b.Billing, b.Billing
	case a.Term != b.Term:
		field, value, a.Term = "term_duration", b.Term, b.Term
	}
	if a != b {
		return "", ""
	}
	return field, value
}
