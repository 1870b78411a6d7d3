package storefront

import (
	"cmp"
	"time"
)

// State is all that is known of an order of a shop.
type State struct {
	// Latest is how the order looks now; its Order is "" until it was seen whole.
	Latest Sale `json:"latest,omitzero"`
	// Ended are the terminal facts that were ever seen.
	Ended Ended `json:"ended,omitzero"`
}

// Merge takes a sale into the state. The result does not depend on the order of the sales, nor on how often each comes: the newest counts, and
// terminal facts stay.
//
// Of two sales of the same version that differ, the one in less doubt counts: it was read after the settings were mended. Then one that was read at
// the shop counts before one that was sent, then one with more terminal facts, then the paid one, then the one of fewer seats. Shops
// count changes in seconds, and send "created" and "paid" within one.
func Merge(s State, sale Sale) State {
	s.Ended = Ended{
		Cancelled: first(s.Ended.Cancelled, sale.Ended.Cancelled),
		Refunded:  first(s.Ended.Refunded, sale.Ended.Refunded),
		Disputed:  first(s.Ended.Disputed, sale.Ended.Disputed),
	}
	if sale.Whole && (!s.Latest.Whole || newer(sale, s.Latest)) {
		s.Latest = sale
	}
	return s
}

// newer reports whether a counts before b.
func newer(a, b Sale) bool {
	return cmp.Or(
		a.Version.Compare(b.Version),
		cmp.Compare(len(b.Doubts), len(a.Doubts)),
		a.Read.Compare(b.Read),
		cmp.Compare(a.Ended.count(), b.Ended.count()),
		truth(a.Paid)-truth(b.Paid),
		cmp.Compare(b.seats(), a.seats()),
		cmp.Compare(a.content(), b.content()),
	) > 0
}

// adds reports whether a sale would tell anything that the state does not know.
func (s State) adds(sale Sale) bool {
	after := Merge(s, sale)
	return after.Ended != s.Ended || after.Latest.content() != s.Latest.content()
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// first is the earlier of two times of which either may be none.
func first(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
