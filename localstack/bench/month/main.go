// Month imports a month's price sheet without a network, in a process of its own so that its memory can be measured: `make bench` runs it.
//
//	month DIR typed FILE    reads and types the sheet, and does nothing with it: the bound
//	month DIR import FILE   imports it: typed, checked, compared with the month that DIR has, every price made by a plan, packed for bucket and table
//	month DIR price FILE    makes one price, many times
//
// It prints what it took as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/status"

	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// figures is what is printed.
type figures struct {
	Seconds float64
	Rows    int
	State   string
	Diff    price.Summary
	Units   int // write units of the table
	Nanos   float64
	Allocs  float64
	Peak    float64 // the most memory that it had, in MB (10^6 bytes)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: month DIR typed|import|price FILE")
		os.Exit(2)
	}
	f, err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3])
	if err == nil {
		f.Peak, err = status.Memory("self", "VmHWM")
	}
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "month:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, mode, file string) (figures, error) {
	began := time.Now() //nolint:forbidigo // what is measured is this machine's time
	var f figures
	var err error
	switch mode {
	case "typed":
		f, err = typed(ctx, file)
	case "import":
		f, err = imported(ctx, &disk{dir: dir}, file)
	default:
		return priced(ctx, file)
	}
	f.Seconds = time.Since(began).Seconds() //nolint:forbidigo // what is measured is this machine's time
	return f, err
}

// rows reads the sheet, a CSV or the first one of a workbook.
func rows(ctx context.Context, file string, rejects io.Writer, yield func(*price.Row) error) (price.Report, error) {
	in, err := os.Open(filepath.Clean(file)) //nolint:gosec // the bench names it
	if err != nil {
		return price.Report{}, err
	}
	defer in.Close() //nolint:errcheck // it was read only
	o := price.ReadOptions{Kind: price.NewCommerce, Market: list.Market, Currency: list.Currency, Rejects: rejects}
	if filepath.Ext(file) != ".xlsx" {
		return price.Read(ctx, csv.New(in, csv.Options{}), o, yield)
	}
	info, err := in.Stat()
	if err != nil {
		return price.Report{}, err
	}
	book, err := xlsx.Open(in, info.Size(), xlsx.Usual())
	if err != nil {
		return price.Report{}, err
	}
	cells, err := book.Cells(0)
	if err != nil {
		return price.Report{}, err
	}
	defer cells.Close() //nolint:errcheck // it was read only
	return price.Read(ctx, cells, o, yield)
}

func typed(ctx context.Context, file string) (figures, error) {
	n := 0
	_, err := rows(ctx, file, nil, func(*price.Row) error { n++; return nil })
	return figures{Rows: n}, err
}
