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
	if len(b) == 0 || b[0] != layout {
		return nil, fmt.Errorf("%w: unknown layout", damaged)
	}
	d := &decoder{raw: b, pos: 1}
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
	if d.bad || d.left() > 0 {
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
	raw []byte
	pos int
	bad bool
}

func (d *decoder) left() int { return len(d.raw) - d.pos }

func (d *decoder) fail() {
	d.bad, d.pos = true, len(d.raw)
}

func (d *decoder) unsigned() uint64 {
	if d.pos < len(d.raw) && d.raw[d.pos] < 0x80 { // most are small
		d.pos++
		return uint64(d.raw[d.pos-1])
	}
	n, size := binary.Uvarint(d.raw[d.pos:])
	if size <= 0 {
		d.fail()
		return 0
	}
	d.pos += size
	return n
}

func (d *decoder) signed() int64 {
	n := d.unsigned()
	return int64(n>>1) ^ -int64(n&1)
}

// count reads how many things follow, each of which takes some bytes at least: a damaged count never asks for more memory than the bytes allow.
func (d *decoder) count(least int) int {
	n := d.unsigned()
	if n > uint64(d.left()/least) { //nolint:gosec // a length
		d.fail()
		return 0
	}
	return int(n) //nolint:gosec // at most the number of bytes
}

func (d *decoder) text() string {
	n := d.count(1)
	d.pos += n
	return string(d.raw[d.pos-n : d.pos])
}

// index reads a number below a limit.
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
			s.rows[i].texts[c] = uint32(n) //nolint:gosec // looked at above
		}
	}
}

func (d *decoder) small() int32 {
	n := d.signed()
	if n < math.MinInt32 || n > math.MaxInt32 {
		d.bad = true
		return 0
	}
	return int32(n)
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
	if d.left() != len(rows) {
		d.bad = true
		return
	}
	for i, flags := range d.raw[d.pos:] {
		rows[i].free, rows[i].standing = flags&1 == 1, standing(flags>>1)
		d.bad = d.bad || flags>>1 > byte(deleted)
	}
	d.pos = len(d.raw)
}
