package subscription

import (
	"fmt"
	"slices"
	"time"
)

// seats decides on a number of seats.
//
// More seats can be had at any time, and open a window of their own for those seats. Fewer can be had now only as far as the seller's
// refundable quantity goes: Microsoft gives each batch of seats seven days. The rest is for the next term, which needs renewal to be on.
func seats(s Subscription, w Wish, now time.Time) Decision {
	f := s.Facts
	want := f.Quantity + w.Delta
	if w.Seats != 0 {
		want = w.Seats
	}
	switch {
	case w.Seats != 0 && w.Delta != 0, w.Seats < 0:
		return never("unclear", "want either a number of seats or how many more or fewer")
	case f.Trial:
		return never("trial_seats", "the number of seats of a trial is fixed", "buy the paid product, or let the trial become it")
	case w.Seats != 0 && w.Saw != 0 && w.Saw != s.Edition:
		return never("seats_changed", fmt.Sprintf("the subscription has changed since edition %d was read; it has %d seats now", w.Saw, f.Quantity),
			"read it again and ask again, or ask for a difference")
	case want < 1:
		return never("no_seats", "a subscription has at least one seat", "cancel it to end it")
	case want == f.Quantity:
		return Decision{When: Now, Rule: "seats_same", Why: "it has that many seats already"}
	case want > f.Quantity:
		return more(s, want, now)
	}
	return fewer(s, w, want, now)
}

func more(s Subscription, want int, now time.Time) Decision {
	d := Decision{
		When: Now, Rule: "seats_up", Why: "seats can be added at any time; they can be given back for seven days",
		Seats: want - s.Facts.Quantity, edits: []Edit{{Quantity: &want, Was: &s.Facts.Quantity}},
	}
	d.Charge, d.Owed, d.Unpriced = price(s, d.Seats, now)
	return keepPlan(s, d)
}

// fewer gives back what can be given back, and leaves the rest to the next term.
func fewer(s Subscription, w Wish, want int, now time.Time) Decision {
	gone := s.Facts.Quantity - want
	back, until := refundable(s.Facts, gone, now)
	switch {
	case back == gone:
		d := Decision{
			When: Now, Rule: "seats_down", Why: fmt.Sprintf("%d of these seats are within Microsoft's seven days", gone),
			Until: until, Seats: -gone, edits: []Edit{{Quantity: &want, Was: &s.Facts.Quantity}},
		}
		d.Refund, d.Unpriced = refund(s, gone, now)
		return keepPlan(s, d)
	case w.Rest == Refuse:
		d := never("seats_window", fmt.Sprintf("only %d of %d seats can be given back now", back, gone), "ask for the rest at the renewal")
		if back > 0 {
			d.Instead = append(d.Instead, fmt.Sprintf("give back %d seats until %s", back, until.Format(time.RFC3339)))
		}
		return d
	case !s.Facts.AutoRenew:
		return never("seats_no_renewal", fmt.Sprintf("only %d of %d seats can be given back now, and without a renewal there is no next term to have fewer", back, gone),
			"nothing: the licence ends with its term", "turn renewal on to schedule fewer seats")
	}
	return later(s, want, gone, back, until, now)
}

// later schedules what cannot be given back, after giving back what can.
func later(s Subscription, want, gone, back int, until, now time.Time) Decision {
	next := s.nextTerm()
	next.Quantity = want
	d := Decision{
		When: AtNext, Rule: "seats_window", From: renewalStarts(s.Facts), Later: -gone,
		Why:   "the seven days of these seats are over; the next term has them no more",
		edits: []Edit{{Next: &next}},
	}
	d.Owed, d.Unpriced = owed(s, gone, now)
	if back > 0 {
		fewer := s.Facts.Quantity - back
		d.When, d.Seats, d.Later, d.Until = Partly, -back, back-gone, until
		d.Why = fmt.Sprintf("%d seats are within Microsoft's seven days; the next term is without the other %d", back, gone-back)
		d.edits = []Edit{{Quantity: &fewer, Was: &s.Facts.Quantity}, {Next: &next}}
		d.Refund, _ = refund(s, back, now)
		d.Owed, d.Unpriced = owed(s, gone-back, now)
	}
	return d
}

// refundable tells how many of some seats can be given back now, and until when so many can: the batches that are open longest count first.
func refundable(f Facts, want int, now time.Time) (int, time.Time) {
	open := slices.DeleteFunc(slices.Clone(f.Batches), func(b Batch) bool { return !now.Before(b.Until) || b.Quantity <= 0 })
	slices.SortFunc(open, func(a, b Batch) int { return b.Until.Compare(a.Until) })
	got, until := 0, time.Time{}
	for _, b := range open {
		if got >= want {
			break
		}
		got, until = got+b.Quantity, b.Until
	}
	return min(got, want), until
}

// keepPlan adds what puts the schedule of the next term back: Microsoft drops it with any change of the quantity in mid-term.
func keepPlan(s Subscription, d Decision) Decision {
	if s.Facts.Next != nil {
		next := *s.Facts.Next
		d.edits = append(d.edits, Edit{Next: &next})
	}
	return d
}

// nextTerm is the next term as it would be.
func (s Subscription) nextTerm() Next {
	if s.Facts.Next != nil {
		return *s.Facts.Next
	}
	f := s.Facts
	return Next{Product: f.Product, SKU: f.SKU, Term: f.Term, Billing: f.Billing, Quantity: f.Quantity}
}
