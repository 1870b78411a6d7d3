package store

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
)

// DynamoDB's limits.
const (
	MaxItem     = 400 * 1024 // bytes of an item with its attribute names
	MaxPK       = 2048       // bytes of a partition key
	MaxSK       = 1024       // bytes of a sort key
	MaxTransact = 100        // writes in a transaction
	MaxPage     = 1024 * 1024
)

// Check refuses an item that no store can hold, with fault.Invalid. The text names no value.
func Check(i Item) error {
	if err := CheckKey(i.Key()); err != nil {
		return err
	}
	for name, v := range i {
		if name == "" {
			return fault.Invalid.Errorf("item: an attribute without a name")
		}
		if err := checkValue(name, v); err != nil {
			return err
		}
	}
	if n := Size(i); n > MaxItem {
		return fault.Invalid.Errorf("item of %d bytes: at most %d", n, MaxItem)
	}
	return checkIndexes(i)
}

func checkValue(name string, v any) error {
	switch v.(type) {
	case string, int64, []byte:
		return nil
	}
	return fault.Invalid.Errorf("attribute %s of type %T: only string, int64 and bytes are kept", name, v)
}

// CheckKey refuses a primary key that no store can hold, with fault.Invalid.
func CheckKey(k Key) error {
	if len(k.PK) == 0 || len(k.PK) > MaxPK {
		return fault.Invalid.Errorf("partition key of %d bytes: from 1 to %d", len(k.PK), MaxPK)
	}
	if len(k.SK) == 0 || len(k.SK) > MaxSK {
		return fault.Invalid.Errorf("sort key of %d bytes: from 1 to %d", len(k.SK), MaxSK)
	}
	return nil
}

// checkIndexes: DynamoDB refuses an item whose index key has another type, or is empty.
func checkIndexes(i Item) error {
	for _, x := range key.Indexes() {
		if v, ok := i[x.Partition]; ok {
			if s, ok := v.(string); !ok || s == "" || len(s) > MaxPK {
				return fault.Invalid.Errorf("attribute %s: want a text of 1 to %d bytes", x.Partition, MaxPK)
			}
		}
		v, ok := i[x.Sort]
		if !ok {
			continue
		}
		n, number := v.(int64)
		s, text := v.(string)
		if x.SortIsNumber && !number || !x.SortIsNumber && (!text || s == "" || len(s) > MaxSK) {
			return fault.Invalid.Errorf("attribute %s: unfit as sort key of index %s (%T, %d)", x.Sort, x.Name, v, n)
		}
	}
	return nil
}

// CheckCondition refuses a condition that says nothing or too much, with fault.Invalid. Nil is fine.
func CheckCondition(c *Condition) error {
	switch {
	case c == nil:
		return nil
	case c.Absent && c.Equal != nil:
		return fault.Invalid.Errorf("condition: absent and equal at once")
	case len(c.OrBelow) > 1:
		return fault.Invalid.Errorf("condition: below for more than one attribute")
	case !c.Absent && c.Equal == nil && len(c.OrBelow) == 0:
		return fault.Invalid.Errorf("condition: empty")
	}
	for name, v := range c.Equal {
		if err := checkValue(name, v); err != nil {
			return err
		}
	}
	return nil
}

// CheckQuery refuses a query that DynamoDB would refuse, with fault.Invalid, and gives its index; "" is the table.
func CheckQuery(q Query) (key.Index, error) {
	x := key.Index{Partition: key.AttrPK, Sort: key.AttrSK}
	if q.Index != "" {
		found := false
		for _, known := range key.Indexes() {
			if known.Name == q.Index {
				x, found = known, true
			}
		}
		if !found {
			return x, fault.Invalid.Errorf("query: no index %q", q.Index)
		}
	}
	switch {
	case q.Partition == "":
		return x, fault.Invalid.Errorf("query: no partition")
	case q.Prefix != "" && x.SortIsNumber:
		return x, fault.Invalid.Errorf("query: prefix of a number")
	case q.UpTo != nil && !x.SortIsNumber:
		return x, fault.Invalid.Errorf("query: number as bound of a text")
	case q.Backward && q.Index != "":
		return x, fault.Invalid.Errorf("query: an index read backward")
	case q.Limit < 0:
		return x, fault.Invalid.Errorf("query: limit %d", q.Limit)
	}
	return x, nil
}

// CheckTransact refuses writes that DynamoDB would refuse as one transaction, with fault.Invalid.
func CheckTransact(writes []Write) error {
	if len(writes) == 0 || len(writes) > MaxTransact {
		return fault.Invalid.Errorf("transaction of %d writes: from 1 to %d", len(writes), MaxTransact)
	}
	seen := make(map[Key]bool, len(writes))
	for n, w := range writes {
		if err := w.check(); err != nil {
			return fmt.Errorf("write %d: %w", n, err)
		}
		if seen[w.Key()] {
			return fault.Invalid.Errorf("write %d: the same item twice in a transaction", n)
		}
		seen[w.Key()] = true
	}
	return nil
}

func (w Write) check() error {
	if err := CheckCondition(w.If); err != nil {
		return err
	}
	if w.Put == nil {
		return CheckKey(w.Delete)
	}
	if w.Delete != (Key{}) {
		return fault.Invalid.Errorf("put and delete at once")
	}
	return Check(w.Put)
}

// Key gives the key of the item that is written.
func (w Write) Key() Key {
	if w.Put != nil {
		return w.Put.Key()
	}
	return w.Delete
}
