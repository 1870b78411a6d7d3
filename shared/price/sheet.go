package price

import (
	"fmt"
	"io"
)

// Cells gives the rows of a sheet one after the other. The scanners of package csv and package xlsx are such.
//
// A workbook's cells come as text that does not depend on how the workbook shows them: a number as the shortest plain decimal of its value (115.2,
// never 115.20000000000000284 and never 1.152E+2), a date as 2021-10-01T00:00:00, a truth as TRUE or FALSE, an empty or missing cell as "".
type Cells interface {
	// Next gives the fields of the next row, which stay valid until the next call, and the number of the row in the file: the line where it begins,
	// counted from 1. Rows without any text are left out. It fails with io.EOF after the last row and with a *BadRow when this row cannot be read
	// and the next one can.
	Next() (fields [][]byte, line int, err error)
}

// BadRow says that one row is not a row, such as one with a quote in the middle of a field.
type BadRow struct {
	Line   int // where it begins, from 1
	Column int // number of the field, from 1
	Reason string
}

func (b *BadRow) Error() string {
	return fmt.Sprintf("line %d, field %d: %s", b.Line, b.Column, b.Reason)
}

// Kind is the kind of a sheet: what its columns are.
type Kind string

// Kinds of sheets that Microsoft publishes.
const (
	NewCommerce       Kind = "new_commerce"        // licence-based new commerce prices, for the whole term
	Legacy            Kind = "legacy"              // licence-based offers, prices for a month
	NewCommerceMatrix Kind = "new_commerce_matrix" // what may be ordered where, by product and SKU
	LegacyMatrix      Kind = "legacy_matrix"       // what may be ordered where, by offer id
)

// ReadOptions says what is known of a sheet before it is read.
type ReadOptions struct {
	Kind     Kind   // "" to tell by the header; one that the reader is not for is refused
	Market   string // rows that name another market are counted and left out; "" for all
	Currency string // rows that name another currency are counted and left out; "" for all. A legacy list names none: it is this one

	// Both say that a spreadsheet program saved the sheet again with its own habits. Without them such cells are rejected with a suggestion.
	DecimalComma bool // 1.234,50
	DayFirst     bool // 31/12/2026 and 31.12.2026

	Rejects    io.Writer // gets the rejects as CSV with a header; nil for none
	MaxRejects int       // rejects that are written, the others are counted only; 0 for 10,000
	MaxRows    int       // 0 for 5,000,000
}

// Report says what a sheet was found to be. Its counts are of good rows unless said otherwise.
type Report struct {
	Kind       Kind
	HeaderLine int     // where the header is
	Drift      []Drift // how the header differs from the documented one

	Rows     int // good rows, given to the caller
	Rejected int // rows with at least one cell that cannot be used
	Rejects  int // such cells
	Skipped  int // good rows of another market or currency than asked for
	LastLine int

	Markets, Currencies, Segments map[string]int // good and skipped rows by what they name
	Changes                       map[Change]int
	DayFirst, DecimalComma        int // rejected cells that would be good if the option of that name were set
}

// Drift is one way in which a header differs from the documented one.
type Drift struct {
	How    How    `json:"how"`
	Column string `json:"column,omitempty"` // documented name; "" of an extra column
	Found  string `json:"found,omitempty"`  // what the sheet says; "" of a missing column
}

// How names a kind of drift.
type How string

// Kinds of drift. A renamed or translated column is read under its new name, so somebody should look at it.
const (
	Renamed    How = "renamed"
	Translated How = "translated"
	Reordered  How = "reordered"
	Missing    How = "missing"
	Extra      How = "extra"
	Repeated   How = "repeated" // the second column of that name is not read
)
