package tabletest

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// unitStep is an operation, the units that AWS bills for it and the kind that it fails with.
type unitStep struct {
	what  string
	units float64
	fails fault.Kind
	do    func() error
}

// RunUnits checks that a store counts the units that AWS bills, by a list of what each write and read takes. Observe must get
// the units of every operation. What an index takes in a transaction is left out: AWS does not say, its local edition counts otherwise, and
// no order is written in a transaction.
func RunUnits(t *testing.T, open func(t *testing.T, observe func(op string, units float64)) store.Store) {
	t.Helper()
	var units float64
	var ops []string
	s := open(t, func(op string, u float64) { units, ops = units+u, append(ops, op) })
	for _, step := range unitSteps(t, s) {
		units, ops = 0, nil
		want(t, step.do(), step.fails)
		if units != step.units {
			t.Errorf("%s: %v units, want %v (%v)", step.what, units, step.units, ops)
		}
	}
}

// unitSteps is done in its order: each step finds what the ones before it left.
func unitSteps(t *testing.T, s store.Store) []unitStep {
	t.Helper()
	pk := fresh("UNITS")
	small := item(pk, "a", store.Item{"v": int64(1)})
	large := item(pk, "a", store.Item{"v": int64(2), "b": strings.Repeat("x", 2100)})
	kib := item(pk, "k", nil)
	kib["b"] = strings.Repeat("x", 1024-store.Size(kib)-1)
	over := item(pk, "k", store.Item{"b": kib["b"], "n": int64(0)})
	wait := func(at int64) store.Item {
		return item(pk, "w", store.Item{key.AttrShard: pk, key.AttrDue: at, "v": at})
	}
	other := wait(6)
	other["more"] = "x"
	put := func(i store.Item, c *store.Condition) func() error {
		return func() error { return s.Put(t.Context(), i, c) }
	}
	read := func(k store.Key) func() error {
		return func() error { _, err := s.Get(t.Context(), k); return err }
	}
	return []unitStep{
		{"read nothing", 1, fault.NotFound, read(small.Key())},
		{"put a small item", 1, "", put(small, nil)},
		{"replace it by 2.1 KiB", 3, "", put(large, nil)},
		{"read 2.1 KiB", 1, "", read(small.Key())},
		{"a condition stops the put of a small item", 3, fault.Conflict, put(small, &store.Condition{Absent: true})},
		{"put what is there", 3, "", put(large, &store.Condition{Absent: true})},
		{"replace 2.1 KiB by a small item", 3, "", put(small, nil)},
		{"put a KiB", 1, "", put(kib, nil)},
		{"put a KiB and a number", 2, "", put(over, nil)},
		{"put one that waits", 2, "", put(wait(5), nil)},
		{"make it wait longer", 3, "", put(wait(6), nil)},
		{"change something else of it", 1, "", put(other, nil)},
		{"query the index", 0.5, "", func() error { _, err := s.Query(t.Context(), upTo(pk, 9)); return err }},
		{"query the table", 1, "", func() error { _, err := s.Query(t.Context(), store.Query{Partition: pk}); return err }},
		{"let it wait no more", 2, "", put(item(pk, "w", nil), nil)},
		{"delete it", 1, "", func() error { return s.Delete(t.Context(), store.Key{PK: pk, SK: "w"}, nil) }},
		{"delete nothing", 1, "", func() error { return s.Delete(t.Context(), store.Key{PK: pk, SK: "w"}, nil) }},
		{"put two in a transaction", 4, "", func() error {
			return s.Transact(t.Context(), []store.Write{{Put: item(pk, "x", nil)}, {Put: item(pk, "y", nil)}})
		}},
	}
}
