package subscription

import (
	"fmt"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

// Announce gives what the shop is told whose order bought the licence, when the record is written with a version over the one before. False: nothing.
func (s Subscription) Announce(before Subscription, version int64, now time.Time) (feed.News, bool) {
	var t feed.Type
	key := strconv.FormatInt(version, 10)
	switch {
	case s.Owner == "" || s.Order == "" || before.Version == 0:
		return feed.News{}, false
	case s.Facts.Status == Expired && before.Facts.Status != Expired:
		t = feed.SubscriptionExpired
	case s.Facts.Quantity != before.Facts.Quantity:
		t = feed.SeatsChanged
	case !s.Foretold.Equal(before.Foretold):
		t, key = feed.RenewalUpcoming, s.Foretold.Format(time.DateOnly) // once a term, whatever is written in between
	default:
		return feed.News{}, false
	}
	return feed.News{
		Owner: s.Owner, Order: s.Order, Record: string(s.ID), Version: version, Key: fmt.Sprintf("%s %s %s", t, s.ID, key), Type: t, At: now,
		Data: feed.Data{
			Status: s.Facts.Status, Line: s.Line, Customer: s.Tenant, Subscription: string(s.ID), Seats: s.Facts.Quantity, CommittedUntil: s.Facts.CommitmentEnds,
		},
	}, true
}
