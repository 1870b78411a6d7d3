package storefront_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

func TestAnOrderIsPlacedOncePaid(t *testing.T) {
	t.Parallel()
	expect(t, "paid", world(nil, sold(5)), brief{storefront.Place, "1", 5, ""})
	expect(t, "not paid", world(nil, later(sold(5), 0, func(s *storefront.Sale) { s.Paid = false })), brief{storefront.Note, "", 0, storefront.AwaitingPayment})
	expect(t, "paid in a shop that tells nothing of differences", world(nil, later(sold(5), 0, func(s *storefront.Sale) { s.Unproven = true })), brief{storefront.Place, "1", 5, ""})
	expect(t, "placed already", world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, sold(5)))
	expect(t, "not seen whole", world(nil, storefront.Sale{Order: "1001"}), brief{storefront.Note, "", 0, storefront.NotRead})
}

// The licence is taken back within 168 hours only. A refund alone is no cancel, and neither is a cancel alone.
func TestALicenceIsGivenBackOnlyWhenCancelledAndRefundedWithinTheWindow(t *testing.T) {
	t.Parallel()
	inside, outside := 167*time.Hour, 168*time.Hour
	for _, c := range []struct {
		name   string
		change func(*storefront.Sale)
		ago    time.Duration
		want   []brief
	}{
		{"confirmed, inside", ended, inside, []brief{{storefront.Cancel, "1", 0, ""}}},
		{"confirmed, outside", ended, outside, []brief{{storefront.StopRenew, "1", 5, ""}, {storefront.Task, "1", 0, storefront.StillLiable}}},
		{"refunded alone, inside", refunded, inside, []brief{{storefront.Task, "1", 0, storefront.RefundUnconfirmed}}},
		{"refunded alone, outside", refunded, outside, []brief{{storefront.StopRenew, "1", 5, ""}, {storefront.Task, "1", 0, storefront.StillLiable}}},
		{"cancelled alone, inside", cancelled, inside, []brief{{storefront.Task, "1", 0, storefront.CancelUnconfirmed}}},
		{"cancelled alone, outside", cancelled, outside, []brief{{storefront.Task, "1", 0, storefront.CancelUnconfirmed}}},
	} {
		expect(t, c.name, world([]storefront.Placed{placed("1", "BP", 5, c.ago)}, sold(5), later(sold(5), 5, c.change)), c.want...)
	}
}

func TestWhatIsOwedSaysUntilWhen(t *testing.T) {
	t.Parallel()
	p := placed("1", "BP", 5, 30*day)
	for _, a := range storefront.Compare("1001", world([]storefront.Placed{p}, later(sold(5), 5, ended))) {
		if a.Reason == storefront.StillLiable && (!a.Until.Equal(p.Licence.Facts.CommitmentEnds) || !strings.Contains(a.Text, "5 seats are owed until 2027-10")) {
			t.Errorf("%+v", a)
		}
	}
}

func TestACancelBeforeTheLicenceIsThereStopsTheOrder(t *testing.T) {
	t.Parallel()
	p := storefront.Placed{Line: "1", SKU: "BP", Seats: 5}
	expect(t, "in flight", world([]storefront.Placed{p}, later(sold(5), 5, ended)), brief{storefront.Cancel, "1", 0, ""})
	expect(t, "in flight, edited", world([]storefront.Placed{p}, sold(3)), brief{storefront.Note, "1", 0, storefront.InFlight})
	expect(t, "in flight, refunded alone", world([]storefront.Placed{p}, later(sold(5), 5, refunded)), brief{storefront.Task, "1", 0, storefront.RefundUnconfirmed})
	expect(t, "nothing bought", world(nil, later(sold(5), 5, ended)), brief{storefront.Note, "", 0, storefront.NothingBought})
	p.Moving = true
	expect(t, "there, and being changed", world([]storefront.Placed{p}, later(sold(5), 5, ended)), brief{storefront.Note, "1", 0, storefront.InFlight})
}

// Suspending keeps the bill running, so nothing here ever asks for it.
func TestARefundOfMoneyAloneChangesNothing(t *testing.T) {
	t.Parallel()
	expect(t, "10 EUR back", world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, sold(5), later(sold(5), 5, func(*storefront.Sale) {})))
}

