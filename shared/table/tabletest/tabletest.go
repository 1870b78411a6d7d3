// Package tabletest holds the suites that every item store must pass, and the table on top of it.
//
//	tabletest.go  conditions        page.go   queries, pages and the index
//	limits.go     what is refused   units.go  what AWS bills
//	table.go      the table's nouns         hold.go   its holds, notices and leases
//	subscription.go  its subscriptions, wishes and lists
//	migration*.go    its migrations, what is read before them, and clients and letters after them
package tabletest

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Run checks a store. Open gives it; the suite uses keys of its own in it, so that it may hold other items and be the same each time.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	tests := map[string]func(t *testing.T, s store.Store){
		"an item comes back as it was put":                         roundTrip,
		"what the caller changes later does not change the store":  copies,
		"an absent item is made once":                              absent,
		"a put needs the values that it names":                     equal,
		"a lease is taken over only below the bound":               lease,
		"putting what is there already is fine":                    putSame,
		"a delete needs the values that it names":                  deletes,
		"of many writers at once one wins":                         race,
		"a transaction writes all or nothing":                      transact,
		"a transaction's conditions are strict":                    transactStrict,
		"a partition is read in order, by pages":                   pages,
		"a partition is read backward, by pages":                   backward,
		"a prefix bounds a query, and nothing else of it matters":  prefix,
		"the index holds what waits, in the order of its time":     index,
		"an item leaves the index, or moves in it, with its write": indexMoves,
		"the index is read by pages":                               indexPages,
		"a page ends at a mebibyte":                                bigPage,
		"what cannot be kept is refused":                           refused,
		"unfit conditions, queries and transactions are refused":   refusedCalls,
		"a call that is over does nothing":                         over,
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tests[name](t, open(t))
		})
	}
}

// fresh gives a partition that nobody used.
func fresh(kind string) string { return kind + "#" + rand.Text() }

func item(pk, sk string, more store.Item) store.Item {
	i := store.Item{key.AttrPK: pk, key.AttrSK: sk}
	maps.Copy(i, more)
	return i
}

func put(t *testing.T, s store.Store, i store.Item) {
	t.Helper()
	if err := s.Put(t.Context(), i, nil); err != nil {
		t.Fatalf("put: %v", err)
	}
}

func want(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if fault.Of(err) != kind || (err == nil) != (kind == "") {
		t.Fatalf("got %v, want kind %q", err, kind)
	}
}

// holds checks what is stored; nil is nothing.
func holds(t *testing.T, s store.Store, k store.Key, i store.Item) {
	t.Helper()
	got, err := s.Get(t.Context(), k)
	if i == nil {
		want(t, err, fault.NotFound)
		return
	}
	want(t, err, "")
	if diff := cmp.Diff(i, got); diff != "" {
		t.Fatalf("stored item (-want +got):\n%s", diff)
	}
}

func roundTrip(t *testing.T, s store.Store) {
	i := item(fresh("T"), "a#b%c", store.Item{"text": "ü \x00 \"", "none": "", "number": int64(-1 << 63), "large": int64(1<<63 - 1), "bytes": []byte{0, 255}, "void": []byte{}})
	holds(t, s, i.Key(), nil)
	put(t, s, i)
	holds(t, s, i.Key(), i)
	put(t, s, item(i.Key().PK, i.Key().SK, nil))
	holds(t, s, i.Key(), item(i.Key().PK, i.Key().SK, nil))
}

func copies(t *testing.T, s store.Store) {
	b := []byte("one")
	i := item(fresh("T"), "a", store.Item{"b": b})
	put(t, s, i)
	b[0], i["more"] = 'X', "x"
	wanted := item(i.Key().PK, "a", store.Item{"b": []byte("one")})
	got, err := s.Get(t.Context(), i.Key())
	want(t, err, "")
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Fatal(diff)
	}
	if read, ok := got["b"].([]byte); ok {
		read[0] = 'Y'
	}
	holds(t, s, i.Key(), wanted)
}

func absent(t *testing.T, s store.Store) {
	pk := fresh("T")
	first := item(pk, "a", store.Item{"v": int64(1)})
	want(t, s.Put(t.Context(), first, &store.Condition{Absent: true}), "")
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"v": int64(2)}), &store.Condition{Absent: true}), fault.Conflict)
	want(t, s.Put(t.Context(), item(pk, "b", nil), &store.Condition{Absent: true}), "")
	holds(t, s, first.Key(), first)
}

func equal(t *testing.T, s store.Store) {
	pk := fresh("T")
	next := item(pk, "a", store.Item{"v": int64(2), "next": "x"})
	on := func(i store.Item) *store.Condition { return &store.Condition{Equal: i} }
	want(t, s.Put(t.Context(), next, on(store.Item{"v": int64(1)})), fault.Conflict)
	want(t, s.Put(t.Context(), next, on(store.Item{})), fault.Conflict)
	put(t, s, item(pk, "a", store.Item{"v": int64(1), "s": "x", "b": []byte("y")}))
	for _, wrong := range []store.Item{{"v": int64(3)}, {"v": "1"}, {"b": "y"}, {"other": int64(1)}, {"v": int64(1), "s": "z"}, {"b": []byte("z")}} {
		want(t, s.Put(t.Context(), next, on(wrong)), fault.Conflict)
	}
	want(t, s.Put(t.Context(), next, on(store.Item{"v": int64(1), "s": "x", "b": []byte("y")})), "")
	holds(t, s, next.Key(), next)
	want(t, s.Put(t.Context(), item(pk, "a", nil), on(store.Item{})), "")
}

