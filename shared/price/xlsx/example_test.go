package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// A workbook is written and read again.
func Example() {
	var file bytes.Buffer
	w := xlsx.NewWriter(&file)
	err := errors.Join(
		w.Sheet("Prices", "Product", "Price"),
		w.Row("Microsoft 365 E3", xlsx.Number("36.90")),
		w.Row("=1+1", nil), // a text, whatever it looks like
		w.Close(),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := xlsx.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), xlsx.Usual())
	if err != nil {
		fmt.Println(err)
		return
	}
	cells, err := book.Cells(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cells.Close() //nolint:errcheck // nothing was written
	for {
		fields, line, err := cells.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d: %s\n", line, bytes.Join(fields, []byte(" | ")))
	}
	// Output:
	// 1: Product | Price
	// 2: Microsoft 365 E3 | 36.90
	// 3: =1+1
}
