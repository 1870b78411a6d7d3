package subscription

import (
	"time"
)

// cancel decides on giving a licence back.
//
// Until the date that the seller shows it is gone at once, with its data, and what was paid comes back but for the days used. Afterwards the
// whole term is owed: renewal is switched off, and the service ends with the term or goes on month by month, as asked. Education
// and other special licences may have another date, which the seller shows as well: no date is computed here.
func cancel(s Subscription, w Wish, now time.Time) Decision {
	f := s.Facts
	if f.Trial {
		return runOut(s, w, now, "trial_cancel", "a trial cannot be deleted; with renewal off it ends and costs nothing")
	}
	if !f.CancelUntil.IsZero() && now.Before(f.CancelUntil) {
		d := Decision{
			When: Now, Rule: "cancel_window", Why: "Microsoft takes the licence back until then; users lose access at once and it cannot be undone",
			Until: f.CancelUntil, Seats: -f.Quantity, edits: []Edit{{Status: Deleted}},
			Loses: []string{"access and data, at once and for good"},
		}
		d.Refund, d.Unpriced = refund(s, f.Quantity, now)
		if f.Next != nil {
			d.Loses = append(d.Loses, "what is scheduled for the next term")
		}
		return d
	}
	why := "Microsoft's window is over, so the term is owed to its end"
	if f.CancelUntil.IsZero() {
		why = "Microsoft takes this licence back at no time, so the term is owed to its end"
	}
	return runOut(s, w, now, "cancel_late", why)
}

// runOut lets the term be the last.
func runOut(s Subscription, w Wish, now time.Time, rule, why string) Decision {
	off, how := false, w.AtTermEnd
	if how == "" {
		how = End
	}
	d := Decision{
		When: AtNext, Rule: rule, Why: why, From: renewalStarts(s.Facts), Later: -s.Facts.Quantity,
		edits: []Edit{{AutoRenew: &off, AtTermEnd: how}},
	}
	if how == ExtendMonthly {
		d.Why += "; then it goes on month by month"
		d.Later = 0
	}
	if s.Facts.Next != nil {
		d.Loses = append(d.Loses, "what is scheduled for the next term")
	}
	d.Owed, d.Unpriced = owed(s, s.Facts.Quantity, now)
	if s.Facts.Trial {
		d.Unpriced = "" // nothing is billed for it, whatever a seat costs
	}
	return d
}
