package store

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/key"
)

// Key gives the item's primary key; its parts are "" when they are missing or no strings.
func (i Item) Key() Key {
	pk, _ := i[key.AttrPK].(string)
	sk, _ := i[key.AttrSK].(string)
	return Key{PK: pk, SK: sk}
}

// Clone gives a copy that shares nothing with the item.
func (i Item) Clone() Item {
	c := maps.Clone(i)
	for name, v := range c {
		if b, ok := v.([]byte); ok {
			c[name] = append([]byte{}, b...)
		}
	}
	return c
}

// Same reports whether two items have the same attributes with the same values.
func Same(a, b Item) bool { return maps.EqualFunc(a, b, SameValue) }

// SameValue reports whether two values have the same type and content.
func SameValue(a, b any) bool {
	x, ok := a.([]byte)
	if !ok {
		if _, mixed := b.([]byte); mixed {
			return false
		}
		return a == b
	}
	y, ok := b.([]byte)
	return ok && bytes.Equal(x, y)
}

// Size gives the size of an item in bytes by DynamoDB's rule: names and values; a number takes a byte, and one more for
// each two of its significant digits.
func Size(i Item) int {
	n := 0
	for name, v := range i {
		n += len(name)
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		case int64:
			n += numberSize(v)
		}
	}
	return n
}

func numberSize(v int64) int {
	s := strconv.FormatInt(v, 10)
	digits := strings.TrimRight(strings.TrimPrefix(s, "-"), "0")
	n := 1 + (len(digits)+1)/2
	if v < 0 {
		n++
	}
	return n
}

// Op gives a name for what an operation touches, for counting by kind of item: "put ORDER".
func Op(op, pk string) string {
	kind, _, _ := strings.Cut(pk, "#")
	return op + " " + kind
}

// WriteUnits gives the write units of a put or delete outside a transaction by AWS's rule: a unit for each started KiB of
// the larger of the old and the new item (at least one), and for each index what changes in it. Nil stands for no item.
func WriteUnits(before, after Item) float64 {
	return float64(TableUnits(before, after) + indexUnits(before, after))
}

// TableUnits is the part of WriteUnits that the table itself takes; a write that a condition stopped takes it too.
func TableUnits(before, after Item) int { return max(1, steps(max(Size(before), Size(after)), 1024)) }

// ReadUnits gives the units of reading so many bytes at once: a unit for each started 4 KiB, half of it when eventually consistent.
func ReadUnits(bytes int, consistent bool) float64 {
	n := float64(max(1, steps(bytes, 4096)))
	if consistent {
		return n
	}
	return n / 2
}

func steps(n, step int) int { return (n + step - 1) / step }

// indexUnits: the indexes hold keys only, far less than a KiB. An entry costs one unit to make and one to remove, so two
// when its key moves, and none when nothing of it changes.
func indexUnits(before, after Item) int {
	n := 0
	for _, x := range key.Indexes() {
		was, is := Indexed(before, x), Indexed(after, x)
		moved := was && is && (!SameValue(before[x.Partition], after[x.Partition]) || !SameValue(before[x.Sort], after[x.Sort]))
		if was && (!is || moved) {
			n++
		}
		if is && (!was || moved) {
			n++
		}
	}
	return n
}

// Indexed reports whether the index holds the item: it has both of the index's key attributes.
func Indexed(i Item, x key.Index) bool { return i[x.Partition] != nil && i[x.Sort] != nil }

// Project gives the attributes of an item that an index holds.
func Project(i Item, x key.Index) Item {
	p := Item{}
	for _, name := range slices.Concat([]string{key.AttrPK, key.AttrSK}, []string{x.Partition, x.Sort}) {
		p[name] = i[name]
	}
	return p
}
