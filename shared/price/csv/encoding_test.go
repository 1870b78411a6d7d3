package csv_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/price/csv"
)

func wide(text string, order binary.AppendByteOrder) string {
	var raw []byte
	for _, u := range utf16.Encode([]rune(text)) {
		raw = order.AppendUint16(raw, u)
	}
	return string(raw)
}

func TestAnEncodingIsToldByItsBytes(t *testing.T) {
	t.Parallel()
	const text = "Größe,\"5 €, 𝄞\"\n"
	rows := [][]string{{"Größe", "5 €, 𝄞"}}
	for name, c := range map[string]struct {
		raw  string
		rows [][]string
		want csv.Encoding
	}{
		"utf-8":                  {text, rows, csv.UTF8},
		"utf-8 marked":           {"\uFEFF" + text, rows, csv.UTF8},
		"utf-8 marked, ascii":    {"\uFEFFa,b\n", [][]string{{"a", "b"}}, csv.UTF8},
		"utf-16le":               {"\xff\xfe" + wide(text, binary.LittleEndian), rows, csv.UTF16Little},
		"utf-16be":               {"\xfe\xff" + wide(text, binary.BigEndian), rows, csv.UTF16Big},
		"utf-16le unmarked":      {wide("Product,"+text, binary.LittleEndian), [][]string{{"Product", "Größe", "5 €, 𝄞"}}, csv.UTF16Little},
		"utf-16be unmarked":      {wide("Product,"+text, binary.BigEndian), [][]string{{"Product", "Größe", "5 €, 𝄞"}}, csv.UTF16Big},
		"utf-16le, half a pair":  {"\xff\xfea\x00,\x00\x34\xd8b\x00,\x00\x34\xd8", [][]string{{"a", "\uFFFDb", "\uFFFD"}}, csv.UTF16Little},
		"utf-16le, an odd byte":  {"\xff\xfea\x00,\x00b", [][]string{{"a", "\uFFFD"}}, csv.UTF16Little},
		"windows-1252":           {"Gr\xf6\xdfe,\"5 \x80\",\x93x\x94\x9f\x81\n", [][]string{{"Größe", "5 €", "“x”Ÿ\u0081"}}, csv.Windows1252},
		"ascii":                  {"a,b\n", [][]string{{"a", "b"}}, csv.ASCII},
		"one broken character":   {strings.Repeat("ä", 20) + ",\xe4\n", [][]string{{strings.Repeat("ä", 20), "\xe4"}}, csv.UTF8},
		"a character at the end": {"a,ä", [][]string{{"a", "ä"}}, csv.UTF8},
		"a cut character":        {"a,\xc3", [][]string{{"a", "Ã"}}, csv.Windows1252},
	} {
		for _, block := range []int{0, 64} {
			r := csv.New(iotest.OneByteReader(strings.NewReader(c.raw)), csv.Options{Block: block})
			got, _, err := read(r)
			if diff := cmp.Diff(c.rows, got); diff != "" || err != nil || r.Encoding() != c.want {
				t.Errorf("%s by %d: %v, %s, %s", name, block, err, r.Encoding(), diff)
			}
		}
	}
}

// A sheet's first umlaut may come late, and may lie across the end of a block.
func TestTheFirstLetterBeyondASCIIMayComeLate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 40).Draw(t, "rows")
		block := rapid.IntRange(8, 60).Draw(t, "block")
		for letter, want := range map[string]csv.Encoding{"é": csv.UTF8, "\xe9": csv.Windows1252, "€uro": csv.UTF8} {
			text := strings.Repeat("Product,1.00\n", rows) + "Caf" + letter + ",2.00\n" + strings.Repeat("Product,1.00\n", 9)
			r := csv.New(strings.NewReader(text), csv.Options{Block: block})
			got, _, err := read(r)
			name := "Caf" + letter
			if want == csv.Windows1252 {
				name = "Café"
			}
			if err != nil || r.Encoding() != want || len(got) != rows+10 || got[rows][0] != name {
				t.Fatalf("%q after %d rows by %d: %v %s %q", letter, rows, block, err, r.Encoding(), got)
			}
		}
	})
}

//nolint:paralleltest // what others allocate would be counted
func TestARowIsScannedWithoutAnAllocation(t *testing.T) {
	text := strings.Repeat("CFQ7TTC0LHCH,0001,\"Business, \"\"Basic\"\"\",P1Y,12.50\r\n", 20_000)
	r := csv.New(strings.NewReader(text), csv.Options{})
	if _, _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(10_000, func() { _, _, _ = r.Next() }); n != 0 {
		t.Errorf("%v allocations a row", n)
	}
}
