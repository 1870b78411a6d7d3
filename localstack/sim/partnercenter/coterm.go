package partnercenter

import "time"

// The codes of a custom term end date that does not fit, as Microsoft documents them: in a cart, and in what is scheduled for
// the next term (the product, the term or the day of the month, and no date to align with).
const (
	endInCart       = 900242
	endOfProduct    = 900244
	endOutsideTerm  = 900245
	endWithoutMatch = 900246
)

// refuseEnd says why a term of an item that begins at a time cannot end on a day: the code for what is scheduled, or 0.
// Microsoft documents that the day is the end of one of the customer's active subscriptions that is no trial, or of a month;
// lies within the first term; that a monthly term cannot end on the 28th, 29th or 30th unless that is the last of its month;
// that a yearly term cannot be aligned with a monthly one, while a monthly one may be with any; and that trials are out of it.
// except is a subscription that does not count, because it is the one that gets the date.
func (c *call) refuseEnd(i item, term string, start, end time.Time, except string) int {
	end = midnight(end)
	lastOfMonth := end.AddDate(0, 0, 1).Day() == 1
	switch {
	case i.sku.Trial:
		return endOfProduct
	case end.Before(midnight(start)) || end.After(termEnd(start, term, false)):
		return endOutsideTerm
	case months(term) == 1 && end.Day() >= 28 && end.Day() <= 30 && !lastOfMonth:
		return endOutsideTerm
	case lastOfMonth:
		return 0
	}
	for _, sub := range c.customer.subs {
		c.settle(sub)
		aligned := sub.ID != except && sub.Status == active && !sub.Trial && midnight(sub.End).Equal(end)
		if aligned && (months(term) == 1 || months(sub.Term) > 1) {
			return 0
		}
	}
	return endWithoutMatch
}

// customEnd reads the date of a line, and says whether it can be had.
func (c *call) customEnd(l *line) (time.Time, bool) {
	if l.CustomEnd == "" {
		return time.Time{}, true
	}
	end, isTime := parseTime(l.CustomEnd)
	return midnight(end), isTime && c.refuseEnd(l.item, l.Term, c.now, end, "") == 0
}
