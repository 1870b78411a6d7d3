package price

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
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
		if !slices.Contains(kinds, o.Kind) {
			return s, fault.Invalid.Errorf("a sheet of kind %q is not read here", o.Kind)
		}
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
		if s.head = headed(row, kinds); s.head != nil {
			s.report.HeaderLine = line
			return nil
		}
		if h := headed(row, []Kind{NewCommerce, Legacy, NewCommerceMatrix, LegacyMatrix}); h != nil {
			return fault.Invalid.Errorf("the sheet is of another kind: %s", h.kind)
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

// headed takes a row for the header of the kind that it names most of, if it is half at least.
func headed(row [][]byte, kinds []Kind) (best *headline) {
	most := 0.0
	for _, k := range kinds {
		if h, share := understand(k, row); share >= 0.5 && share > most {
			best, most = h, share
		}
	}
	return best
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
