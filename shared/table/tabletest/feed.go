package tabletest

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

// feedTests are those about what shops are told.
func feedTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"events of an order are appended one after the other":      appends,
		"of many who append at once each takes a place of its own": appendsAtOnce,
		"an event takes the next place of its feed, and once":      places,
		"a feed is read by places":                                 feedPages,
		"an event is found by its id until its time is over":       eventsExpire,
		"an order's news are there or not, as its state is":        news,
		"endpoints are saved on the version that was read":         endpoints,
		"a line is due at its time":                                lineTimes,
		"deliveries wait by their times":                           callbacks,
	}
}

func someEvent(owner, order string, sequence int64) feed.Event {
	id := "evt_" + strconv.FormatInt(sequence, 10) + rand.Text()
	return feed.Event{
		ID: id, Owner: owner, Order: order, Sequence: sequence, Key: "fulfilled#" + strconv.FormatInt(sequence, 10), Type: feed.OrderFulfilled, At: noon,
		Data: feed.Data{Order: order, Sequence: sequence, Status: "fulfilled"},
	}
}

func appends(t *testing.T, s store.Store) {
	f, owner := opened(s).Feed(), "p/api/c#"+rand.Text()
	last, found, err := f.Find(t.Context(), owner, "o#1", "fulfilled#1")
	if err != nil || last != 0 || found != nil {
		t.Fatalf("got %d, %v, %v", last, found, err)
	}
	one, two := someEvent(owner, "o#1", 1), someEvent(owner, "o#1", 2)
	want(t, f.Append(t.Context(), two), fault.Stale)
	want(t, f.Append(t.Context(), one), "")
	want(t, f.Append(t.Context(), one), fault.Stale)
	same := two
	same.Key = one.Key
	want(t, f.Append(t.Context(), same), fault.Stale)
	want(t, f.Append(t.Context(), someEvent(owner, "o#1", 3)), fault.Stale)
	want(t, f.Append(t.Context(), two), "")
	last, found, err = f.Find(t.Context(), owner, "o#1", one.Key)
	want(t, err, "")
	if diff := cmp.Diff(&one, found); diff != "" || last != 2 {
		t.Fatalf("last %d (-want +got):\n%s", last, diff)
	}
	if _, found, err = f.Find(t.Context(), owner, "o#2", one.Key); err != nil || found != nil {
		t.Fatalf("another order's: %v, %v", found, err)
	}
}

// emitted emits news, again when the table asks for it.
func emitted(t *testing.T, j feed.Journal, n feed.News) {
	for {
		_, err := feed.Emit(t.Context(), j, n)
		if err == nil {
			return
		}
		if k := fault.Of(err); k != fault.Throttled && k != fault.Unavailable {
			t.Errorf("emit: %v", err)
			return
		}
	}
}

func appendsAtOnce(t *testing.T, s store.Store) {
	f, owner := opened(s).Feed(), "p/api/c#"+rand.Text()
	const many = 8
	var wait sync.WaitGroup
	for n := range many {
		wait.Go(func() {
			emitted(t, f, feed.News{Owner: owner, Order: "o", Key: strconv.Itoa(n), Type: feed.OrderHeld, At: noon})
		})
	}
	wait.Wait()
	seen := map[int64]bool{}
	for n := range many {
		last, e, err := f.Find(t.Context(), owner, "o", strconv.Itoa(n))
		if err != nil || e == nil || last != many || seen[e.Sequence] || e.Sequence > many {
			t.Fatalf("event %d: last %d, %+v, %v", n, last, e, err)
		}
		seen[e.Sequence] = true
	}
}

// placed appends an event and gives it a place.
func placed(t *testing.T, s store.Store, e feed.Event, position int64, when time.Time) feed.Event {
	t.Helper()
	f := opened(s).Feed()
	want(t, f.Append(t.Context(), e), "")
	e.Position, e.Listed = position, when
	want(t, f.List(t.Context(), e), "")
	return e
}

