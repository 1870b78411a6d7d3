package tabletest

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// distant is a time so long ago that what is due then comes first on a shared store. It is another for each test.
func distant() time.Time {
	b := make([]byte, 2)
	rand.Read(b) // documented never to fail
	return time.Unix(int64(b[0])<<8+int64(b[1]), 0).UTC()
}

func standings(t *testing.T, s store.Store) {
	tab, partner := opened(s), "p#"+rand.Text()
	none, err := tab.Standing(t.Context(), partner)
	want(t, err, "")
	if diff := cmp.Diff(hold.Standing{}, none); diff != "" {
		t.Fatal(diff)
	}
	held := hold.Standing{Hold: &hold.Hold{Partner: partner, Since: noon, Refused: noon.Add(-time.Hour), Cause: hold.Diagnosis{Code: "AADSTS1", Holds: true}}}
	n := notice.Notice{Partner: partner, Topic: notice.TokenDead, Subject: "hold", At: noon, Text: "dead"}
	want(t, tab.Settle(t.Context(), partner, held, &n), "")
	want(t, tab.Settle(t.Context(), partner, held, &n), fault.Stale)
	want(t, tab.Settle(t.Context(), partner, held, nil), fault.Stale)
	held.Version = 1
	got, err := tab.Standing(t.Context(), partner)
	want(t, err, "")
	if diff := cmp.Diff(held, got); diff != "" {
		t.Fatalf("standing (-want +got):\n%s", diff)
	}
	told, _, err := tab.Notices(t.Context(), partner, "", 10)
	want(t, err, "")
	if diff := cmp.Diff([]notice.Notice{n}, told); diff != "" {
		t.Fatalf("notices (-want +got):\n%s", diff)
	}
}

func releases(t *testing.T, s store.Store) {
	tab, partner, past := opened(s), rand.Text(), distant()
	waits := func() bool {
		t.Helper()
		found, err := tab.Releases(t.Context(), past.Add(time.Second), 1000)
		want(t, err, "")
		return slices.Contains(found, partner)
	}
	settle := func(s hold.Standing) {
		t.Helper()
		now, err := tab.Standing(t.Context(), partner)
		want(t, err, "")
		s.Version = now.Version
		want(t, tab.Settle(t.Context(), partner, s, nil), "")
	}
	r := &hold.Release{Due: past.Add(time.Nanosecond)}
	settle(hold.Standing{Release: r})
	if !waits() {
		t.Fatal("a release is not found")
	}
	settle(hold.Standing{Release: r, Hold: &hold.Hold{Partner: partner}})
	if waits() {
		t.Fatal("a partner on hold is found")
	}
	settle(hold.Standing{})
	if waits() {
		t.Fatal("a release that ended is found")
	}
}

