package xlsx_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
	"github.com/seatwright/seatwright/shared/price/xlsx"
	"github.com/seatwright/seatwright/shared/price/zipped"
)

// snapshot reads a sheet's rows and gives what its snapshot is named by: its bytes.
func snapshot(t *testing.T, codec *price.Codec, cells price.Cells) price.SnapshotID {
	t.Helper()
	b := price.NewBuilder(price.List{Market: "DE", Currency: "EUR"})
	report, err := price.Read(t.Context(), cells, price.ReadOptions{}, b.Add)
	if err != nil {
		t.Fatal(err)
	}
	if report.Kind != price.NewCommerce {
		t.Fatalf("read as %q", report.Kind)
	}
	s, _ := b.Build()
	_, id := codec.Pack(s)
	return id
}

func TestASheetGivesTheSameSnapshotInAnyForm(t *testing.T) {
	t.Parallel()
	o := sheet.Options{Rows: 400}
	codec, err := price.NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	file := func(write func(io.Writer) error) *bytes.Reader {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(b.Bytes())
	}
	want := snapshot(t, codec, csv.New(file(o.CSV), csv.Options{}))

	packed := file(o.ZIP)
	a, err := zipped.Open(packed, packed.Size(), xlsx.Usual().Zip)
	if err != nil {
		t.Fatal(err)
	}
	inside, _, err := a.Single()
	if err != nil {
		t.Fatal(err)
	}
	if got := snapshot(t, codec, csv.New(inside, csv.Options{})); got != want {
		t.Errorf("zipped: %s; want %s", got, want)
	}
	for name, inline := range map[string]bool{"shared strings": false, "inline strings": true} {
		f := file(func(w io.Writer) error { return o.XLSX(w, inline) })
		book, err := xlsx.Open(f, f.Size(), xlsx.Usual())
		if err != nil {
			t.Fatal(err)
		}
		cells, err := book.Cells(0)
		if err != nil {
			t.Fatal(err)
		}
		if got := snapshot(t, codec, cells); got != want {
			t.Errorf("%s: %s; want %s", name, got, want)
		}
	}
}
