package price

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// most is how many rows a sheet may have unless the options say otherwise.
const most = 5_000_000

// Read types and checks the rows of a price sheet and gives the good ones to yield, which may keep the row's texts but not the row. Cells that cannot be
// used go to the rejects, and their rows to nobody. It fails with fault.Invalid when the sheet is not a price sheet or lacks a column that prices need
// (the report's drift says which), with fault.TooLarge beyond the limit of rows, and with whatever cells or yield fail with.
func Read(ctx context.Context, cells Cells, o ReadOptions, yield func(*Row) error) (Report, error) {
	s, err := open(cells, o, NewCommerce, Legacy)
	if err != nil {
		return s.report, err
	}
	typed := s.newCommerce
	if s.report.Kind == Legacy {
		if len(o.Currency) != 3 {
			return s.report, fault.Invalid.Errorf("a legacy price list names no currency: say which it is in")
		}
		typed = s.legacy
	}
	err = s.each(ctx, func(row [][]byte, line int) error {
		s.row = Row{Line: line}
		typed(row)
		if len(s.flaws) > 0 {
			return s.refuse(row, line)
		}
		return s.give(yield)
	})
	return s.report, s.end(err)
}

// sheet is a sheet that is being read.
type sheet struct {
	cells   Cells
	options ReadOptions
	report  Report
	head    *headline
	where   [allColumns]int // head.at
	rejects *rejects
	memos   *memos
	flaws   []flawed
	row     Row

	markets, currencies, segments tally[string]
	changes                       tally[Change]
}

// flawed is a cell with a flaw.
type flawed struct {
	column int
	flaw   *flaw
}

// open finds the header of a sheet of one of the kinds.
func open(cells Cells, o ReadOptions, kinds ...Kind) (*sheet, error) {
	s := &sheet{cells: cells, options: o, memos: newMemos(&o)}
	s.report = Report{Markets: map[string]int{}, Currencies: map[string]int{}, Segments: map[string]int{}, Changes: map[Change]int{}}
	s.markets.all, s.currencies.all, s.segments.all, s.changes.all = s.report.Markets, s.report.Currencies, s.report.Segments, s.report.Changes
	if o.Kind != "" {
		kinds = []Kind{o.Kind}
	}
	if err := s.find(kinds); err != nil {
		return s, err
	}
	s.report.Kind, s.report.Drift, s.where = s.head.kind, s.head.drift, s.head.at
	if len(s.head.lacks) > 0 {
		return s, fault.Invalid.Errorf("the sheet has no column %s", strings.Join(s.head.lacks, ", "))
	}
	var err error
	s.rejects, err = newRejects(o.Rejects, o.MaxRejects)
	return s, err
}

// find takes for the header the first row that names at least half of the columns that a kind cannot do without.
func (s *sheet) find(kinds []Kind) error {
	first := ""
	for range headerWithin {
		row, line, err := s.cells.Next()
		if _, bad := errors.AsType[*BadRow](err); bad {
			continue
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		best := 0.0
		for _, k := range kinds {
			if h, share := understand(k, row); share >= 0.5 && share > best {
				s.head, s.report.HeaderLine, best = h, line, share
			}
		}
		if best > 0 {
			return nil
		}
		if first == "" && len(row) > 0 {
			first = shown(row[0])
		}
	}
	switch {
	case first == "":
		return fault.Invalid.Errorf("the sheet is empty")
	case strings.HasPrefix(first, "<"):
		return fault.Invalid.Errorf("the file is a web page and no price sheet")
	}
	return fault.Invalid.Errorf("none of the first %d rows names the columns of a price sheet; the first begins with %q", headerWithin, first)
}

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
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if err = s.bad(err); err != nil {
				return err
			}
			continue
		}
		if n >= limit {
			return fault.TooLarge.Errorf("a sheet of more than %d rows", limit)
		}
		s.report.LastLine = line
		if blank(row) {
			continue
		}
		s.flaws = s.flaws[:0]
		for i := len(s.head.names); i < len(row); i++ {
			if len(row[i]) > 0 {
				s.flaws = append(s.flaws, flawed{column: i, flaw: &flaw{reason: "more cells than the header has: a comma without quotes may have split one"}})
				break
			}
		}
		if err := do(row, line); err != nil {
			return err
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

// end writes what is still to be written and counted, whatever the reading ended with.
func (s *sheet) end(err error) error {
	s.markets.end()
	s.currencies.end()
	s.segments.end()
	s.changes.end()
	if ended := s.rejects.end(); err == nil {
		return ended
	}
	return err
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
