package tabletest

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// begin checks what comes of beginning a call; done is the answer that is given again.
func begin(t *testing.T, tab *table.Table, k [4]string, fingerprint, owner string, until time.Time, done string, kind fault.Kind) {
	t.Helper()
	answer, again, err := tab.Begin(t.Context(), k, fingerprint, owner, until)
	want(t, err, kind)
	if again != (done != "") || string(answer) != done {
		t.Fatalf("answer %q, done %v; want %q", answer, again, done)
	}
	if kind == fault.Conflict && fault.RetryAfter(err) < time.Second {
		t.Fatalf("a conflict that says to wait %v", fault.RetryAfter(err))
	}
}

func calls(t *testing.T, s store.Store) {
	now := noon
	tab := table.Open(s, func() time.Time { return now })
	k := [4]string{rand.Text(), "client", "placeOrder", "key"}
	soon := now.Add(time.Minute)
	begin(t, tab, k, "f", "one", soon, "", "")
	begin(t, tab, k, "f", "two", soon, "", fault.Conflict)
	begin(t, tab, k, "g", "two", soon, "", fault.Invalid)
	want(t, tab.Abandon(t.Context(), k, "two"), "")
	begin(t, tab, k, "f", "two", soon, "", fault.Conflict)
	want(t, tab.Abandon(t.Context(), k, "one"), "")
	begin(t, tab, k, "g", "three", soon, "", "")
	want(t, tab.Finish(t.Context(), k, "one", []byte("x")), fault.Stale)
	want(t, tab.Finish(t.Context(), k, "three", []byte("202")), "")
	want(t, tab.Finish(t.Context(), k, "three", []byte("202")), "")
	want(t, tab.Finish(t.Context(), k, "three", []byte("500")), fault.Stale)
	want(t, tab.Abandon(t.Context(), k, "three"), "")
	begin(t, tab, k, "g", "four", soon, "202", "")
	begin(t, tab, k, "f", "four", soon, "", fault.Invalid)
	for i := range k {
		other := k
		other[i] += "x"
		begin(t, tab, other, "f", "one", soon, "", "")
	}
	now = now.Add(29 * 24 * time.Hour)
	begin(t, tab, k, "g", "five", now.Add(time.Minute), "202", "")
	now = now.Add(2 * 24 * time.Hour)
	begin(t, tab, k, "f", "six", now.Add(time.Minute), "", "")
	want(t, tab.Finish(t.Context(), [4]string{rand.Text()}, "x", nil), fault.Stale)
}

func takeover(t *testing.T, s store.Store) {
	now := noon
	tab := table.Open(s, func() time.Time { return now })
	k := [4]string{rand.Text(), "client", "placeOrder", "key"}
	begin(t, tab, k, "f", "one", now.Add(time.Minute), "", "")
	now = now.Add(time.Minute)
	begin(t, tab, k, "g", "two", now.Add(time.Minute), "", fault.Invalid)
	begin(t, tab, k, "f", "two", now.Add(time.Minute), "", "")
	begin(t, tab, k, "f", "three", now.Add(time.Minute), "", fault.Conflict)
	want(t, tab.Finish(t.Context(), k, "one", []byte("late")), fault.Stale)
	want(t, tab.Abandon(t.Context(), k, "one"), "")
	want(t, tab.Finish(t.Context(), k, "two", []byte("done")), "")
	begin(t, tab, k, "f", "three", now.Add(time.Minute), "done", "")
}
