package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// twoRows is a sheet whose reading every form of a workbook must give.
const twoRows = `<row r="2" spans="1:3"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>44470</v></c></row><row r="5"><c r="A5"><v>1.5</v></c><c r="C5" t="inlineStr"><is><t>ä &amp; ö</t></is></c></row>`

func wanted() []line {
	return []line{{Number: 2, Fields: []string{"first", "2021-10-01T00:00:00"}}, {Number: 5, Fields: []string{"1.5", "", "ä & ö"}}}
}

// prefixed puts a prefix before the names of elements.
func prefixed(xml string) string {
	xml = regexp.MustCompile(`<(/?)([a-zA-Z])`).ReplaceAllString(xml, "<${1}x:$2")
	return strings.Replace(xml, mainNS, strings.Replace(mainNS, "xmlns", "xmlns:x", 1), 1)
}

// widened writes XML in UTF-16.
func widened(xml string, high, low int, mark bool) string {
	units := utf16.Encode([]rune(strings.Replace(xml, `encoding="UTF-8"`, `encoding="UTF-16"`, 1)))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	out := make([]byte, 2*len(units))
	for i, u := range units {
		out[2*i+high], out[2*i+low] = byte(u>>8), byte(u&0xFF)
	}
	return string(out)
}

func TestFormsOfAWorkbookReadTheSame(t *testing.T) {
	t.Parallel()
	sheet := rowsOf(twoRows)
	p := plain(sheet)
	rels, book := "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
	for name, c := range map[string]struct {
		parts parts
		alone bool // excelize does not read this form
	}{
		"as Excel writes it":     {parts: p},
		"with a byte order mark": {parts: p.with(book, "\ufeff"+sheet)},
		"with prefixes": {parts: p.with(book, prefixed(sheet)).with("xl/sharedStrings.xml", prefixed(textXML)).with("xl/styles.xml", prefixed(styleXML)).
			with("xl/workbook.xml", prefixed(bookXML))},
		"with absolute targets":                  {parts: p.with(rels, regexp.MustCompile(`Target="`).ReplaceAllString(relsXML, `Target="/xl/`))},
		"with targets that go up and down again": {parts: p.with(rels, regexp.MustCompile(`Target="`).ReplaceAllString(relsXML, `Target="../xl/./`)), alone: true},
		"in the strict dialect": {parts: p.with(rels, strings.ReplaceAll(relsXML, "http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")).
			with(book, strings.Replace(sheet, mainNS, `xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"`, 1))},
		"with rows and cells that do not say where they are": {parts: p.with(book, rowsOf(`<row/><row><c t="s"><v>0</v></c><c s="1"><v>44470</v></c></row><row></row><row/><row><c><v>1.5</v></c><c/><c t="inlineStr"><is><t>ä &amp; ö</t></is></c></row>`))},
		"with blanks and comments between everything":        {parts: p.with(book, strings.ReplaceAll(sheet, "><", "> \n\t<!-- c --> <")), alone: true}, // excelize takes the blanks in <is> for text
		"with instructions and character data around":        {parts: p.with(book, strings.Replace(sheet, "<sheetData>", `<?mso-x y?><sheetViews><sheetView a=">"/></sheetViews><cols><col min="1"/></cols><sheetData >`, 1))},
		"in UTF-16 with its mark":                            {parts: p.with(book, widened(sheet, 1, 0, true)).with("xl/sharedStrings.xml", widened(textXML, 0, 1, true)), alone: true},
		"in UTF-16 without a mark":                           {parts: p.with(book, widened(sheet, 1, 0, false)).with("xl/styles.xml", widened(styleXML, 0, 1, false)), alone: true},
		"with parts in other cases":                          {parts: p.with("xl/sharedStrings.xml", "").with("XL/SharedStrings.xml", textXML)},
		"with folders cut by \\":                             {parts: p.with(book, "").with(`xl\worksheets\sheet1.xml`, sheet)},
		"with the days of a Mac": {parts: p.with("xl/workbook.xml", strings.Replace(bookXML, "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)).
			with(book, strings.Replace(sheet, "44470", "43008", 1))},
		"with an end of data and nothing after it": {parts: p.with(book, before(sheet, "<pageMargins"))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []uint16{zip.Store, zip.Deflate} {
				file := c.parts.packAs(t, method)
				if diff := cmp.Diff(wanted(), read(t, file, 0)); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				if c.alone {
					continue
				}
				if other, err := oracle(file, 0); err != nil || !alike(wanted(), other) {
					t.Errorf("excelize reads otherwise: %v\n%s", err, cmp.Diff(wanted(), other))
				}
			}
		})
	}
}

func TestSheetsComeInTheOrderOfTheirTabsWithThoseHidden(t *testing.T) {
	t.Parallel()
	sheets := `<sheets><sheet name="Cover &amp; notes" sheetId="7" r:id="rId9"/><sheet name="Chart" sheetId="9" r:id="rId4"/>` +
		`<sheet name="EUR" sheetId="1" r:id="rId1"/><sheet name="x" sheetId="2" state="hidden" r:id="rId9"/><sheet name="y" sheetId="3" state="veryHidden" r:id="rId9"/></sheets>`
	p := plain(rowsOf(twoRows)).
		with("xl/workbook.xml", regexp.MustCompile(`<sheets>.*</sheets>`).ReplaceAllString(bookXML, sheets)).
		with("xl/worksheets/sheet9.xml", xmlHead+`<worksheet `+mainNS+`><sheetData/></worksheet>`).
		with("xl/_rels/workbook.xml.rels", strings.Replace(relsXML, "</Relationships>", `<Relationship Id="rId9" Type="`+relKind+`worksheet" Target="worksheets/sheet9.xml"/>`+
			`<Relationship Id="rId4" Type="`+relKind+`chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`, 1))
	file := p.pack(t)
	book, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), xlsx.Usual())
	if err != nil {
		t.Fatal(err)
	}
	want := []xlsx.Sheet{{Name: "Cover & notes"}, {Name: "EUR"}, {Name: "x", Hidden: true}, {Name: "y", Hidden: true}}
	if diff := cmp.Diff(want, book.Sheets()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := read(t, file, 0); got != nil {
		t.Errorf("an empty sheet gives %v", got)
	}
	if diff := cmp.Diff(wanted(), read(t, file, 1)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRowsLongerThanABlockAreReadWhole(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("z", 300<<10)
	file := plain(rowsOf(numbered(`<c r="A1" t="inlineStr"><is><t>`+long+`</t></is></c><c r="B1"><v>1</v></c>`, `<c r="A2"><v>2</v></c>`))).pack(t)
	want := []line{{Number: 1, Fields: []string{long, "1"}}, {Number: 2, Fields: []string{"2"}}}
	limits := xlsx.Usual()
	limits.Zip.Ratio = 2000
	got, err := scan(file, 0, limits)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestEveryBlockBorderIsRead(t *testing.T) {
	t.Parallel()
	// Rows of changing lengths, so that the border of a block falls into every part of a cell.
	var rows strings.Builder
	var want []line
	for i := 1; rows.Len() < 100<<10; i++ {
		text := strings.Repeat("ab ", i%97) + "."
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="B%d"><v>%d.25</v></c><c r="D%d" t="inlineStr"><is><t>%s</t></is></c></row>`, i, i, i, i, i, text)
		want = append(want, line{Number: i, Fields: []string{"first", fmt.Sprintf("%d.25", i), "", text}})
	}
	limits := xlsx.Usual()
	limits.Row = 1021 // a block is not larger than a row may be
	got, err := scan(plain(rowsOf(rows.String())).pack(t), 0, limits)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%.2000s", err, diff)
	}
}
