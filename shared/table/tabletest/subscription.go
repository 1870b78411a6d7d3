package tabletest

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func someLicence(partner string) subscription.Subscription {
	return subscription.Subscription{
		ID: subscription.ID("s#%" + rand.Text()), Partner: partner, Tenant: "tenant-1", Seen: noon,
		Facts: subscription.Facts{
			Product: "CFQ7TTC0LCHC", SKU: "0002", Name: "Kröger", Status: subscription.Active, Quantity: 10, Term: "P1Y", AutoRenew: true, NewCommerce: true,
			CommitmentEnds: time.Date(2027, time.February, 28, 0, 0, 0, 0, time.UTC),
		},
	}
}

func someWish(s subscription.Subscription, after time.Duration) subscription.Change {
	return subscription.Change{
		ID: "chg_#" + rand.Text(), Partner: s.Partner, Of: s.ID, By: "client", At: noon.Add(after), State: subscription.Accepted,
		Wish: subscription.Wish{Kind: subscription.Seats, Delta: 1},
	}
}

func licences(t *testing.T, s store.Store) {
	tab, l := opened(s).Subscriptions(), someLicence("p#"+rand.Text())
	_, err := tab.Load(t.Context(), l.Partner, l.ID)
	want(t, err, fault.NotFound)
	missing := l
	missing.Version = 3
	want(t, tab.Save(t.Context(), &missing), fault.Stale)
	want(t, tab.Save(t.Context(), &l), "")
	again := l
	again.Version = 0
	want(t, tab.Save(t.Context(), &again), fault.Stale)
	read, err := tab.Load(t.Context(), l.Partner, l.ID)
	want(t, err, "")
	if diff := cmp.Diff(l, read); diff != "" || read.Version != 1 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	late := read
	read.Renewed = true // nothing of the list changes
	want(t, tab.Save(t.Context(), &read), "")
	want(t, tab.Save(t.Context(), &late), fault.Stale)
	_, err = tab.Load(t.Context(), "other", l.ID)
	want(t, err, fault.NotFound)
}

func wishes(t *testing.T, s store.Store) {
	tab, l := opened(s).Subscriptions(), someLicence("p#"+rand.Text())
	want(t, tab.Save(t.Context(), &l), "")
	var asked []subscription.Change
	for n := range 5 {
		c := someWish(l, time.Duration(n)*time.Nanosecond)
		want(t, tab.Ask(t.Context(), c), "")
		want(t, tab.Ask(t.Context(), c), fault.Conflict)
		asked = append(asked, c)
	}
	pending := func(limit int, wanted []subscription.Change) {
		t.Helper()
		got, err := tab.Pending(t.Context(), l.Partner, l.ID, limit)
		want(t, err, "")
		if diff := cmp.Diff(wanted, got, cmp.AllowUnexported(subscription.Decision{})); diff != "" {
			t.Fatalf("pending (-want +got):\n%s", diff)
		}
	}
	pending(100, asked)
	pending(1, asked[:1])
	over, late := asked[0], l
	over.State, over.Ended = subscription.Done, noon.Add(time.Minute)
	l.Facts.Quantity++
	want(t, tab.Finish(t.Context(), &l, over), "")
	want(t, tab.Finish(t.Context(), &late, asked[1]), fault.Stale)
	pending(100, asked[1:])
	want(t, tab.Ask(t.Context(), asked[0]), fault.Conflict) // one id is one wish for ever
	want(t, tab.Postpone(t.Context(), asked[0], noon), "")  // too late
	pending(100, asked[1:])
	for _, c := range []subscription.Change{over, asked[1]} {
		got, err := tab.Change(t.Context(), l.Partner, l.ID, c.ID)
		want(t, err, "")
		if diff := cmp.Diff(c, got, cmp.AllowUnexported(subscription.Decision{})); diff != "" {
			t.Fatalf("change (-want +got):\n%s", diff)
		}
	}
	_, err := tab.Change(t.Context(), l.Partner, l.ID, "none")
	want(t, err, fault.NotFound)
}

func dueLicences(t *testing.T, s store.Store) {
	all, past := opened(s), distant()
	tab, l := all.Subscriptions(), someLicence("p#"+rand.Text())
	due := func(now time.Time) (own []string) {
		t.Helper()
		found, err := all.Due(t.Context(), now, 1000)
		want(t, err, "")
		for _, w := range found {
			if w.Partner == l.Partner && w.Subscription == l.ID && w.Order == "" {
				own = append(own, w.Change)
			}
		}
		return own
	}
	l.Due = past
	want(t, tab.Save(t.Context(), &l), "")
	c := someWish(l, 0)
	c.At = past
	want(t, tab.Ask(t.Context(), c), "")
	for _, look := range []struct {
		after time.Duration
		want  []string
	}{{-time.Second, nil}, {0, []string{""}}, {time.Minute, []string{""}}, {3 * time.Minute, []string{"", c.ID}}} {
		if got := due(past.Add(look.after)); !slices.Equal(got, look.want) {
			t.Fatalf("due after %s: %q, want %q", look.after, got, look.want)
		}
	}
	want(t, tab.Postpone(t.Context(), c, past.Add(time.Hour)), "")
	if got := due(past.Add(3 * time.Minute)); !slices.Equal(got, []string{""}) {
		t.Fatalf("due: %q", got)
	}
	l.Due = time.Time{}
	want(t, tab.Finish(t.Context(), &l, c), "")
	if got := due(past.Add(2 * time.Hour)); len(got) != 0 {
		t.Fatalf("due although all is done: %q", got)
	}
}

