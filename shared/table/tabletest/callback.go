package tabletest

import (
	"crypto/rand"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func endpoints(t *testing.T, s store.Store) {
	f, owner := opened(s).Feed(), "p/api/c#"+rand.Text()
	_, err := f.Endpoint(t.Context(), "ep_#")
	want(t, err, fault.NotFound)
	e := feed.Endpoint{ID: "ep_#" + rand.Text(), Owner: owner, URL: "https://shop.example/hook", State: feed.Pending, At: noon, Since: noon}
	want(t, f.SaveEndpoint(t.Context(), &e), "")
	again := e
	again.Version = 0
	want(t, f.SaveEndpoint(t.Context(), &again), fault.Stale)
	late := e
	e.State = feed.Verified
	want(t, f.SaveEndpoint(t.Context(), &e), "")
	want(t, f.SaveEndpoint(t.Context(), &late), fault.Stale)
	other := feed.Endpoint{ID: e.ID + "2", Owner: owner + "#", State: feed.Pending, At: noon, Since: noon}
	want(t, f.SaveEndpoint(t.Context(), &other), "")
	got, err := f.Endpoint(t.Context(), e.ID)
	want(t, err, "")
	of, err := f.EndpointsOf(t.Context(), owner)
	want(t, err, "")
	if diff := cmp.Diff([]feed.Endpoint{e, e}, append(of, got)); diff != "" {
		t.Fatal(diff)
	}
}

func lineTimes(t *testing.T, s store.Store) {
	f, id := opened(s).Feed(), "ep_#"+rand.Text()
	l, err := f.Line(t.Context(), id)
	if err != nil || l.Version != 0 || !l.Due.IsZero() {
		t.Fatalf("a new one: %+v, %v", l, err)
	}
	l.Endpoint, l.Due = id, noon.Add(time.Minute)
	twin := l
	want(t, f.SaveLine(t.Context(), &l), "")
	want(t, f.SaveLine(t.Context(), &twin), fault.Stale)
	due := func(now time.Time) (found int) {
		t.Helper()
		all, err := f.DueLines(t.Context(), now, 1_000_000)
		want(t, err, "")
		for _, d := range all {
			if d == l {
				found++
			}
		}
		return found
	}
	if due(noon) != 0 || due(noon.Add(time.Minute)) != 1 {
		t.Error("it is not due at its time alone")
	}
	twin = l
	want(t, f.SaveLine(t.Context(), &l), "")
	want(t, f.SaveLine(t.Context(), &twin), fault.Stale) // although it says the very same
	l.Due = time.Time{}
	want(t, f.SaveLine(t.Context(), &l), "")
	if due(noon.Add(time.Hour)) != 0 {
		t.Error("it is due although nothing waits")
	}
}

func callbacks(t *testing.T, s store.Store) {
	f, id := opened(s).Feed(), "ep_#"+rand.Text()
	var all []feed.Delivery
	for n := range 5 {
		due := noon.Add(time.Duration(5-n) * time.Minute)
		d := feed.Delivery{Owner: "p/api/c", Endpoint: id, Event: "evt_#" + strconv.Itoa(n), Replay: "r#1", State: feed.Waiting, Made: noon, Due: due}
		want(t, f.PutDelivery(t.Context(), d), "")
		d.Due = noon.Add(-time.Hour)
		want(t, f.PutDelivery(t.Context(), d), "") // it is there, and left as it is
		d.Due, d.Version = due, 1
		all = append([]feed.Delivery{d}, all...)
	}
	waits := func(by time.Time, limit int, wanted ...feed.Delivery) {
		t.Helper()
		got, err := f.Waiting(t.Context(), id, by, limit)
		want(t, err, "")
		if len(wanted) == 0 && len(got) == 0 {
			return
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Fatalf("by %v (-want +got):\n%s", by, diff)
		}
	}
	waits(time.Time{}, 10, all...)
	waits(time.Time{}, 1, all[0])
	waits(noon, 10)
	waits(noon.Add(2*time.Minute), 10, all[:2]...)

	taken, late := all[0], all[0]
	taken.Due, taken.Posts = noon.Add(time.Hour), []feed.Attempt{{At: noon}}
	want(t, f.SaveDelivery(t.Context(), &taken), "")
	want(t, f.SaveDelivery(t.Context(), &late), fault.Stale)
	waits(time.Time{}, 10, all[1], all[2], all[3], all[4], taken)
	want(t, f.SaveDelivery(t.Context(), &taken), "") // due when it was
	waits(noon.Add(time.Hour), 10, all[1], all[2], all[3], all[4], taken)
	taken.State, taken.Due = feed.Delivered, time.Time{}
	want(t, f.SaveDelivery(t.Context(), &taken), "")
	waits(time.Time{}, 10, all[1:]...)
	want(t, f.PutDelivery(t.Context(), late), "")
	waits(time.Time{}, 10, all[1:]...)
	never := feed.Delivery{Endpoint: id, Event: "evt_none", State: feed.Waiting, Version: 1}
	want(t, f.SaveDelivery(t.Context(), &never), fault.Stale)

	postedPages(t, f, id, all)
}

// postedPages holds what is listed of an endpoint, all[0] of which was delivered, against what was put.
func postedPages(t *testing.T, f table.Feed, id string, all []feed.Delivery) {
	t.Helper()
	var pages []feed.Delivery
	for after := ""; ; {
		page, next, err := f.Posted(t.Context(), id, after, 2)
		want(t, err, "")
		pages = append(pages, page...)
		if after = next; after == "" {
			break
		}
	}
	if diff := cmp.Diff(all[1:], pages[1:]); diff != "" || pages[0].State != feed.Delivered {
		t.Fatalf("all, those of the newest events first: %v\n%s", pages, diff)
	}
}
