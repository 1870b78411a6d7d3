package price

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// each gives all rows with text behind the header to do.
func (s *sheet) each(ctx context.Context, do func(row [][]byte, line int) error) error {
	limit := s.options.MaxRows
	if limit == 0 {
		limit = most
	}
	for n := 0; ; n++ {
		if n&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, line, err := s.cells.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			err = s.bad(err)
		case n >= limit || s.memos.texts.size > maxPool:
			err = fault.TooLarge.Errorf("a sheet of more than %d rows or %d bytes of different texts", limit, maxPool)
		case !blank(row):
			s.report.LastLine, s.flaws = line, s.flaws[:0]
			s.beyond(row)
			err = do(row, line)
		}
		if err != nil {
			return err
		}
	}
}

// beyond finds text in cells that no column of the header is above.
func (s *sheet) beyond(row [][]byte) {
	for i := len(s.head.names); i < len(row); i++ {
		if len(row[i]) > 0 {
			s.flaws = append(s.flaws, flawed{column: i, flaw: &flaw{reason: "more cells than the header has: a comma without quotes may have split one"}})
			return
		}
	}
}

// bad counts a row that is none; any other error ends the reading.
func (s *sheet) bad(err error) error {
	b, ok := errors.AsType[*BadRow](err)
	if !ok {
		return err
	}
	s.report.Rejected++
	s.report.Rejects++
	return s.rejects.add(b.Line, s.name(b.Column-1), nil, &flaw{reason: b.Reason})
}

// refuse writes what is wrong with the row.
func (s *sheet) refuse(row [][]byte, line int) error {
	s.report.Rejected++
	for _, f := range s.flaws {
		s.report.Rejects++
		if f.flaw.dayFirst {
			s.report.DayFirst++
		}
		if f.flaw.decimalComma {
			s.report.DecimalComma++
		}
		var value []byte
		if f.column < len(row) {
			value = row[f.column]
		}
		if err := s.rejects.add(line, s.name(f.column), value, f.flaw); err != nil {
			return err
		}
	}
	return nil
}

// name is what the sheet calls a column.
func (s *sheet) name(column int) string {
	if column < 0 || column >= len(s.head.names) {
		return ""
	}
	return s.head.names[column]
}

// give counts a good row and gives it away if it is of what was asked for.
func (s *sheet) give(yield func(*Row) error) error {
	s.markets.add(s.row.Market)
	s.currencies.add(s.row.Currency)
	s.segments.add(s.row.Segment)
	s.changes.add(s.row.Change)
	o := &s.options
	if o.Market != "" && s.row.Market != "" && s.row.Market != o.Market || o.Currency != "" && s.row.Currency != o.Currency {
		s.report.Skipped++
		return nil
	}
	s.report.Rows++
	return yield(&s.row)
}

// at gives the cell of a column, nil where the row is too short for it.
func (s *sheet) at(row [][]byte, c column) []byte {
	if i := s.where[c]; i < len(row) {
		return row[i]
	}
	return nil
}

// take reads the cell of a column and keeps what is wrong with it.
func take[T any](s *sheet, row [][]byte, c column, m *memo[T]) T {
	if cell := s.at(row, c); !bytes.Equal(cell, m.above) {
		m.read(cell)
	}
	if m.wrong != nil {
		s.wrong(c, m.wrong)
	}
	return m.value
}

// price reads a price, which differs from the one above more often than not.
func (s *sheet) price(row [][]byte, c column) (m money.Micro, empty bool) {
	m, empty, wrong := s.options.amount(s.at(row, c))
	if wrong != nil {
		s.wrong(c, wrong)
	}
	return m, empty
}

func (s *sheet) wrong(c column, f *flaw) {
	s.flaws = append(s.flaws, flawed{column: s.where[c], flaw: f})
}

func blank(row [][]byte) bool {
	for _, c := range row {
		if len(c) > 0 && len(bytes.TrimSpace(c)) > 0 {
			return false
		}
	}
	return true
}

// tally counts how often values occur. Most are the one before.
type tally[T ~string] struct {
	all  map[T]int
	last T
	n    int
}

func (t *tally[T]) add(v T) {
	if v != t.last {
		t.end()
		t.last = v
	}
	t.n++
}

// end counts the last values.
func (t *tally[T]) end() {
	if t.n > 0 {
		t.all[t.last] += t.n
	}
	t.n = 0
}