func TestTwoOfFiveSeatsRefundedAreThreeSeatsWhateverIsRepeated(t *testing.T) {
	t.Parallel()
	three := later(sold(5), 5, func(s *storefront.Sale) { s.Lines[0].Seats = 3 })
	p := placed("1", "BP", 5, time.Hour)
	c := world([]storefront.Placed{p}, sold(5), three, three)
	expect(t, "inside", c, brief{storefront.Lower, "1", 3, ""})
	first, again := storefront.Compare("1001", c), storefront.Compare("1001", c)
	if first[0].Key != "con_1#1001#1#lower#3" || again[0].Key != first[0].Key || !first[0].Until.Equal(p.Licence.Facts.CancelUntil) {
		t.Errorf("%+v, %+v", first, again)
	}
	expect(t, "done", world([]storefront.Placed{placed("1", "BP", 3, time.Hour)}, sold(5), three, sold(5)))
	expect(t, "outside", world([]storefront.Placed{placed("1", "BP", 5, 8*day)}, three),
		brief{storefront.LowerLater, "1", 3, ""}, brief{storefront.Task, "1", 0, storefront.StillLiable})
	p = placed("1", "BP", 5, 8*day)
	p.Licence.Facts.Batches[0].Quantity, p.Licence.Facts.Batches[0].Until = 1, now().Add(time.Hour)
	expect(t, "one of two inside", world([]storefront.Placed{p}, three), brief{storefront.Lower, "1", 3, ""}, brief{storefront.Task, "1", 0, storefront.StillLiable})
	p = placed("1", "BP", 5, 8*day)
	p.Licence.Facts.AutoRenew = false
	expect(t, "outside, renewal off", world([]storefront.Placed{p}, three), brief{storefront.Task, "1", 0, storefront.StillLiable})
	p = placed("1", "BP", 5, time.Hour)
	p.Assigned = 4
	expect(t, "users have them", world([]storefront.Placed{p}, three), brief{storefront.Task, "1", 0, storefront.SeatsAssigned})
}

func TestSeatsGrowOnlyWhenTheDifferenceIsPaid(t *testing.T) {
	t.Parallel()
	eight := later(sold(8), 5, func(s *storefront.Sale) { s.Paid = false })
	p := []storefront.Placed{placed("1", "BP", 5, 40*day)}
	expect(t, "unpaid", world(p, sold(5), eight), brief{storefront.Hold, "1", 0, storefront.DifferenceUnpaid})
	expect(t, "paid", world(p, sold(5), eight, later(sold(8), 6, func(*storefront.Sale) {})), brief{storefront.Raise, "1", 8, ""})
	expect(t, "a payment failed", world(p, later(sold(5), 5, func(s *storefront.Sale) { s.Paid, s.Failed = false, true })), brief{storefront.Task, "", 0, storefront.PaymentFailed})
}

func TestOneUnmappedLineHoldsTheWholeOrder(t *testing.T) {
	t.Parallel()
	bad := later(sold(5, 2), 0, func(s *storefront.Sale) { s.Lines[1].SKU = "OTHER" })
	expect(t, "unmapped", world(nil, bad), brief{storefront.Hold, "2", 0, storefront.UnmappedSKU})
	expect(t, "of no seats", world(nil, later(bad, 0, func(s *storefront.Sale) { s.Lines[1].Seats = 0 })), brief{storefront.Place, "1", 5, ""})
	c := world(nil, later(sold(5, 400), 0, func(s *storefront.Sale) { s.Lines[1].SKU = "HOUR" }))
	c.Connection.SKUs["HOUR"] = partner.Mapping{Ignore: true}
	expect(t, "no licence", c, brief{storefront.Place, "1", 5, ""})
	if o, err := storefront.Assemble(c, storefront.Compare("1001", c)); err != nil || len(o.Lines) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	expect(t, "both mapped", world(nil, sold(5, 2)), brief{storefront.Place, "1", 5, ""}, brief{storefront.Place, "2", 2, ""})
}

func TestALineThatFailedIsTriedAloneAndTheGoodOneKept(t *testing.T) {
	t.Parallel()
	p := []storefront.Placed{placed("1", "BP", 5, time.Hour), {Line: "2", SKU: "E3", Seats: 2, Refused: true, Changes: 1}}
	c := world(p, sold(5, 2))
	expect(t, "refused", c, brief{storefront.Task, "2", 0, storefront.LineRefused})
	c.Waived = []storefront.Reason{storefront.LineRefused}
	expect(t, "let pass", c, brief{storefront.Place, "2", 2, ""})
	o, err := storefront.Assemble(c, storefront.Compare("1001", c))
	if err != nil || len(o.Lines) != 1 || o.Lines[0].Key != "2" || o.Source.Ref != "1001#2~1" {
		t.Errorf("%+v, %v", o, err)
	}
	expect(t, "ended meanwhile", world(p, later(sold(5, 2), 5, ended)), brief{storefront.Cancel, "1", 0, ""})
}

