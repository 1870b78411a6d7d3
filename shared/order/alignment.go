package order

import (
	"time"

	"github.com/seatwright/seatwright/shared/subscription"
)

// alignment says why a line's first term cannot end on the day that was chosen, or "". Microsoft documents that the day is the last of a month or of the
// term of one of the customer's active subscriptions that is no trial; lies within the first term; that a monthly term cannot end on the 28th,
// 29th or 30th unless that is the last of its month; and that longer terms are not aligned with a monthly one.
func (p *purchase) alignment(l Line, offer Offer) string {
	if l.Ends.IsZero() {
		return ""
	}
	start, months := midnight(p.at), termMonths(l.Item.Term)
	lastOfMonth := l.Ends.AddDate(0, 0, 1).Day() == 1
	longest := addMonths(start, months).AddDate(0, 0, -1)
	switch {
	case offer.Trial:
		return "the end of a trial cannot be chosen"
	case l.Ends.Before(start) || l.Ends.After(longest):
		return "want a day of the first term, from " + start.Format(time.DateOnly) + " to " + longest.Format(time.DateOnly)
	case lastOfMonth:
		return ""
	case months == 1 && l.Ends.Day() >= 28 && l.Ends.Day() <= 30:
		return "a monthly term cannot end on the 28th, 29th or 30th, unless that is the last day of the month"
	}
	for _, f := range p.owned {
		ends := f.Status == subscription.Active && f.NewCommerce && !f.Trial && midnight(f.CommitmentEnds).Equal(l.Ends)
		if ends && (months == 1 || termMonths(f.Term) > 1) {
			return ""
		}
	}
	return "want the last day of a month, or of the term of one of the customer's active subscriptions"
}

func midnight(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// addMonths goes months on, and stays in the month when it has no such day (29 January and one month: 28 February).
func addMonths(t time.Time, months int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d, last)-1)
}
