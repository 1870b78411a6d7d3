package table_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// bought gives a typical licence, as a round found it.
func bought(tb testing.TB) subscription.Subscription {
	tb.Helper()
	cost, err := money.Parse("123.60", "EUR")
	if err != nil {
		tb.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 9, 41, 7, 318204551, time.UTC)
	return subscription.Subscription{
		ID: subscription.ID(guid(7)), Partner: "kestrel-cloud", Tenant: guid(2), Seen: at, Order: "ord_k3jx7q2mzp5wd4hn6btcrvyaeu", Line: "13579086420135",
		UnitCost: &cost, Segment: "commercial", Edition: 1,
		Facts: subscription.Facts{
			Product: "CFQ7TTC0LCHC", SKU: "0002", Name: "Microsoft 365 Business Premium", Nickname: "Microsoft 365 Business Premium", Status: subscription.Active,
			Quantity: 12, Term: "P1Y", Billing: "monthly", AutoRenew: true, NewCommerce: true, Created: at, Started: at.Truncate(24 * time.Hour),
			CommitmentEnds: at.Truncate(24*time.Hour).AddDate(1, 0, -1), CancelUntil: at.AddDate(0, 0, 7), PartnerOfRecord: "6123456", Sold: "6b1f4e0a93d7",
			Batches: []subscription.Batch{{Quantity: 12, Until: at.AddDate(0, 0, 7)}},
			Next:    &subscription.Next{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "annual", Quantity: 10},
		},
	}
}

func TestATypicalChangeOfALicenceTakesOneUnitAnItem(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	tab, l := table.Open(s, clock).Subscriptions(), bought(t)
	wish := subscription.Wish{Kind: subscription.Seats, Delta: 3}
	d := subscription.Decide(l, wish, clock(), nil)
	c := subscription.Change{
		ID: "chg_k3jx7q2mzp5wd4hn6btcrvyaeu", Partner: l.Partner, Of: l.ID, Wish: wish, By: guid(9), At: clock(), Correlation: guid(1),
		State: subscription.Accepted, Decision: &d,
	}
	small := func(step string) {
		t.Helper()
		for _, i := range s.All() {
			size := store.Size(i)
			t.Logf("%s: %s: %d bytes", step, i.Key().SK, size)
			if size > 1024 {
				t.Errorf("%s: %s: %d bytes, want at most 1024", step, i.Key().SK, size)
			}
		}
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(tab.Save(t.Context(), &l))
	check(tab.Ask(t.Context(), c))
	small("asked")
	c.State, c.Steps = subscription.Acting, []subscription.Step{{At: clock(), What: "decided", Evidence: d.Why}}
	l.Intent = &subscription.Intent{Change: c, Edits: d.Edits(), Attempt: 1, Since: clock(), Before: l.Facts}
	l.Due = clock()
	check(tab.Save(t.Context(), &l))
	small("intended")
	c.Steps = append(c.Steps, subscription.Step{At: clock(), What: "set 15 seats", Evidence: "request " + guid(3)},
		subscription.Step{At: clock(), What: "schedule 10 seats of CFQ7TTC0LCHC:0002", Evidence: "request " + guid(4)})
	c.State, c.Ended, l.Intent, l.Due, l.Facts.Quantity = subscription.Done, clock(), nil, time.Time{}, 15
	check(tab.Finish(t.Context(), &l, c))
	small("done")
	t.Logf("units in all: %+v", s.Units())
}
