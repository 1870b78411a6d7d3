package tabletest

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

func refused(t *testing.T, s store.Store) {
	pk := fresh("T")
	fits := store.MaxItem - store.Size(item(pk, "a", store.Item{"b": ""}))
	put(t, s, item(pk, "a", store.Item{"b": strings.Repeat("x", fits)}))
	put(t, s, item(pk, strings.Repeat("s", store.MaxSK), nil))
	put(t, s, item(pk+strings.Repeat("p", store.MaxPK-len(pk)), "a", nil))
	for name, i := range map[string]store.Item{
		"a byte too many":    item(pk, "a", store.Item{"b": strings.Repeat("x", fits+1)}),
		"no sort key":        {key.AttrPK: pk},
		"empty sort key":     item(pk, "", nil),
		"empty partition":    item("", "a", nil),
		"long sort key":      item(pk, strings.Repeat("s", store.MaxSK+1), nil),
		"long partition":     item(strings.Repeat("p", store.MaxPK+1), "a", nil),
		"key of bytes":       {key.AttrPK: []byte(pk), key.AttrSK: "a"},
		"int":                item(pk, "a", store.Item{"n": 1}),
		"float":              item(pk, "a", store.Item{"n": 1.5}),
		"nil":                item(pk, "a", store.Item{"n": nil}),
		"list":               item(pk, "a", store.Item{"n": []string{"x"}}),
		"nameless":           item(pk, "a", store.Item{"": "x"}),
		"empty shard":        item(pk, "a", store.Item{key.AttrShard: "", key.AttrDue: int64(1)}),
		"shard of a number":  item(pk, "a", store.Item{key.AttrShard: int64(1), key.AttrDue: int64(1)}),
		"due that is a text": item(pk, "a", store.Item{key.AttrShard: "x", key.AttrDue: "1"}),
	} {
		if err := s.Put(t.Context(), i, nil); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
		if err := s.Transact(t.Context(), []store.Write{{Put: i}}); fault.Of(err) != fault.Invalid {
			t.Errorf("%s, in a transaction: got %v, want it refused", name, err)
		}
	}
}

func refusedCalls(t *testing.T, s store.Store) {
	pk := fresh("T")
	i := item(pk, "a", nil)
	n := int64(1)
	for name, c := range map[string]*store.Condition{
		"empty":            {},
		"absent and equal": {Absent: true, Equal: store.Item{"v": n}},
		"two bounds":       {Absent: true, OrBelow: map[string]int64{"a": 1, "b": 2}},
		"unknown type":     {Equal: store.Item{"v": 1.5}},
	} {
		for _, err := range []error{
			s.Put(t.Context(), i, c), s.Delete(t.Context(), i.Key(), c), s.Transact(t.Context(), []store.Write{{Put: i, If: c}}),
		} {
			if fault.Of(err) != fault.Invalid {
				t.Errorf("condition %s: got %v, want it refused", name, err)
			}
		}
	}
	for name, q := range map[string]store.Query{
		"no partition":       {},
		"unknown index":      {Index: "none", Partition: pk},
		"prefix of a number": {Index: key.Due.Name, Partition: pk, Prefix: "1"},
		"bound of a text":    {Partition: pk, UpTo: &n},
		"limit below zero":   {Partition: pk, Limit: -1},
		"foreign next":       {Partition: pk, After: "%%%"},
		"another next":       {Partition: pk, After: "e30"},
	} {
		if _, err := s.Query(t.Context(), q); fault.Of(err) != fault.Invalid {
			t.Errorf("query with %s: got %v, want it refused", name, err)
		}
	}
	many := make([]store.Write, store.MaxTransact+1)
	for n := range many {
		many[n].Put = item(pk, strings.Repeat("x", n+1), nil)
	}
	for name, w := range map[string][]store.Write{
		"nothing": nil, "too many": many, "the same twice": {{Put: i}, {Delete: i.Key()}}, "put and delete": {{Put: i, Delete: i.Key()}},
	} {
		if err := s.Transact(t.Context(), w); fault.Of(err) != fault.Invalid {
			t.Errorf("transaction of %s: got %v, want it refused", name, err)
		}
	}
	want(t, s.Transact(t.Context(), many[1:]), "")
}
