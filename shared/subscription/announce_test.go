package subscription_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/subscription"
)

func TestAShopIsToldOfSeatsAndTheEndOfWhatItsOrderBought(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	was := subscription.Subscription{ID: "sub", Owner: "p/client/c", Order: "ord_1", Line: "1", Version: 3, Facts: subscription.Facts{Status: subscription.Active, Quantity: 5}}
	for name, c := range map[string]struct {
		change func(before, after *subscription.Subscription)
		want   feed.Type
	}{
		"nothing":    {func(_, _ *subscription.Subscription) {}, ""},
		"more seats": {func(_, a *subscription.Subscription) { a.Facts.Quantity = 8 }, feed.SeatsChanged},
		"its end":    {func(_, a *subscription.Subscription) { a.Facts.Status = subscription.Expired }, feed.SubscriptionExpired},
		"its end, once": {func(b, a *subscription.Subscription) {
			b.Facts.Status, a.Facts.Status = subscription.Expired, subscription.Expired
		}, ""},
		"a renewal that is near": {func(_, a *subscription.Subscription) { a.Foretold = now.AddDate(0, 0, 20) }, feed.RenewalUpcoming},
		"a renewal that was told of": {func(b, a *subscription.Subscription) {
			b.Foretold, a.Foretold = now.AddDate(0, 0, 20), now.AddDate(0, 0, 20)
		}, ""},
		"first seen":            {func(b, a *subscription.Subscription) { b.Version, a.Facts.Quantity = 0, 8 }, ""},
		"another's order's":     {func(_, a *subscription.Subscription) { a.Owner, a.Facts.Quantity = "", 8 }, ""},
		"a change of the terms": {func(_, a *subscription.Subscription) { a.Facts.AutoRenew = true }, ""},
	} {
		before, after := was, was
		c.change(&before, &after)
		n, ok := after.Announce(before, 4, now)
		if ok != (c.want != "") || n.Type != c.want || ok && (n.Owner != "p/client/c" || n.Order != "ord_1" || n.Data.Seats != after.Facts.Quantity || n.Data.Subscription != "sub") {
			t.Errorf("%s: %v, %+v", name, ok, n)
		}
	}
}
