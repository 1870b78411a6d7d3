package price

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/seatwright/seatwright/shared/fault"
)

// Origin is a file that rows of a snapshot came from.
type Origin struct {
	Import string
	File   string // the name that it has for people
}

// Trace tells of each row of a snapshot which line of which file it was. It is kept beside the snapshot, which is of what the rows say alone.
type Trace struct {
	Origins []Origin
	file    []uint16
	line    []uint32
}

// Of gives where a row came from; the line is 0 when nobody knows any more.
func (t *Trace) Of(row int) (from Origin, line int) {
	if t == nil || row >= len(t.file) || int(t.file[row]) >= len(t.Origins) {
		return Origin{}, 0
	}
	return t.Origins[t.file[row]], int(t.line[row])
}

// Trace gives where the rows came from, which only a snapshot knows that was just built or merged. The origins are those of its files: the sheet's
// own, and after a merge those of the trace that the base was given.
func (s *Snapshot) Trace(origins []Origin) *Trace {
	t := &Trace{file: make([]uint16, len(s.rows)), line: make([]uint32, len(s.rows))}
	kept := make(map[uint16]uint16, len(origins)) // files that no row is from any more are forgotten
	for i := range s.rows {
		p := &s.rows[i]
		n, ok := kept[p.file]
		if !ok {
			n = uint16(len(t.Origins)) //nolint:gosec // no more than files
			kept[p.file] = n
			var o Origin
			if int(p.file) < len(origins) {
				o = origins[p.file]
			}
			t.Origins = append(t.Origins, o)
		}
		t.file[i], t.line[i] = n, p.line
	}
	return t
}

// Give tells a snapshot that was unpacked where its rows came from. It fails when the trace is of another one.
func (s *Snapshot) Give(t *Trace) error {
	if len(t.file) != len(s.rows) {
		return fmt.Errorf("trace of %d rows for a snapshot of %d", len(t.file), len(s.rows))
	}
	if len(t.Origins) >= math.MaxUint16 {
		return fault.TooLarge.Errorf("a list merged of %d sheets", len(t.Origins))
	}
	for i := range s.rows {
		s.rows[i].file, s.rows[i].line = t.file[i], t.line[i]
	}
	return nil
}

// PackTrace gives a trace's bytes.
func (c *Codec) PackTrace(t *Trace) []byte {
	b := binary.AppendUvarint([]byte{layout}, uint64(len(t.Origins)))
	for _, o := range t.Origins {
		b = appendText(appendText(b, o.Import), o.File)
	}
	b = binary.AppendUvarint(b, uint64(len(t.file)))
	for _, f := range t.file {
		b = binary.AppendUvarint(b, uint64(f))
	}
	above := int64(0)
	for _, l := range t.line {
		b = binary.AppendVarint(b, int64(l)-above)
		above = int64(l)
	}
	return c.in.EncodeAll(b, nil)
}

// UnpackTrace reads what PackTrace wrote.
func (c *Codec) UnpackTrace(b []byte) (*Trace, error) {
	raw, err := c.out.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("trace of prices: %w", err)
	}
	if len(raw) == 0 || raw[0] != layout {
		return nil, fmt.Errorf("%w: unknown layout of a trace", damaged)
	}
	d := &decoder{raw: raw, pos: 1}
	t := &Trace{Origins: make([]Origin, d.count(2))}
	for i := range t.Origins {
		t.Origins[i] = Origin{Import: d.text(), File: d.text()}
	}
	n := d.count(2)
	t.file, t.line = make([]uint16, n), make([]uint32, n)
	for i := range t.file {
		t.file[i] = uint16(d.index(len(t.Origins))) //nolint:gosec // Give looks at their number
	}
	above := int64(0)
	for i := range t.line {
		above += d.signed()
		t.line[i] = uint32(above) //nolint:gosec // damaged bytes give a wrong line, as they may anywhere in it
	}
	if d.bad || d.left() > 0 {
		return nil, damaged
	}
	return t, nil
}
