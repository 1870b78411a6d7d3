package tabletest

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// all reads every page of a query and gives the sort keys of the table, in order.
func all(t *testing.T, s store.Store, q store.Query) (sks []string, calls int) {
	t.Helper()
	for {
		p, err := s.Query(t.Context(), q)
		want(t, err, "")
		if q.Limit > 0 && len(p.Items) > q.Limit {
			t.Fatalf("%d items on a page of %d", len(p.Items), q.Limit)
		}
		for _, i := range p.Items {
			sks = append(sks, i.Key().SK)
		}
		calls++
		if q.After = p.Next; q.After == "" {
			return sks, calls
		}
	}
}

func wantKeys(t *testing.T, s store.Store, q store.Query, wanted ...string) {
	t.Helper()
	got, _ := all(t, s, q)
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Fatalf("sort keys (-want +got):\n%s", diff)
	}
}

func backward(t *testing.T, s store.Store) {
	pk := fresh("T")
	for _, sk := range []string{"a", "b#1", "b#2", "b#3", "c"} {
		put(t, s, item(pk, sk, nil))
	}
	for limit := range 7 {
		wantKeys(t, s, store.Query{Partition: pk, Limit: limit, Backward: true}, "c", "b#3", "b#2", "b#1", "a")
		wantKeys(t, s, store.Query{Partition: pk, Limit: limit, Backward: true, Prefix: "b#"}, "b#3", "b#2", "b#1")
	}
	_, err := s.Query(t.Context(), store.Query{Index: key.Due.Name, Partition: pk, Backward: true})
	want(t, err, fault.Invalid)
}

func pages(t *testing.T, s store.Store) {
	pk := fresh("T")
	wanted := []string{}
	for n := range 7 {
		put(t, s, item(pk, fmt.Sprintf("k%d", 6-n), store.Item{"n": int64(6 - n)}))
		wanted = append(wanted, fmt.Sprintf("k%d", n))
	}
	for limit := range 9 {
		wantKeys(t, s, store.Query{Partition: pk, Limit: limit}, wanted...)
	}
	p, err := s.Query(t.Context(), store.Query{Partition: pk, Limit: 1})
	want(t, err, "")
	if diff := cmp.Diff([]store.Item{item(pk, "k0", store.Item{"n": int64(0)})}, p.Items); diff != "" {
		t.Fatal(diff)
	}
	// The item behind which a page begins may be gone by then.
	want(t, s.Delete(t.Context(), store.Key{PK: pk, SK: "k0"}, nil), "")
	wantKeys(t, s, store.Query{Partition: pk, After: p.Next}, wanted[1:]...)
	_, err = s.Query(t.Context(), store.Query{Partition: fresh("T"), After: p.Next})
	want(t, err, fault.Invalid)
	wantKeys(t, s, store.Query{Partition: fresh("T")})
}

func prefix(t *testing.T, s store.Store) {
	pk := fresh("T")
	for _, sk := range []string{"a", "ab", "ab%", "abc", "b", "é", "z"} {
		put(t, s, item(pk, sk, nil))
	}
	wantKeys(t, s, store.Query{Partition: pk, Prefix: "ab", Limit: 2}, "ab", "ab%", "abc")
	wantKeys(t, s, store.Query{Partition: pk}, "a", "ab", "ab%", "abc", "b", "z", "é")
	wantKeys(t, s, store.Query{Partition: pk, Prefix: "é"}, "é")
	wantKeys(t, s, store.Query{Partition: pk, Prefix: "x"})
}

func due(pk, sk, shard string, at int64) store.Item {
	return item(pk, sk, store.Item{key.AttrShard: shard, key.AttrDue: at, "doc": []byte("not projected")})
}

func upTo(shard string, at int64) store.Query {
	return store.Query{Index: key.Due.Name, Partition: shard, UpTo: &at}
}

func index(t *testing.T, s store.Store) {
	pk, shard := fresh("T"), fresh("DUE")
	put(t, s, due(pk, "late", shard, 30))
	put(t, s, due(pk, "soon", shard, 5))
	put(t, s, due(pk, "past", shard, -7))
	put(t, s, due(pk, "other", fresh("DUE"), 1))
	put(t, s, item(pk, "never", nil))
	put(t, s, item(pk, "half", store.Item{key.AttrShard: shard}))
	wantKeys(t, s, upTo(shard, 29), "past", "soon")
	wantKeys(t, s, upTo(shard, 30), "past", "soon", "late")
	wantKeys(t, s, upTo(shard, -8))
	p, err := s.Query(t.Context(), upTo(shard, 5))
	want(t, err, "")
	wanted := store.Item{key.AttrPK: pk, key.AttrSK: "soon", key.AttrShard: shard, key.AttrDue: int64(5)}
	if diff := cmp.Diff(wanted, p.Items[1]); diff != "" {
		t.Fatalf("projected item (-want +got):\n%s", diff)
	}
}

func indexMoves(t *testing.T, s store.Store) {
	pk, shard, other := fresh("T"), fresh("DUE"), fresh("DUE")
	put(t, s, due(pk, "a", shard, 1))
	put(t, s, due(pk, "b", shard, 2))
	put(t, s, due(pk, "a", shard, 3))
	wantKeys(t, s, upTo(shard, 9), "b", "a")
	put(t, s, due(pk, "b", other, 2))
	wantKeys(t, s, upTo(shard, 9), "a")
	wantKeys(t, s, upTo(other, 9), "b")
	put(t, s, item(pk, "a", nil))
	wantKeys(t, s, upTo(shard, 9))
	want(t, s.Delete(t.Context(), store.Key{PK: pk, SK: "b"}, nil), "")
	wantKeys(t, s, upTo(other, 9))
	want(t, s.Transact(t.Context(), []store.Write{{Put: due(pk, "a", shard, 4)}}), "")
	wantKeys(t, s, upTo(shard, 9), "a")
}

func indexPages(t *testing.T, s store.Store) {
	shard := fresh("DUE")
	wanted := []string{}
	for n := range 6 {
		put(t, s, due(fresh("T"), strconv.Itoa(n), shard, int64(n)))
		wanted = append(wanted, strconv.Itoa(n))
	}
	for limit := range 8 {
		q := upTo(shard, 9)
		q.Limit = limit
		wantKeys(t, s, q, wanted...)
	}
	// Of entries with the same time none is lost between pages, in whatever order they come.
	shard = fresh("DUE")
	for range 5 {
		put(t, s, due(fresh("T"), "same", shard, 1))
	}
	q := upTo(shard, 1)
	q.Limit = 2
	wantKeys(t, s, q, "same", "same", "same", "same", "same")
}

func bigPage(t *testing.T, s store.Store) {
	pk := fresh("T")
	wanted := []string{}
	for n := range 5 {
		put(t, s, item(pk, strconv.Itoa(n), store.Item{"b": bytes.Repeat([]byte{byte(n)}, 300*1024)}))
		wanted = append(wanted, strconv.Itoa(n))
	}
	got, calls := all(t, s, store.Query{Partition: pk})
	if diff := cmp.Diff(wanted, got); diff != "" || calls < 2 {
		t.Fatalf("%d calls for 1.5 MB, want at least 2; %s", calls, diff)
	}
}