func places(t *testing.T, s store.Store) {
	f, owner := opened(s).Feed(), "p/api/c#"+rand.Text()
	head, at, err := f.Head(t.Context(), owner)
	if err != nil || head != 0 || !at.IsZero() {
		t.Fatalf("an empty feed: %d, %v, %v", head, at, err)
	}
	one := placed(t, s, someEvent(owner, "o", 1), 1, noon.Add(time.Nanosecond))
	want(t, f.List(t.Context(), one), fault.Conflict)
	again := one
	again.Position = 2
	want(t, f.List(t.Context(), again), fault.Conflict)
	two := someEvent(owner, "o", 2)
	want(t, f.Append(t.Context(), two), "")
	for _, wrong := range []int64{1, 3} {
		two.Position, two.Listed = wrong, noon
		want(t, f.List(t.Context(), two), fault.Stale)
	}
	if of, err := f.OfOrder(t.Context(), owner, "o"); err != nil || len(of) != 1 {
		t.Fatalf("of the order with a place: %v, %v", of, err)
	}
	two.Position = 2
	want(t, f.List(t.Context(), two), "")
	head, at, err = f.Head(t.Context(), owner)
	if err != nil || head != 2 || !at.Equal(noon) {
		t.Fatalf("head %d, %v, %v", head, at, err)
	}
	of, err := f.OfOrder(t.Context(), owner, "o")
	want(t, err, "")
	if diff := cmp.Diff([]feed.Event{one, two}, of); diff != "" {
		t.Fatal(diff)
	}
}

func feedPages(t *testing.T, s store.Store) {
	f, owner := opened(s).Feed(), "p/api/c#"+rand.Text()
	var all []feed.Event
	for n := range int64(12) {
		all = append(all, placed(t, s, someEvent(owner, fmt.Sprint("o", n), 1), n+1, noon))
	}
	for limit := 1; limit < 14; limit++ {
		for after := range 13 {
			page, err := f.Page(t.Context(), owner, int64(after), limit)
			want(t, err, "")
			wanted := all[after:min(after+limit, len(all))]
			if len(wanted) == 0 && len(page) == 0 {
				continue
			}
			if diff := cmp.Diff(wanted, page); diff != "" {
				t.Fatalf("%d behind %d:\n%s", limit, after, diff)
			}
		}
	}
}

func eventsExpire(t *testing.T, s store.Store) {
	f, owner := opened(s).Feed(), "p/api/c#"+rand.Text()
	old, fresh := someEvent(owner, "o", 1), someEvent(owner, "o", 2)
	old.At = noon.Add(-91 * 24 * time.Hour)
	placed(t, s, old, 1, noon)
	fresh = placed(t, s, fresh, 2, noon)
	_, err := f.Event(t.Context(), owner, old.ID)
	want(t, err, fault.NotFound)
	_, err = f.Event(t.Context(), owner+"#", fresh.ID)
	want(t, err, fault.NotFound)
	got, err := f.Event(t.Context(), owner, fresh.ID)
	want(t, err, "")
	page, err := f.Page(t.Context(), owner, 0, 1)
	want(t, err, "")
	if diff := cmp.Diff([]feed.Event{fresh, fresh}, append(page, got)); diff != "" {
		t.Fatal(diff)
	}
}

func news(t *testing.T, s store.Store) {
	tab := opened(s)
	o := order.Order{ID: order.ID("ord_#" + rand.Text()), Partner: "p", Source: order.Source{Kind: "api", Of: "client#1"}, State: order.Accepted}
	at := feed.Source{Owner: "p/client/client#1", Order: string(o.ID)}
	want(t, tab.Create(t.Context(), &o), "")
	o.State = order.Checking // which is told by the same type
	want(t, tab.Save(t.Context(), &o), "")
	o.State = order.Buying
	stale := o
	stale.Version--
	want(t, tab.Save(t.Context(), &stale), fault.Stale)
	want(t, tab.Save(t.Context(), &o), "")
	o.State = order.Fulfilled
	want(t, tab.SaveAudited(t.Context(), &o, []audit.Entry{{Record: audit.Record{Aggregate: audit.Order(string(o.ID)), Seq: 1}, Body: []byte("{}")}}), "")
	all, err := tab.Feed().News(t.Context(), at)
	want(t, err, "")
	var types []feed.Type
	for _, n := range all {
		types = append(types, n.Type)
	}
	if diff := cmp.Diff([]feed.Type{feed.OrderAccepted, feed.OrderProvisioning, feed.OrderFulfilled}, types); diff != "" {
		t.Fatal(diff)
	}
	fresh, err := tab.Feed().Fresh(t.Context(), 1_000_000)
	want(t, err, "")
	found := 0
	for _, f := range fresh {
		if f == at {
			found++
		}
	}
	if found != 3 {
		t.Errorf("the index shows %d news", found)
	}
	want(t, tab.Feed().Forget(t.Context(), all[:1]), "")
	want(t, tab.Feed().Forget(t.Context(), all), "")
	if all, err = tab.Feed().News(t.Context(), at); err != nil || len(all) != 0 {
		t.Fatalf("left: %v, %v", all, err)
	}
}
