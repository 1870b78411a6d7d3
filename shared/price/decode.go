package price

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/seatwright/seatwright/shared/money"
)

// damaged says that bytes are no packed rows.
const damaged failed = "packed prices: cut off or damaged"

type failed string

func (f failed) Error() string { return string(f) }

// decode reads what canonical and encoder.append write. It checks everything, so that damaged bytes give an error and never wrong prices in silence:
// numbers of texts and times, and the order of texts and rows.
func decode(b []byte) (*Snapshot, error) {
	d := &decoder{rest: b}
	if len(b) == 0 || b[0] != layout {
		return nil, fmt.Errorf("%w: unknown layout", damaged)
	}
	d.rest = b[1:]
	s := &Snapshot{Kind: Kind(d.text()), Market: d.text(), Currency: d.text()}
	s.texts = make([]string, 0, d.count(1))
	for range cap(s.texts) {
		s.texts = append(s.texts, d.text())
	}
	times := make([]int64, 0, d.count(1)+2)
	times = append(times, always, never)
	for last := int64(0); len(times) < cap(times); {
		last += d.signed()
		times = append(times, last)
	}
	s.rows = make([]packed, d.count(columns+7))
	d.texts(s)
	d.numbers(s.rows, times)
	if d.bad || len(d.rest) > 0 {
		return nil, damaged
	}
	return s, s.inOrder()
}

// inOrder tells whether texts and rows are sorted, which everything else relies on.
func (s *Snapshot) inOrder() error {
	for i := 1; i < len(s.texts); i++ {
		if s.texts[i-1] >= s.texts[i] {
			return fmt.Errorf("%w: texts out of order", damaged)
		}
	}
	for i := 1; i < len(s.rows); i++ {
		if compare(&s.rows[i-1], &s.rows[i]) >= 0 {
			return fmt.Errorf("%w: rows out of order", damaged)
		}
	}
	return nil
}

// decoder reads numbers and texts. After the first that is not there it is bad, and everything is zero.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) unsigned() uint64 {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

func (d *decoder) signed() int64 {
	n, size := binary.Varint(d.rest)
	if size <= 0 {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// count reads how many things follow, each of which takes some bytes at least: a damaged count never asks for more memory than the bytes allow.
func (d *decoder) count(least int) int {
	n := d.unsigned()
	if n > uint64(len(d.rest)/least) {
		d.bad, d.rest = true, nil
		return 0
	}
	return int(n) //nolint:gosec // at most the number of bytes
}

func (d *decoder) text() string {
	n := d.count(1)
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	return s
}

// number reads an index below a limit.
func (d *decoder) index(below int) int {
	n := d.unsigned()
	if n >= uint64(below) { //nolint:gosec // a length
		d.bad = true
		return 0
	}
	return int(n) //nolint:gosec // below a length
}

func (d *decoder) texts(s *Snapshot) {
	for c := range columns {
		n := int64(0)
		for i := range s.rows {
			n += d.signed()
			if n < 0 || n >= int64(len(s.texts)) {
				d.bad = true
				return
			}
			*s.rows[i].numbers()[c] = uint32(n) //nolint:gosec // looked at above
		}
	}
}

func (d *decoder) small() int32 {
	n := d.signed()
	if n < math.MinInt32 || n > math.MaxInt32 {
		d.bad = true
		return 0
	}
	return int32(n) //nolint:gosec // looked at above
}

func (d *decoder) numbers(rows []packed, times []int64) {
	for i := range rows {
		rows[i].tierMin = d.small()
	}
	for i := range rows {
		rows[i].tierMax = d.small()
	}
	for i := range rows {
		rows[i].from = times[d.index(len(times))]
	}
	for i := range rows {
		rows[i].to = times[d.index(len(times))]
	}
	above := money.Micro(0)
	for i := range rows {
		above += money.Micro(d.signed())
		rows[i].cost = above
	}
	for i := range rows {
		rows[i].list = rows[i].cost + money.Micro(d.signed())
	}
	if len(d.rest) != len(rows) {
		d.bad = true
		return
	}
	for i, flags := range d.rest {
		rows[i].free, rows[i].standing = flags&1 == 1, standing(flags>>1)
		d.bad = d.bad || flags>>1 > byte(deleted)
	}
	d.rest = nil
}
