package xlsx

import "github.com/seatwright/seatwright/shared/price/zipped"

// Reason says why a workbook is refused; see package zipped. The failure around it is fault.Invalid.
type Reason = zipped.Reason

// The reasons. Those of package zipped hold for workbooks too.
const (
	Encrypted          = zipped.Encrypted
	TooLarge           = zipped.TooLarge
	Damaged            = zipped.Damaged
	NotWorkbook Reason = "not a workbook"
	// Odd is no fault of the file: it is laid out in a way that this package leaves to package workbook.
	Odd Reason = "laid out unusually"
)

// Limits bound what a workbook may come to. There is no "unlimited".
type Limits struct {
	Zip     zipped.Limits
	Small   int64 // bytes of a part that is read whole: workbook, styles, relations
	Cells   int64 // cells of a sheet, with those that are empty or left out before one that is not
	Strings int   // shared strings
	Text    int64 // bytes of the shared strings together, which are held in memory
	Row     int   // bytes of a row's XML, and of a shared string's
}

// Usual allows a workbook of half a million rows of a price list and keeps a reader of it under 512 MB, whatever the file.
func Usual() Limits {
	return Limits{
		Zip:   zipped.Limits{Parts: 4096, Inflated: 1 << 30, Ratio: 250},
		Small: 16 << 20, Cells: 40_000_000, Strings: 4_000_000, Text: 128 << 20, Row: 8 << 20,
	}
}

// A sheet has so many columns and rows at most.
const (
	mostColumns = 16384
	mostRows    = 1 << 20
)
