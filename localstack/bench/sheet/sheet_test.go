package sheet_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
	"github.com/seatwright/seatwright/shared/price"
	scan "github.com/seatwright/seatwright/shared/price/csv"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

const small = 800

func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASheetIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	o := sheet.Options{Rows: small}
	one, two := written(t, o.CSV), written(t, o.CSV)
	if sha256.Sum256(one) != sha256.Sum256(two) {
		t.Error("two sheets of one seed differ")
	}
	if o.Seed = 1; bytes.Equal(one, written(t, o.CSV)) {
		t.Error("two seeds give one sheet")
	}
	records, err := csv.NewReader(bytes.NewReader(one)).ReadAll()
	if err != nil || len(records) != small+1 || len(records[0]) != 22 {
		t.Errorf("%v, %d records", err, len(records))
	}
}

func TestTheMonthBeforeDiffersInAFewRowsOfAHundred(t *testing.T) {
	t.Parallel()
	costs := func(previous bool) map[price.Key]string {
		all := map[price.Key]string{}
		rows := typed(t, scan.New(bytes.NewReader(written(t, sheet.Options{Rows: 5_000, Previous: previous}.CSV)), scan.Options{}))
		for _, r := range rows {
			all[r.Key] = r.Cost.String()
		}
		return all
	}
	now, before := costs(false), costs(true)
	added, gone, changed := 0, 0, 0
	for k, c := range now {
		if was, ok := before[k]; !ok {
			added++
		} else if was != c {
			changed++
		}
	}
	for k := range before {
		if _, ok := now[k]; !ok {
			gone++
		}
	}
	for name, n := range map[string][3]int{"added": {added, 25, 80}, "gone": {gone, 25, 80}, "changed": {changed, 130, 270}} {
		if n[0] < n[1] || n[0] > n[2] {
			t.Errorf("%s: %d of 5,000, want %d to %d", name, n[0], n[1], n[2])
		}
	}
}

func typed(t *testing.T, cells price.Cells) (rows []price.Row) {
	t.Helper()
	var rejects bytes.Buffer
	report, err := price.Read(t.Context(), cells, price.ReadOptions{Market: "DE", Currency: "EUR", Rejects: &rejects}, func(r *price.Row) error {
		one := *r
		one.Line = 0 // a line break within quotes counts as a line in a CSV alone
		rows = append(rows, one)
		return nil
	})
	if err != nil || report.Rejected != 0 || report.Skipped != 0 || len(report.Drift) != 0 {
		t.Fatalf("%v, %+v\n%s", err, report, rejects.String())
	}
	return rows
}

func TestTheSheetIsTheSameInAllForms(t *testing.T) {
	t.Parallel()
	o := sheet.Options{Rows: small}
	want := typed(t, scan.New(bytes.NewReader(written(t, o.CSV)), scan.Options{}))
	if len(want) != small {
		t.Fatalf("%d rows", len(want))
	}
	packed := written(t, o.ZIP)
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("sheets.csv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, typed(t, scan.New(f, scan.Options{}))); diff != "" {
		t.Errorf("unpacked: %s", diff)
	}
	for name, inline := range map[string]bool{"a list of texts": false, "texts inline": true} {
		raw := written(t, func(w io.Writer) error { return o.XLSX(w, inline) })
		book, err := xlsx.Open(bytes.NewReader(raw), int64(len(raw)), xlsx.Usual())
		if err != nil {
			t.Fatal(name, err)
		}
		cells, err := book.Cells(0)
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, typed(t, cells)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
