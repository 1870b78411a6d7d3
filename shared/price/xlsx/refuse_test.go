package xlsx_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

func TestWhatCannotBeReadIsRefusedByName(t *testing.T) {
	t.Parallel()
	good := plain(rowsOf(twoRows))
	file := good.pack(t)
	sheet := "xl/worksheets/sheet1.xml"
	cell := func(xml string) []byte { return good.with(sheet, rowsOf(xml)).pack(t) }
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                       {nil, xlsx.NotWorkbook},
		"text":                          {[]byte("ProductTitle,ProductId\n"), xlsx.NotWorkbook},
		"a web page":                    {[]byte("<!DOCTYPE html><html>sign in</html>"), xlsx.NotWorkbook},
		"a ZIP file of something else":  {parts{"sheets.csv": "a,b"}.pack(t), xlsx.NotWorkbook},
		"a Word document":               {good.with("xl/workbook.xml", `<w:document xmlns:w="urn:w"/>`).pack(t), xlsx.NotWorkbook},
		"a binary workbook":             {good.with("_rels/.rels", strings.Replace(topXML, "workbook.xml", "workbook.bin", 1)).pack(t), xlsx.NotWorkbook},
		"a workbook of Excel 97":        {compound("Workbook"), xlsx.NotWorkbook},
		"an encrypted workbook":         {compound("EncryptedPackage"), xlsx.Encrypted},
		"the first half of a file":      {file[:len(file)/2], xlsx.NotWorkbook},
		"all but the last byte":         {file[:len(file)-1], xlsx.NotWorkbook},
		"a flipped bit":                 {flipped(t, file, sheet), xlsx.Damaged},
		"a part that is not there":      {good.with(sheet, "").pack(t), xlsx.Damaged},
		"XML that ends early":           {good.with(sheet, rowsOf(twoRows)[:300]).pack(t), xlsx.Damaged},
		"XML that never begins":         {good.with(sheet, "PNG").pack(t), xlsx.Damaged},
		"another part in a sheet's":     {good.with(sheet, textXML).pack(t), xlsx.Damaged},
		"a document type":               {good.with(sheet, `<!DOCTYPE x [<!ENTITY a "b">]>`+rowsOf("")).pack(t), xlsx.Damaged},
		"an entity nobody defined":      {cell(`<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>`), xlsx.Damaged},
		"bytes that are no UTF-8":       {cell("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\xff</t></is></c></row>"), xlsx.Damaged},
		"a text that is not there":      {cell(`<row r="1"><c r="A1" t="s"><v>99</v></c></row>`), xlsx.Damaged},
		"a row that is too far":         {cell(`<row r="1048577"><c><v>1</v></c></row>`), xlsx.Damaged},
		"a column that is too far":      {cell(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), xlsx.Damaged},
		"a cell without a column":       {cell(`<row r="1"><c r="11"><v>1</v></c></row>`), xlsx.Damaged},
		"a row within a row":            {cell(`<row r="1"><c r="A1"><v>1</v></c></sheetData>`), xlsx.Damaged},
		"rows that go back":             {cell(`<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>`), xlsx.Odd},
		"a row that comes twice":        {cell(`<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>`), xlsx.Odd},
		"a cell that comes twice":       {cell(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>`), xlsx.Damaged},
		"an encoding of the past":       {good.with(sheet, `<?xml version="1.0" encoding="windows-1252"?>`+rowsOf("")).pack(t), xlsx.Odd},
		"styles that are damaged":       {good.with("xl/styles.xml", styleXML[:len(styleXML)-9]).pack(t), xlsx.Damaged},
		"shared strings that are short": {good.with("xl/sharedStrings.xml", textXML[:len(textXML)-9]).pack(t), xlsx.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := scan(c.file, 0, xlsx.Usual())
			if !errors.Is(err, c.want) || !errors.Is(err, fault.Invalid) || fault.Text(err) == "" {
				t.Errorf("refused with %v; want %v", err, c.want)
			}
		})
	}
}

// compound makes the beginning of Microsoft's older container, with one stream.
func compound(stream string) []byte {
	b := make([]byte, 4096)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(b[30:], 9) // sectors of 512 bytes
	binary.LittleEndian.PutUint32(b[48:], 2) // the directory's first
	for i := range len(stream) {
		b[3*512+128+2*i] = stream[i]
	}
	return b
}

// flipped changes a bit in the packed bytes of a part.
func flipped(t *testing.T, file []byte, part string) []byte {
	t.Helper()
	at := bytes.Index(file, []byte(part))
	if at < 0 {
		t.Fatal("no such part")
	}
	out := bytes.Clone(file)
	out[at+len(part)+20] ^= 1
	return out
}

func TestLimitsHoldWhateverTheFileSays(t *testing.T) {
	t.Parallel()
	rows := numbered(strings.Split(strings.TrimSuffix(strings.Repeat(`<c><v>1</v></c><c t="s"><v>0</v></c>|`, 2000), "|"), "|")...)
	file := plain(rowsOf(rows)).pack(t)
	bomb := plain(rowsOf(`<row><c t="inlineStr"><is><t>` + strings.Repeat("a", 3<<19) + `</t></is></c></row>`)).pack(t)
	texts := plain(rowsOf("")).with("xl/sharedStrings.xml", `<sst>`+strings.Repeat(`<si><t>abcdefgh</t></si>`, 1000)+`</sst>`).pack(t)
	for name, c := range map[string]struct {
		file  []byte
		limit func(*xlsx.Limits)
	}{
		"parts":             {file, func(l *xlsx.Limits) { l.Zip.Parts = 3 }},
		"bytes inflated":    {file, func(l *xlsx.Limits) { l.Zip.Inflated = 60_000 }},
		"ratio":             {bomb, func(*xlsx.Limits) {}},
		"a row's bytes":     {bomb, func(l *xlsx.Limits) { l.Zip.Ratio, l.Row = 2000, 1<<20 }},
		"cells":             {file, func(l *xlsx.Limits) { l.Cells = 3999 }},
		"cells left out":    {plain(rowsOf(strings.Repeat(`<row><c r="XFD1"><v>1</v></c></row>`, 3))).pack(t), func(l *xlsx.Limits) { l.Cells = 40_000 }},
		"texts":             {texts, func(l *xlsx.Limits) { l.Strings = 999 }},
		"bytes of texts":    {texts, func(l *xlsx.Limits) { l.Text = 7999 }},
		"parts read whole":  {file, func(l *xlsx.Limits) { l.Small = 200 }},
		"nothing allowed":   {file, func(l *xlsx.Limits) { *l = xlsx.Limits{} }},
		"a row's, tiny one": {file, func(l *xlsx.Limits) { l.Row = 16 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := xlsx.Usual()
			c.limit(&limits)
			if _, err := scan(c.file, 0, limits); !errors.Is(err, xlsx.TooLarge) {
				t.Errorf("got %v; want %v", err, xlsx.TooLarge)
			}
		})
	}
	limits := xlsx.Usual()
	limits.Cells, limits.Zip.Parts = 4000, 7
	if got, err := scan(file, 0, limits); err != nil || len(got) != 2000 {
		t.Errorf("at the limit: %d rows, %v", len(got), err)
	}
}

// broken is a file on a disk that fails from some byte on.
type broken struct {
	io.ReaderAt
	after int64
}

func (b broken) ReadAt(p []byte, at int64) (int, error) {
	if at < b.after {
		return 0, os.ErrDeadlineExceeded
	}
	return b.ReaderAt.ReadAt(p, at)
}

func TestAFailingDiskIsNotTheFilesFault(t *testing.T) {
	t.Parallel()
	file := plain(rowsOf(twoRows)).pack(t)
	for _, after := range []int64{1, 700, 1500} {
		book, err := xlsx.Open(broken{bytes.NewReader(file), after}, int64(len(file)), xlsx.Usual())
		if err == nil {
			_, err = book.Cells(0)
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, fault.Invalid) {
			t.Errorf("after %d: %v", after, err)
		}
	}
}