func heldOrders(t *testing.T, s store.Store) {
	tab := opened(s)
	p := order.PartnerID("p#" + rand.Text())
	var wanted []order.ID
	for n := range 5 {
		o := someOrder()
		o.Partner, o.Created, o.State = p, noon.Add(time.Duration(n)*time.Millisecond), order.Checking
		o.Parked, o.Hold = true, &order.Hold{Since: noon, Reason: "dead", Actor: "operator", Next: "sign in"}
		want(t, tab.Create(t.Context(), &o), "")
		wanted = append(wanted, o.ID)
	}
	held := func(limit int) []order.ID {
		t.Helper()
		found, err := tab.Held(t.Context(), p, limit)
		want(t, err, "")
		var got []order.ID
		for _, w := range found {
			got = append(got, w.Order)
		}
		return got
	}
	if diff := cmp.Diff(wanted, held(100)); diff != "" {
		t.Fatalf("held, in the order of their creation (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wanted[:2], held(2)); diff != "" {
		t.Fatalf("held (-want +got):\n%s", diff)
	}
	past := distant()
	o, err := tab.Load(t.Context(), wanted[0])
	want(t, err, "")
	if o.Hold == nil || !o.Held() {
		t.Fatalf("hold %+v", o.Hold)
	}
	o.Parked, o.Due = false, past // a cancel was asked for
	want(t, tab.Save(t.Context(), &o), "")
	due, err := tab.Due(t.Context(), past, 1000)
	want(t, err, "")
	found := false
	for _, d := range due {
		found = found || d.Order == o.ID
	}
	if diff := cmp.Diff(wanted[1:], held(100)); diff != "" || !found {
		t.Fatalf("found among the due %v; held (-want +got):\n%s", found, diff)
	}
	o.Due, o.Hold = time.Time{}, nil
	want(t, tab.Save(t.Context(), &o), "")
}

func notices(t *testing.T, s store.Store) {
	tab, partner, past := opened(s), rand.Text(), distant()
	n := notice.Notice{Partner: partner, Topic: notice.TokenWarning, Subject: "token #1", Step: 60, At: past, Text: "old", Next: "renew"}
	for range 2 {
		want(t, tab.PutNotice(t.Context(), n), "")
	}
	mine := func() []notice.Entry {
		t.Helper()
		all, err := tab.Untold(t.Context(), past, 1000)
		want(t, err, "")
		var own []notice.Entry
		for _, e := range all {
			if e.Partner == partner {
				own = append(own, e)
			}
		}
		return own
	}
	first := mine()
	if diff := cmp.Diff([]notice.Entry{{Notice: n, Version: 1, Due: past}}, first); diff != "" {
		t.Fatalf("untold (-want +got):\n%s", diff)
	}
	e, other := first[0], first[0]
	e.Tries, e.Due = 1, past.Add(time.Minute)
	want(t, tab.SaveNotice(t.Context(), &e), "")
	other.Tries, other.Due = 1, past.Add(time.Minute)
	want(t, tab.SaveNotice(t.Context(), &other), fault.Stale)
	if got := mine(); len(got) != 0 || e.Version != 2 {
		t.Fatalf("untold before its time: %+v; version %d", got, e.Version)
	}
	e.Told, e.Due = true, time.Time{}
	want(t, tab.SaveNotice(t.Context(), &e), "")
	want(t, tab.PutNotice(t.Context(), n), "") // the same again tells nobody
	if got := mine(); len(got) != 0 {
		t.Fatalf("told twice: %+v", got)
	}
	var wanted []notice.Notice
	for i := range 5 {
		n := n
		n.At, n.Step, n.Told = noon.Add(time.Duration(i)), i, false
		want(t, tab.PutNotice(t.Context(), n), "")
		wanted = append(wanted, n)
	}
	var got []notice.Notice
	for after, more := "", true; more; more = after != "" {
		page, next, err := tab.Notices(t.Context(), partner, after, 2)
		want(t, err, "")
		got, after = append(got, page...), next
	}
	if diff := cmp.Diff(wanted, got); diff != "" { // the first one is expired by now
		t.Fatalf("notices (-want +got):\n%s", diff)
	}
}

func leases(t *testing.T, s store.Store) {
	clock := noon
	tab := table.Open(s, func() time.Time { return clock })
	name := "renewal#" + rand.Text()
	want(t, tab.Holding(t.Context(), name, "a", 0), fault.Stale)
	fence, err := tab.Acquire(t.Context(), name, "a", noon.Add(time.Minute))
	want(t, err, "")
	want(t, tab.Holding(t.Context(), name, "a", fence), "")
	_, err = tab.Acquire(t.Context(), name, "b", noon.Add(time.Minute))
	if want(t, err, fault.Conflict); fault.RetryAfter(err) != time.Minute {
		t.Fatalf("wait %s", fault.RetryAfter(err))
	}
	longer, err := tab.Acquire(t.Context(), name, "a", noon.Add(2*time.Minute))
	want(t, err, "")
	want(t, tab.Holding(t.Context(), name, "a", fence), fault.Stale)
	clock = noon.Add(2 * time.Minute) // its holder died
	want(t, tab.Holding(t.Context(), name, "a", longer), fault.Stale)
	taken, err := tab.Acquire(t.Context(), name, "b", clock.Add(time.Minute))
	if want(t, err, ""); taken <= longer || longer <= fence {
		t.Fatalf("fences %d, %d, %d", fence, longer, taken)
	}
	want(t, tab.Release(t.Context(), name, "a", longer), "") // the dead one wakes up
	want(t, tab.Holding(t.Context(), name, "b", taken), "")
	want(t, tab.Release(t.Context(), name, "b", taken), "")
	want(t, tab.Holding(t.Context(), name, "b", taken), fault.Stale)
	again, err := tab.Acquire(t.Context(), name, "c", clock.Add(time.Minute))
	if want(t, err, ""); again <= taken {
		t.Fatalf("fence %d after %d", again, taken)
	}
	want(t, tab.Release(t.Context(), rand.Text(), "x", 1), "")
}

func leaseRace(t *testing.T, s store.Store) {
	tab, name := opened(s), rand.Text()
	const runs = 6
	won := make(chan string, runs)
	done := make(chan error, runs)
	for range runs {
		go func() {
			owner := rand.Text()
			_, err := tab.Acquire(t.Context(), name, owner, noon.Add(time.Minute))
			if err == nil {
				won <- owner
			}
			done <- err
		}()
	}
	for range runs {
		if err := <-done; err != nil && fault.Of(err) != fault.Conflict {
			t.Errorf("got %v, want a conflict", err)
		}
	}
	if len(won) != 1 {
		t.Fatalf("%d hold the lease at once", len(won))
	}
}

func registry(t *testing.T, s store.Store) {
	tab := opened(s)
	ids := map[order.PartnerID]bool{}
	for range 3 {
		id := "p#" + rand.Text()
		ids[order.PartnerID(id)] = true
		k := key.Listed(id)
		put(t, s, item(string(k.PK), string(k.SK), nil))
	}
	found := 0
	for after, more := "", true; more; more = after != "" {
		page, next, err := tab.Partners(t.Context(), after, 2)
		want(t, err, "")
		for _, id := range page {
			if ids[id] {
				found++
			}
		}
		after = next
	}
	if found != len(ids) {
		t.Fatalf("%d of %d partners are listed", found, len(ids))
	}
}
