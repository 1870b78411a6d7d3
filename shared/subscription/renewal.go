package subscription

import (
	"fmt"
	"time"
)

// AtTermEnd is what becomes of a service when its term ends without renewal.
type AtTermEnd string

// The ends of a term. Where Microsoft goes on month by month by itself (the extended service term), the end is asked for expressly.
const (
	End           AtTermEnd = "end"
	ExtendMonthly AtTermEnd = "extend_monthly"
)

// renewal decides on automatic renewal. Off means that something happens at the end of the term, so that off says what.
func renewal(s Subscription, w Wish, now time.Time) Decision {
	f := s.Facts
	switch {
	case w.On && f.AutoRenew && !f.Ends:
		return Decision{When: Now, Rule: "renewal_same", Why: "renewal is on already"}
	case w.On:
		on := true
		return Decision{When: Now, Rule: "renewal_on", Why: "it renews for another term when this one ends", From: renewalStarts(f), edits: []Edit{{AutoRenew: &on}}}
	}
	d := runOut(s, w, now, "renewal_off", "the term is the last")
	d.When = Now
	return d
}

// schedule decides on what the next term is to be. Microsoft wants an active licence whose renewal is on.
func schedule(s Subscription, w Wish) Decision {
	f := s.Facts
	switch {
	case w.Next == nil && f.Next == nil:
		return Decision{When: Now, Rule: "schedule_same", Why: "nothing is scheduled"}
	case w.Next == nil:
		return Decision{When: Now, Rule: "schedule_clear", Why: "the next term is as this one", edits: []Edit{{Unplan: true}}}
	case f.Trial:
		return never("trial_schedule", "what a trial becomes is fixed", "change the paid licence when it is there")
	case !f.AutoRenew:
		return never("schedule_no_renewal", "a next term can only be scheduled while renewal is on", "turn renewal on first")
	case w.Next.Quantity < 1:
		return never("no_seats", "the next term has at least one seat", "turn renewal off to let it end")
	}
	next := *w.Next
	d := Decision{
		When: AtNext, Rule: "schedule", Why: "the next term is as asked, at the price of its day", From: renewalStarts(f), Later: next.Quantity - f.Quantity,
		edits: []Edit{{Next: &next}},
	}
	if f.Next != nil {
		d.Loses = append(d.Loses, fmt.Sprintf("what was scheduled before: %d seats of %s:%s", f.Next.Quantity, f.Next.Product, f.Next.SKU))
	}
	return d
}