func lease(t *testing.T, s store.Store) {
	pk := fresh("T")
	until := func(n int64) *store.Condition {
		return &store.Condition{Absent: true, OrBelow: map[string]int64{"until": n}}
	}
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"until": int64(10), "by": "x"}), until(0)), "")
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"until": int64(20), "by": "y"}), until(10)), fault.Conflict)
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"until": int64(20), "by": "y"}), until(11)), "")
	put(t, s, item(pk, "a", store.Item{"until": "text"}))
	want(t, s.Put(t.Context(), item(pk, "a", nil), until(99)), fault.Conflict)
	owner := &store.Condition{Equal: store.Item{"by": "z"}, OrBelow: map[string]int64{"until": 5}}
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"until": int64(1)}), owner), fault.Conflict)
	want(t, s.Put(t.Context(), item(pk, "b", nil), owner), fault.Conflict)
	put(t, s, item(pk, "a", store.Item{"until": int64(4), "by": "n"}))
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"until": int64(9), "by": "z"}), owner), "")
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"until": int64(10), "by": "z"}), owner), "")
}

func putSame(t *testing.T, s store.Store) {
	pk := fresh("T")
	i := item(pk, "a", store.Item{"v": int64(2), "b": []byte("x")})
	want(t, s.Put(t.Context(), i, &store.Condition{Absent: true}), "")
	want(t, s.Put(t.Context(), i, &store.Condition{Absent: true}), "")
	want(t, s.Put(t.Context(), i, &store.Condition{Equal: store.Item{"v": int64(1)}}), "")
	want(t, s.Put(t.Context(), item(pk, "a", store.Item{"v": int64(2)}), &store.Condition{Equal: store.Item{"v": int64(1)}}), fault.Conflict)
	holds(t, s, i.Key(), i)
}

func deletes(t *testing.T, s store.Store) {
	i := item(fresh("T"), "a", store.Item{"v": int64(1)})
	want(t, s.Delete(t.Context(), i.Key(), nil), "")
	want(t, s.Delete(t.Context(), i.Key(), &store.Condition{Equal: store.Item{"v": int64(1)}}), fault.Conflict)
	put(t, s, i)
	want(t, s.Delete(t.Context(), i.Key(), &store.Condition{Equal: store.Item{"v": int64(2)}}), fault.Conflict)
	holds(t, s, i.Key(), i)
	want(t, s.Delete(t.Context(), i.Key(), &store.Condition{Equal: store.Item{"v": int64(1)}}), "")
	holds(t, s, i.Key(), nil)
}

func race(t *testing.T, s store.Store) {
	const writers, rounds = 8, 5
	pk := fresh("T")
	put(t, s, item(pk, "a", store.Item{"v": int64(0)}))
	for round := range int64(rounds) {
		var wait sync.WaitGroup
		won := make([]bool, writers)
		for w := range writers {
			wait.Go(func() {
				i := item(pk, "a", store.Item{"v": round + 1, "by": int64(w)})
				err := s.Put(t.Context(), i, &store.Condition{Equal: store.Item{"v": round}})
				won[w] = err == nil
				if err != nil && fault.Of(err) != fault.Conflict {
					t.Errorf("got %v, want a conflict", err)
				}
			})
		}
		wait.Wait()
		wins := 0
		for w := range won {
			if won[w] {
				wins++
				holds(t, s, store.Key{PK: pk, SK: "a"}, item(pk, "a", store.Item{"v": round + 1, "by": int64(w)}))
			}
		}
		if wins != 1 {
			t.Fatalf("%d writers won, want 1", wins)
		}
	}
}

func transact(t *testing.T, s store.Store) {
	pk := fresh("T")
	a, b, c := item(pk, "a", store.Item{"v": int64(1)}), item(pk, "b", nil), item(pk, "c", nil)
	put(t, s, c)
	want(t, s.Transact(t.Context(), []store.Write{
		{Put: a, If: &store.Condition{Absent: true}}, {Put: b}, {Delete: c.Key(), If: &store.Condition{Equal: store.Item{}}},
	}), "")
	holds(t, s, a.Key(), a)
	holds(t, s, b.Key(), b)
	holds(t, s, c.Key(), nil)
	want(t, s.Transact(t.Context(), []store.Write{
		{Put: c}, {Delete: b.Key()}, {Put: item(pk, "a", nil), If: &store.Condition{Equal: store.Item{"v": int64(9)}}},
	}), fault.Conflict)
	holds(t, s, a.Key(), a)
	holds(t, s, b.Key(), b)
	holds(t, s, c.Key(), nil)
}

func transactStrict(t *testing.T, s store.Store) {
	i := item(fresh("T"), "a", nil)
	w := []store.Write{{Put: i, If: &store.Condition{Absent: true}}}
	want(t, s.Transact(t.Context(), w), "")
	want(t, s.Transact(t.Context(), w), fault.Conflict)
}

func over(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	i := item(fresh("T"), "a", nil)
	_, err := s.Get(ctx, i.Key())
	want(t, err, fault.Unavailable)
	if err := s.Put(ctx, i, nil); fault.Of(err) != fault.Unavailable && fault.Of(err) != fault.Unknown {
		t.Fatalf("put: got %v", err)
	}
	holds(t, s, i.Key(), nil)
}
