package tabletest

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/webhook"
)

// sales: an order of a shop is written on the version that was read, and is found when it is due.
func sales(t *testing.T, s store.Store) {
	tab := opened(s)
	r := webhook.Record{
		Connection: "con#" + rand.Text(), Order: "10#01", State: storefront.State{Latest: storefront.Sale{Order: "10#01", Version: noon, Whole: true, Lines: []storefront.Line{{Key: "1", SKU: "A", Seats: 5}}}},
		Orders: []order.ID{"ord_1"}, Lines: map[string]webhook.Asked{"1": {Seats: 8, Changes: 1, Licence: "l", Change: "chg_1"}},
		Todo:    []webhook.Todo{{Key: "k", Op: storefront.Raise, Line: "1", Target: 8}},
		Matters: []webhook.Matter{{Key: "m", Reason: storefront.StillLiable, Text: "owed", At: noon}}, Waived: []storefront.Reason{storefront.Reopened}, Due: noon.Add(-time.Minute),
	}
	_, err := tab.Record(t.Context(), r.Connection, r.Order)
	want(t, err, fault.NotFound)
	want(t, tab.SaveRecord(t.Context(), &r), "")
	got, err := tab.Record(t.Context(), r.Connection, r.Order)
	want(t, err, "")
	if diff := cmp.Diff(r, got); diff != "" || r.Version != 1 {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	old := got
	old.Version = 0
	want(t, tab.SaveRecord(t.Context(), &old), fault.Stale)
	found := func() bool {
		all, err := tab.DueSales(t.Context(), noon, 1000)
		want(t, err, "")
		return slices.Contains(all, [2]string{r.Connection, r.Order})
	}
	if !found() {
		t.Fatal("it is due and not found")
	}
	got.Due = noon.Add(time.Minute)
	want(t, tab.SaveRecord(t.Context(), &got), "")
	if found() {
		t.Fatal("it is found before it is due")
	}
	got.Due = time.Time{}
	want(t, tab.SaveRecord(t.Context(), &got), "")
	want(t, tab.SaveRecord(t.Context(), &r), fault.Stale)
}

// marks: of two orders that buy the same within a day the first has the mark.
func marks(t *testing.T, s store.Store) {
	tab := opened(s)
	m := webhook.Mark{Partner: "p", Tenant: rand.Text(), SKU: "A", Connection: "c", Order: "1", At: noon}
	other := m
	other.Order, other.At = "2", noon.Add(time.Hour)
	mark := func(m webhook.Mark, since time.Time) *webhook.Mark {
		t.Helper()
		in, err := tab.Mark(t.Context(), m, since)
		want(t, err, "")
		return in
	}
	day := 24 * time.Hour
	if in := mark(m, noon.Add(-day)); in != nil {
		t.Fatalf("%+v is in the way", in)
	}
	if in := mark(m, noon.Add(-day)); in != nil {
		t.Fatalf("its own mark is in the way: %+v", in)
	}
	if in := mark(other, other.At.Add(-day)); in == nil || in.Order != "1" || !in.At.Equal(noon) {
		t.Fatalf("%+v is in the way", in)
	}
	other.At = noon.Add(day + time.Second)
	if in := mark(other, other.At.Add(-day)); in != nil {
		t.Fatalf("a mark of yesterday is in the way: %+v", in)
	}
}

// cursors: how far a shop's list was read, and when it was heard of.
func cursors(t *testing.T, s store.Store) {
	tab, c := opened(s), rand.Text()
	_, err := tab.Cursor(t.Context(), c)
	want(t, err, fault.NotFound)
	at := webhook.Cursor{First: noon, Since: noon.Add(time.Hour), Missed: noon.Add(time.Minute)}
	want(t, tab.SaveCursor(t.Context(), c, at), "")
	got, err := tab.Cursor(t.Context(), c)
	want(t, err, "")
	if diff := cmp.Diff(at, got); diff != "" {
		t.Fatal(diff)
	}
	for _, step := range []struct{ hear, want time.Duration }{{-1, -1}, {0, 0}, {30 * time.Minute, 0}, {2 * time.Hour, 2 * time.Hour}, {time.Hour, 2 * time.Hour}} {
		if step.hear >= 0 {
			want(t, tab.Hear(t.Context(), c, noon.Add(step.hear)), "")
		}
		heard, err := tab.Heard(t.Context(), c)
		want(t, err, "")
		if step.want < 0 != heard.IsZero() || step.want >= 0 && !heard.Equal(noon.Add(step.want)) {
			t.Fatalf("%+v: heard %s", step, heard)
		}
	}
}
