package price

import (
	"encoding/binary"
	"slices"

	"github.com/seatwright/seatwright/shared/money"
)

// layout is the first byte of packed rows. Another layout gets another number, and the old one stays readable: snapshots are kept for years.
const layout = 1

// canonical gives the bytes that the id is of: texts and times once, then the rows column by column, each value as its difference from the row above.
// Where a row came from is no part of them, so that a CSV and a workbook of the same sheet are one snapshot.
func (s *Snapshot) canonical() []byte {
	return newEncoder(s).append(nil, 0, len(s.rows))
}

// encoder writes rows of a snapshot. It keeps its scratch space for the next ones.
type encoder struct {
	of    *Snapshot
	local []uint32 // the number in this piece of each text of the snapshot, plus one
	used  []uint32
	times []int64
	at    map[int64]uint64
}

func newEncoder(s *Snapshot) *encoder {
	return &encoder{of: s, local: make([]uint32, len(s.texts)), at: map[int64]uint64{}}
}

// append writes the rows from first up to, but not with, end.
func (e *encoder) append(to []byte, first, end int) []byte {
	s, rows := e.of, e.of.rows[first:end]
	e.collect(rows)
	to = append(to, layout)
	for _, t := range []string{string(s.Kind), s.Market, s.Currency} {
		to = appendText(to, t)
	}
	to = binary.AppendUvarint(to, uint64(len(e.used)))
	for _, t := range e.used {
		to = appendText(to, s.texts[t])
	}
	to = binary.AppendUvarint(to, uint64(len(e.times)))
	last := int64(0)
	for _, t := range e.times {
		to = binary.AppendVarint(to, t-last)
		last = t
	}
	to = binary.AppendUvarint(to, uint64(len(rows)))
	for c := range columns {
		above := int64(0)
		for i := range rows {
			n := int64(e.local[rows[i].texts[c]] - 1)
			to = binary.AppendVarint(to, n-above)
			above = n
		}
	}
	return e.numbers(to, rows)
}

// collect finds the texts and times of some rows. What it numbers is in order, so that the piece is a snapshot of its own.
func (e *encoder) collect(rows []packed) {
	for _, t := range e.used {
		e.local[t] = 0
	}
	e.used, e.times = e.used[:0], e.times[:0]
	clear(e.at)
	for i := range rows {
		for _, t := range rows[i].texts {
			if e.local[t] == 0 {
				e.local[t] = 1
				e.used = append(e.used, t)
			}
		}
		for _, t := range [2]int64{rows[i].from, rows[i].to} {
			if _, ok := e.at[t]; !ok && t != always && t != never {
				e.at[t] = 0
				e.times = append(e.times, t)
			}
		}
	}
	slices.Sort(e.used)
	for n, t := range e.used {
		e.local[t] = uint32(n + 1)
	}
	slices.Sort(e.times)
	for n, t := range e.times {
		e.at[t] = uint64(n + 2)
	}
	e.at[always], e.at[never] = 0, 1
}

// numbers writes the columns that are no texts.
func (e *encoder) numbers(to []byte, rows []packed) []byte {
	for i := range rows {
		to = binary.AppendVarint(to, int64(rows[i].tierMin))
	}
	for i := range rows {
		to = binary.AppendVarint(to, int64(rows[i].tierMax))
	}
	for i := range rows {
		to = binary.AppendUvarint(to, e.at[rows[i].from])
	}
	for i := range rows {
		to = binary.AppendUvarint(to, e.at[rows[i].to])
	}
	above := money.Micro(0)
	for i := range rows {
		to = binary.AppendVarint(to, int64(rows[i].cost-above)) // wraps around, and back when it is read
		above = rows[i].cost
	}
	for i := range rows {
		to = binary.AppendVarint(to, int64(rows[i].list-rows[i].cost))
	}
	for i := range rows {
		flags := byte(rows[i].standing) << 1
		if rows[i].free {
			flags |= 1
		}
		to = append(to, flags)
	}
	return to
}

func appendText(to []byte, s string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(s))), s...)
}