func TestADisputePausesRenewalAndAsksAPerson(t *testing.T) {
	t.Parallel()
	dispute := storefront.Sale{Order: "1001", Version: now(), Ended: storefront.Ended{Disputed: now()}}
	c := world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, sold(5), dispute, later(sold(9), 5, func(*storefront.Sale) {}))
	expect(t, "disputed", c, brief{storefront.StopRenew, "1", 5, ""}, brief{storefront.Task, "", 0, storefront.Dispute})
	c.Placed[0].Lapsed, c.Placed[0].Licence.Facts.AutoRenew, c.Waived = true, false, []storefront.Reason{storefront.Dispute}
	expect(t, "won", c, brief{storefront.Raise, "1", 9, ""}, brief{storefront.Renew, "1", 5, ""})
	c = world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, sold(5), dispute)
	c.Placed[0].Over = true
	expect(t, "given back already", c, brief{storefront.Task, "", 0, storefront.Dispute})
	expect(t, "nothing bought yet", world(nil, sold(5), dispute), brief{storefront.Task, "", 0, storefront.Dispute})
}

func TestALineThatIsTakenOutIsNoCancel(t *testing.T) {
	t.Parallel()
	gone := later(sold(5, 2), 5, func(s *storefront.Sale) { s.Lines[1].Seats = 0 })
	both := func(ago time.Duration) []storefront.Placed {
		return []storefront.Placed{placed("1", "BP", 5, ago), placed("2", "E3", 2, ago)}
	}
	expect(t, "inside", world(both(time.Hour), gone), brief{storefront.Task, "2", 0, storefront.LineRemoved})
	expect(t, "outside", world(both(8*day), later(gone, 1, func(s *storefront.Sale) { s.Lines = s.Lines[:1] })),
		brief{storefront.StopRenew, "2", 2, ""}, brief{storefront.Task, "2", 0, storefront.StillLiable})
}

func TestASubscriptionFollowsItsShop(t *testing.T) {
	t.Parallel()
	p := placed("1", "BP", 5, 40*day)
	off := later(sold(5), 5, func(s *storefront.Sale) { s.Renewal = storefront.RenewalOff })
	on := later(sold(5), 6, func(s *storefront.Sale) { s.Renewal = storefront.RenewalOn })
	expect(t, "ends with its term", world([]storefront.Placed{p}, off), brief{storefront.StopRenew, "1", 5, ""})
	expect(t, "renewed and paid", world([]storefront.Placed{p}, on))
	p.Licence.Facts.AutoRenew = false
	expect(t, "somebody else let it lapse", world([]storefront.Placed{p}, off, on))
	p.Lapsed = true
	expect(t, "the shop goes on", world([]storefront.Placed{p}, off, on), brief{storefront.Renew, "1", 5, ""})
	expect(t, "the shop goes on, unpaid", world([]storefront.Placed{p}, off, later(on, 1, func(s *storefront.Sale) { s.Paid = false })))
	expect(t, "the line is gone", world([]storefront.Placed{p}, off, later(on, 1, func(s *storefront.Sale) { s.Lines = nil })),
		brief{storefront.Task, "1", 0, storefront.StillLiable})
	p.Licence.Facts.AutoRenew = true
	expect(t, "somebody else switched it on again", world([]storefront.Placed{p}, off))
	p.Lapsed = false
	expect(t, "another plan", world([]storefront.Placed{p}, later(on, 1, func(s *storefront.Sale) { s.Lines[0].SKU = "E3" })),
		brief{storefront.Task, "1", 0, storefront.PlanChanged})
	p = placed("1", "BP", 5, 40*day)
	expect(t, "deleted, not refunded", world([]storefront.Placed{p}, later(off, 1, cancelled)),
		brief{storefront.StopRenew, "1", 5, ""}, brief{storefront.Task, "1", 0, storefront.CancelUnconfirmed})
}

func TestWhatWasChangedElsewhereIsForAPerson(t *testing.T) {
	t.Parallel()
	p := placed("1", "BP", 5, time.Hour)
	p.Licence.Facts.Quantity = 7
	expect(t, "more seats", world([]storefront.Placed{p}, sold(3)), brief{storefront.Task, "1", 0, storefront.Drifted})
	expect(t, "as sold", world([]storefront.Placed{p}, sold(5)))
	p.Over = true
	expect(t, "given back", world([]storefront.Placed{p}, sold(3)))
}

func TestAnOrderThatIsOpenAgainWaits(t *testing.T) {
	t.Parallel()
	again := later(sold(5), 9, func(*storefront.Sale) {})
	for _, c := range []storefront.Case{world(nil, later(sold(5), 5, ended), again), world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, later(sold(5), 5, ended), again)} {
		expect(t, "reopened", c, brief{storefront.Hold, "", 0, storefront.Reopened})
	}
	c := world(nil, later(sold(5), 5, cancelled), again)
	c.Waived = []storefront.Reason{storefront.Reopened}
	expect(t, "let pass", c, brief{storefront.Place, "1", 5, ""})
	expect(t, "cancelled, then refunded under one status", world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, later(sold(5), 5, cancelled), later(sold(5), 6, refunded)),
		brief{storefront.Cancel, "1", 0, ""})
}
