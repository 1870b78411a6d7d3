package storefront_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/subscription"
)

// history draws what an order went through: edits, payments, ends, disputes, several within one second, some read at the shop.
func history(t *rapid.T) []storefront.Sale {
	var all []storefront.Sale
	one := sold(5)
	var e storefront.Ended
	for range rapid.IntRange(1, 8).Draw(t, "changes") {
		one = later(one, rapid.IntRange(0, 2).Draw(t, "minutes"), func(s *storefront.Sale) {
			s.Paid = rapid.Bool().Draw(t, "paid")
			s.Lines[0].Seats = rapid.IntRange(0, 9).Draw(t, "seats")
			s.Read = time.Time{}
			if rapid.IntRange(0, 3).Draw(t, "read") == 0 {
				s.Read = s.Version.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			}
			s.Renewal = rapid.SampledFrom([]storefront.Renewal{"", storefront.RenewalOff, storefront.RenewalOn}).Draw(t, "renewal")
			switch rapid.IntRange(0, 9).Draw(t, "end") {
			case 0:
				e.Cancelled = s.Version
			case 1:
				e.Refunded = s.Version
			case 2:
				e = storefront.Ended{} // open again
			}
			s.Ended = e
		})
		all = append(all, one)
		if rapid.IntRange(0, 9).Draw(t, "dispute") == 0 {
			all = append(all, storefront.Sale{Order: one.Order, Version: one.Version, Ended: storefront.Ended{Disputed: one.Version}})
		}
	}
	return all
}

// delivered draws the history with repeats and in any order, each at least once.
func delivered(t *rapid.T, all []storefront.Sale) []storefront.Sale {
	sent := slices.Clone(all)
	for range rapid.IntRange(0, 5).Draw(t, "repeats") {
		sent = append(sent, rapid.SampledFrom(all).Draw(t, "again"))
	}
	return rapid.Permutation(sent).Draw(t, "order")
}

func TestAnyOrderOfTheDeliveriesEndsInTheSameWish(t *testing.T) {
	t.Parallel()
	var cases atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		cases.Add(1)
		all := history(t)
		var want, got storefront.State
		for _, s := range all {
			want = storefront.Merge(want, s)
		}
		for _, s := range delivered(t, all) {
			before := got
			got = storefront.Merge(got, s)
			for _, times := range [][2]time.Time{
				{before.Ended.Cancelled, got.Ended.Cancelled}, {before.Ended.Refunded, got.Ended.Refunded}, {before.Ended.Disputed, got.Ended.Disputed},
			} {
				if !times[0].IsZero() && (times[1].IsZero() || times[1].After(times[0])) {
					t.Fatalf("a terminal fact un-happened: %v, then %v", times[0], times[1])
				}
			}
			if got.Latest.Version.Before(before.Latest.Version) {
				t.Fatalf("an older sale undid a newer: %v, then %v", before.Latest.Version, got.Latest.Version)
			}
		}
		if diff := cmp.Diff(storefront.Want(want), storefront.Want(got)); diff != "" || !cmp.Equal(want, got) {
			t.Fatal(diff)
		}
	})
	fmt.Printf("%d histories\n", cases.Load())
}

// books are a partner's, where each action is carried out once, whatever is asked twice.
type books struct {
	placed map[string]*storefront.Placed
	done   map[string]bool
}

// carry does what a comparison says, and reports what was wrong with it.
func (b *books) carry(actions []storefront.Action, latest storefront.Sale) error {
	for _, a := range actions {
		if a.Op == storefront.Hold || a.Op == storefront.Task || a.Op == storefront.Note {
			continue
		}
		if b.done[a.Key] {
			return fmt.Errorf("%s is wanted twice", a.Key)
		}
		b.done[a.Key] = true
		p := b.placed[a.Line]
		if a.Op == storefront.Place {
			if p != nil || a.Target != latest.Lines[0].Seats {
				return fmt.Errorf("bought again: %+v", a)
			}
			fresh := placed(a.Line, "BP", a.Target, 0)
			b.placed[a.Line] = &fresh
			continue
		}
		f := &p.Licence.Facts
		p.Changes++
		switch a.Op {
		case storefront.Raise:
			f.Batches = append(f.Batches, subscription.Batch{Quantity: a.Target - f.Quantity, Until: now().Add(7 * day)})
			p.Seats, f.Quantity = a.Target, a.Target
		case storefront.Lower:
			p.Seats, f.Quantity = a.Target, a.Target
		case storefront.Cancel:
			p.Over = true
		case storefront.StopRenew, storefront.Renew:
			p.Lapsed, f.AutoRenew = a.Op == storefront.StopRenew, a.Op == storefront.Renew
		default:
			return fmt.Errorf("not within the window: %+v", a)
		}
	}
	return nil
}

func (b *books) list() []storefront.Placed {
	var all []storefront.Placed
	for _, p := range b.placed {
		all = append(all, *p)
	}
	return all
}

