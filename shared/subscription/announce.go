package subscription

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

// Announce gives what the shop is told whose order bought the licence, when the record is written with a version over the one before. False: nothing.
func (s Subscription) Announce(before Subscription, version int64, now time.Time) (feed.News, bool) {
	var t feed.Type
	switch {
	case s.Owner == "" || s.Order == "" || before.Version == 0:
		return feed.News{}, false
	case s.Facts.Status == Expired && before.Facts.Status != Expired:
		t = feed.SubscriptionExpired
	case s.Facts.Quantity != before.Facts.Quantity:
		t = feed.SeatsChanged
	default:
		return feed.News{}, false
	}
	return feed.News{
		Owner: s.Owner, Order: s.Order, Record: string(s.ID), Version: version, Key: fmt.Sprintf("%s %s %d", t, s.ID, version), Type: t, At: now,
		Data: feed.Data{
			Status: s.Facts.Status, Line: s.Line, Customer: s.Tenant, Subscription: string(s.ID), Seats: s.Facts.Quantity, CommittedUntil: s.Facts.CommitmentEnds,
		},
	}, true
}