func heldLicences(t *testing.T, s store.Store) {
	all, p := opened(s), "p#"+rand.Text()
	o := someOrder()
	o.Partner, o.State, o.Parked, o.Hold = order.PartnerID(p), order.Checking, true, &order.Hold{Since: noon}
	want(t, all.Create(t.Context(), &o), "")
	l := someLicence(p)
	l.Hold, l.Seen = true, noon.Add(time.Second)
	want(t, all.Subscriptions().Save(t.Context(), &l), "")
	held := func(wanted []table.Waiting) {
		t.Helper()
		got, err := all.Held(t.Context(), o.Partner, 100)
		want(t, err, "")
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Fatalf("held (-want +got):\n%s", diff)
		}
	}
	first := table.Waiting{Order: o.ID, At: noon}
	held([]table.Waiting{first, {Partner: p, Subscription: l.ID, At: noon.Add(time.Second)}})
	l.Hold = false
	want(t, all.Subscriptions().Save(t.Context(), &l), "")
	held([]table.Waiting{first})
}

func licenceList(t *testing.T, s store.Store) {
	tab, p := opened(s).Subscriptions(), "p#"+rand.Text()
	var every []subscription.Entry
	for n := range 7 {
		l := someLicence(p)
		l.ID, l.Tenant = subscription.ID(fmt.Sprint("s", n)), fmt.Sprint("tenant-", n/4)
		if n%2 == 1 {
			l.Facts.Product = "CFQ7TTC0LH18"
		}
		want(t, tab.Save(t.Context(), &l), "")
		if n == 6 { // its term is extended, and then it is gone
			l.Facts.CommitmentEnds = l.Facts.CommitmentEnds.AddDate(0, 1, 0)
			want(t, tab.Save(t.Context(), &l), "")
			l.Facts.Status = subscription.Deleted
			want(t, tab.Save(t.Context(), &l), "")
		}
		every = append(every, l.Entry())
	}
	for _, f := range []subscription.Filter{
		{},
		{Tenant: "tenant-0"},
		{Product: "CFQ7TTC0LH18"},
		{Status: subscription.Deleted},
		{Month: "2027-03"},
		{Month: "2027-04"},
		{Tenant: "tenant-1", Month: "2027-03"},
		{Tenant: "tenant-1", Product: "CFQ7TTC0LH18", Status: subscription.Active},
		{Tenant: "tenant"},
	} {
		wanted := slices.DeleteFunc(slices.Clone(every), func(e subscription.Entry) bool { return !f.Fits(e) })
		if diff := cmp.Diff(wanted, allPages(t, tab, p, f), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%+v (-want +got):\n%s", f, diff)
		}
	}
	_, next, err := tab.List(t.Context(), p, subscription.Filter{}, "", 2)
	want(t, err, "")
	for _, other := range []subscription.Filter{{Month: "2027-03"}, {Tenant: "tenant-1"}} {
		_, _, err = tab.List(t.Context(), p, other, next, 2)
		want(t, err, fault.Invalid)
	}
	_, _, err = tab.List(t.Context(), "another", subscription.Filter{}, next, 2)
	want(t, err, fault.Invalid)
}

func allPages(t *testing.T, tab table.Subscriptions, p string, f subscription.Filter) (got []subscription.Entry) {
	t.Helper()
	for after, more := "", true; more; more = after != "" {
		page, next, err := tab.List(t.Context(), p, f, after, 2)
		if want(t, err, ""); len(page) > 2 {
			t.Fatalf("a page of %d", len(page))
		}
		got, after = append(got, page...), next
	}
	return got
}

func position(t *testing.T, s store.Store) {
	tab, p := opened(s).Subscriptions(), "p#"+rand.Text()
	at := func(wanted string) {
		t.Helper()
		got, err := tab.Position(t.Context(), p)
		if want(t, err, ""); got != wanted {
			t.Fatalf("position %q, want %q", got, wanted)
		}
	}
	at("")
	for _, next := range []string{"tenant-1", "tenant-2", ""} {
		want(t, tab.SetPosition(t.Context(), p, next), "")
		at(next)
	}
}