func TestNothingIsWantedTwiceAndAllComesToRest(t *testing.T) {
	t.Parallel()
	var bought, given atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		b := &books{placed: map[string]*storefront.Placed{}, done: map[string]bool{}}
		c := world(nil)
		for _, s := range delivered(t, history(t)) {
			c.State = storefront.Merge(c.State, s)
			for range 3 { // what was bought may have to be told that it is not to renew
				c.Placed = b.list()
				if err := b.carry(storefront.Compare("1001", c), c.State.Latest); err != nil {
					t.Fatal(err)
				}
			}
		}
		c.Placed = b.list()
		for _, a := range storefront.Compare("1001", c) {
			if a.Op != storefront.Hold && a.Op != storefront.Task && a.Op != storefront.Note {
				t.Fatalf("it does not come to rest: %+v", a)
			}
		}
		want := storefront.Want(c.State)
		p := b.placed["1"]
		if p == nil {
			return
		}
		bought.Add(1)
		if p.Over {
			given.Add(1)
		}
		if want.End && !p.Over || want.Grows && !want.Reopened && !p.Over && want.Lines[0].Seats > 0 && p.Seats != want.Lines[0].Seats {
			t.Fatalf("wanted %+v, have %+v", want, *p)
		}
	})
	fmt.Printf("%d bought, %d of them given back\n", bought.Load(), given.Load())
}

func TestOfOneSecondThePaidOneAndTheOneReadCount(t *testing.T) {
	t.Parallel()
	unpaid := later(sold(5), 0, func(s *storefront.Sale) { s.Paid = false })
	readAs7 := later(sold(7), 0, func(s *storefront.Sale) { s.Read = now() })
	doubtful := later(sold(5), 0, func(s *storefront.Sale) { s.Doubts = []storefront.Doubt{{Reason: storefront.DomainInvalid}} })
	for name, c := range map[string]struct{ a, b, want storefront.Sale }{
		"created and paid":   {unpaid, sold(5), sold(5)},
		"five and seven":     {sold(5), sold(7), sold(5)},
		"five and eight":     {sold(5), sold(8), sold(5)},
		"five and nine":      {sold(5), sold(9), sold(5)},
		"five and six":       {sold(5), sold(6), sold(5)},
		"open and cancelled": {sold(3), later(sold(5), 0, cancelled), later(sold(5), 0, cancelled)},
		"open and refunded":  {sold(4), later(sold(5), 0, refunded), later(sold(5), 0, refunded)},
		"read as seven":      {sold(5), readAs7, readAs7},
		"read after mending": {doubtful, sold(5), sold(5)},
	} {
		for _, s := range [][]storefront.Sale{{c.a, c.b}, {c.b, c.a}} {
			if diff := cmp.Diff(c.want, world(nil, s...).State.Latest); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

func TestTwoSalesOfOneSecondThatNothingTellsApartEndInTheSameState(t *testing.T) {
	t.Parallel()
	a, b := sold(5), later(sold(5), 0, func(s *storefront.Sale) { s.Customer.Company = "Southwind Demo GmbH" })
	if diff := cmp.Diff(world(nil, a, b).State, world(nil, b, a).State); diff != "" {
		t.Error(diff)
	}
}

func TestNothingGrowsAfterAnEnd(t *testing.T) {
	t.Parallel()
	dispute := func(s *storefront.Sale) { s.Ended.Disputed = s.Version }
	again := later(sold(5), 9, func(*storefront.Sale) {})
	for name, c := range map[string]struct {
		sales []storefront.Sale
		want  storefront.Wanted
	}{
		"paid":      {[]storefront.Sale{sold(5)}, storefront.Wanted{Grows: true}},
		"cancelled": {[]storefront.Sale{later(sold(5), 0, cancelled)}, storefront.Wanted{}},
		"refunded":  {[]storefront.Sale{later(sold(5), 0, refunded)}, storefront.Wanted{}},
		"disputed":  {[]storefront.Sale{later(sold(5), 0, dispute)}, storefront.Wanted{Renews: storefront.RenewalOff}},
		"both":      {[]storefront.Sale{later(sold(5), 0, ended)}, storefront.Wanted{End: true}},
		"reopened":  {[]storefront.Sale{later(sold(5), 0, ended), again}, storefront.Wanted{Reopened: true}},
	} {
		got := storefront.Want(world(nil, c.sales...).State)
		got.Lines = nil
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSeatsThatGoUpAndDownAndUpAgainAreOtherWishes(t *testing.T) {
	t.Parallel()
	p := placed("1", "BP", 5, time.Hour)
	first := storefront.Compare("1001", world([]storefront.Placed{p}, sold(8)))[0].Key
	p.Changes = 2
	if second := storefront.Compare("1001", world([]storefront.Placed{p}, sold(8)))[0].Key; first != "con_1#1001#1#raise#8" || second != first+"~2" {
		t.Errorf("%s, %s", first, second)
	}
}
