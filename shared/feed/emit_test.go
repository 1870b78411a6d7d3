package feed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

func TestATransitionIsToldOfOnceHoweverOftenItIsEmitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.emit("7", "fulfilled 3", feed.OrderFulfilled)
	w.pass(1000)
	if again := w.emit("7", "fulfilled 3", feed.OrderFulfilled); !cmp.Equal(first, again) {
		t.Error(cmp.Diff(first, again))
	}
	_, err := feed.Emit(t.Context(), w, feed.News{Owner: owner, Order: "7", Key: "fulfilled 3", Type: feed.OrderFailed, At: noon()})
	if fault.Of(err) != fault.Conflict || len(w.events) != 1 {
		t.Errorf("as another type: %v, %d events", err, len(w.events))
	}
}

func TestTheSequenceOfAnOrderGrowsByOneWhoeverEmits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for key := range 5 { // each transition is told of by two
				_, err := feed.Emit(context.Background(), w, feed.News{
					Owner: owner, Order: "7", Key: fmt.Sprint(n/2, key), Type: feed.SeatsChanged, At: noon(),
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if len(w.events) != 20 {
		t.Fatalf("%d events, want 20", len(w.events))
	}
	for i, e := range w.events {
		if e.Sequence != int64(i+1) || e.Data.Sequence != e.Sequence || e.Data.Order != "7" {
			t.Errorf("event %d has sequence %d and says %d of order %q", i, e.Sequence, e.Data.Sequence, e.Data.Order)
		}
	}
}

func TestABodyIsThinAndAlwaysListsTheActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body, err := w.emit("7", "a", feed.OrderAccepted).Body()
	want := `{"type":"order.accepted","timestamp":"2026-11-21T12:00:00Z","data":{"order_id":"7","sequence":1,"status":"order.accepted","allowed_actions":[]}}`
	if err != nil || string(body) != want {
		t.Errorf("%v\n got %s\nwant %s", err, body, want)
	}
}

func TestNewsThatNobodyCouldBeToldIsRefused(t *testing.T) {
	t.Parallel()
	good := feed.News{Owner: owner, Order: "7", Key: "k", Type: feed.OrderHeld, At: noon()}
	for name, spoil := range map[string]func(*feed.News){
		"no owner":          func(n *feed.News) { n.Owner = "" },
		"no order":          func(n *feed.News) { n.Order = "" },
		"no key":            func(n *feed.News) { n.Key = "" },
		"long key":          func(n *feed.News) { n.Key = strings.Repeat("k", 601) },
		"no time":           func(n *feed.News) { n.At = feed.News{}.At },
		"unknown type":      func(n *feed.News) { n.Type = "order.lost" },
		"type of a proof":   func(n *feed.News) { n.Type = "endpoint.verify" },
		"migration of none": func(n *feed.News) { n.Type = "migration." },
		"odd migration":     func(n *feed.News) { n.Type = "migration.A b" },
		"too long":          func(n *feed.News) { n.Data.Link = strings.Repeat("x", feed.MaxBody) },
	} {
		n := good
		spoil(&n)
		if _, err := feed.Emit(t.Context(), newWorld(t), n); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	good.Type = "migration.started"
	if _, err := feed.Emit(t.Context(), newWorld(t), good); err != nil {
		t.Error(err)
	}
}

func TestAnIDHasNoDotAndSortsByTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.emit("7", "a", feed.OrderAccepted).ID
	w.pass(1_000_000_000)
	after := w.emit("7", "b", feed.OrderHeld).ID
	if len(before) != 30 || !strings.HasPrefix(before, "evt_") || strings.Contains(before, ".") || before >= after {
		t.Errorf("%s, %s", before, after)
	}
}

// TestReadingOnGivesEveryEventOnce reads a feed while it grows, in pages of any size.
func TestReadingOnGivesEveryEventOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		var read []string
		cursor := ""
		take := func(limit int) {
			page, next, err := feed.Read(context.Background(), w, owner, cursor, limit)
			if err != nil {
				rt.Fatal(err)
			}
			for _, e := range page {
				read = append(read, e.ID)
			}
			cursor = next
		}
		for n := range rapid.IntRange(0, 20).Draw(rt, "steps") {
			switch rapid.IntRange(0, 2).Draw(rt, "step") {
			case 0:
				w.emit(strconv.Itoa(n%3), strconv.Itoa(n), feed.OrderHeld)
			case 1:
				w.serve(t)
			case 2:
				take(rapid.IntRange(1, 4).Draw(rt, "limit"))
			}
		}
		w.serve(t)
		take(feed.MostRead)
		var want []string
		page, _ := w.Page(context.Background(), owner, 0, 1000)
		for i, e := range page {
			want = append(want, e.ID)
			if e.Position != int64(i+1) || i > 0 && e.Listed.Before(page[i-1].Listed) {
				rt.Fatalf("place %d at %s", e.Position, e.Listed)
			}
		}
		if len(want) != len(w.events) || !cmp.Equal(want, read) {
			rt.Fatalf("of %d events: %s", len(w.events), cmp.Diff(want, read))
		}
	})
}

func TestACursorThatNoPageGaveIsRefused(t *testing.T) {
	t.Parallel()
	for _, cursor := range []string{"-1", "A", "01", " 1", "1.5", "zzzzzzzzzzzzzzzz", "0x1", "+1"} {
		if _, _, err := feed.Read(t.Context(), newWorld(t), owner, cursor, 1); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", cursor, err)
		}
	}
}

func TestADeliveryShowsAShopNothingOfTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.listen(&shop{answer: status(404)})
	w.emit("7", "a", feed.OrderHeld)
	w.serve(t)
	text, err := json.Marshal(w.only(t).Posts)
	if err != nil || string(text) != `[{"at":"2026-11-21T12:00:00Z","status":404,"outcome":"refused"}]` {
		t.Errorf("%s, %v", text, err)
	}
}
