package price_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
)

// FuzzRead holds that any bytes behind a header are typed or rejected, never a row that breaks what a Row promises.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sheetRow))
	f.Add([]byte("Exchange,CFQ7TTC0LH16,1E+05,,,,,P1Y,Annual,DE,EUR,\"1.234,50\",-1,x,31.12.2026,46387.5,,=1,Charity"))
	f.Add([]byte("\xff\x00,\"\n"))
	f.Fuzz(func(t *testing.T, rows []byte) {
		text := append([]byte("\uFEFF"+sheetHeader+"\n"), rows...)
		for _, o := range []price.ReadOptions{{Rejects: io.Discard}, {DecimalComma: true, DayFirst: true, Market: "DE"}} {
			given := 0
			report, err := price.Read(t.Context(), csv.New(bytes.NewReader(text), csv.Options{Comma: ','}), o, func(r *price.Row) error {
				given++
				if r.Cost < 0 || r.List < 0 || r.Product == "" || r.SKU == "" || len(r.Market) != 2 || len(r.Currency) != 3 || r.Segment == "" || r.Line < 2 {
					t.Errorf("%q: %+v", rows, r)
				}
				return nil
			})
			if given != report.Rows {
				t.Errorf("%q: %d rows given, %+v, %v", rows, given, report, err)
			}
		}
	})
}
