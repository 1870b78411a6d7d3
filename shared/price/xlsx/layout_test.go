package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// layouts makes the files of the corpus that are not made by another program.
func layouts(t *testing.T) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"excel.xlsx": excel(false).pack(t), "excel_1904.xlsx": excel(true).pack(t), "libreoffice.xlsx": libreOffice().pack(t), "google_sheets.xlsx": google().pack(t),
		"open_xml_sdk.xlsx": sdk().pack(t), "excelize.xlsx": byExcelize(t, false), "excelize_stream.xlsx": byExcelize(t, true),
	}
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// serial gives a date as Excel counts them.
func serial(at time.Time, from1904 bool) string {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	seconds := at.Unix() - start.Unix()
	return strconv.FormatFloat(float64(seconds)/86400, 'g', 15, 64)
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return strings.NewReplacer("&#xA;", "\n", "&#34;", `"`, "_x000D_", "_x005F_x000D_").Replace(b.String())
}

// texts collects shared strings.
type texts struct {
	list  []string
	index map[string]int
}

func (x *texts) of(s string) int {
	if n, known := x.index[s]; known {
		return n
	}
	if x.index == nil {
		x.index = map[string]int{}
	}
	x.index[s] = len(x.list)
	x.list = append(x.list, s)
	return len(x.list) - 1
}

// excel lays the table out as Excel does: a cover sheet, a title in merged cells above the header, dates in two styles, one text in runs with a phonetic guide.
func excel(from1904 bool) parts {
	var x texts
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="1" spans="1:13" ht="18.75" x14ac:dyDescent="0.3"><c r="A1" s="4" t="s"><v>%d</v></c><c r="B1" s="4"/><c r="C1" s="4"/></row>`, x.of("License-based pricing"))
	for i, row := range table() {
		n := i + 3
		fmt.Fprintf(&b, `<row r="%d" spans="1:13" x14ac:dyDescent="0.25">`, n)
		for j, v := range row {
			name, _ := excelize.CoordinatesToCellName(j+1, n)
			switch v := v.(type) {
			case string:
				fmt.Fprintf(&b, `<c r="%s" t="s"><v>%d</v></c>`, name, x.of(v))
			case float64:
				fmt.Fprintf(&b, `<c r="%s" s="3"><v>%s</v></c>`, name, strconv.FormatFloat(v, 'g', 17, 64))
			case time.Time:
				fmt.Fprintf(&b, `<c r="%s" s="%d"><v>%s</v></c>`, name, 1+j%2, serial(v, from1904))
			default:
				fmt.Fprintf(&b, `<c r="%s" s="3"/>`, name)
			}
		}
		b.WriteString(`</row>`)
	}
	var sst strings.Builder
	fmt.Fprintf(&sst, xmlHead+`<sst %s count="%d" uniqueCount="%d">`, mainNS, len(x.list)+20, len(x.list))
	for _, s := range x.list {
		switch {
		case s == "Microsoft 365 E3":
			sst.WriteString(`<si><r><rPr><b/><sz val="11"/><color theme="1"/><rFont val="Calibri"/></rPr><t>Microsoft</t></r><r><rPr><sz val="11"/></rPr><t xml:space="preserve"> 365 E3</t></r><rPh sb="0" eb="2"><t>マイクロ</t></rPh><phoneticPr fontId="1"/></si>`)
		case strings.TrimSpace(s) != s || strings.Contains(s, "\n"):
			fmt.Fprintf(&sst, `<si><t xml:space="preserve">%s</t></si>`, escaped(s))
		default:
			fmt.Fprintf(&sst, `<si><t>%s</t></si>`, escaped(s))
		}
	}
	sst.WriteString(`</sst>`)
	head := xmlHead + `<worksheet ` + mainNS + ` ` + relNS + ` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">`
	book := xmlHead + `<workbook ` + mainNS + ` ` + relNS + `><fileVersion appName="xl" lastEdited="7" lowestEdited="6" rupBuild="24332"/><workbookPr date1904="` + map[bool]string{true: "1", false: "0"}[from1904] +
		`" defaultThemeVersion="166925"/><bookViews><workbookView xWindow="0" yWindow="0"/></bookViews><sheets><sheet name="Cover" sheetId="3" r:id="rId2"/><sheet name="Prices" sheetId="1" r:id="rId1"/>` +
		`<sheet name="Lists" sheetId="4" state="veryHidden" r:id="rId2"/></sheets><calcPr calcId="191029"/></workbook>`
	rels := xmlHead + `<Relationships xmlns="` + packKind + `relationships"><Relationship Id="rId3" Type="` + relKind + `styles" Target="styles.xml"/><Relationship Id="rId4" Type="` + relKind +
		`sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId2" Type="` + relKind + `worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId1" Type="` + relKind + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	styles := xmlHead + `<styleSheet ` + mainNS + `><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-F800]dddd\,\ mmmm\ dd\,\ yyyy"/><numFmt numFmtId="44" formatCode="_-* #,##0.00\ &quot;€&quot;_-;\-* #,##0.00\ &quot;€&quot;_-"/></numFmts>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" xfId="0"/><xf numFmtId="22" fontId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="164" fontId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="44" fontId="0" xfId="0"/><xf numFmtId="0" fontId="1" xfId="0"/></cellXfs></styleSheet>`
	return parts{
		"[Content_Types].xml": typesXML, "_rels/.rels": topXML, "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, "xl/styles.xml": styles, "xl/sharedStrings.xml": sst.String(),
		"xl/worksheets/sheet1.xml": head + `<dimension ref="A1:M7"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><sheetData>` + b.String() +
			`</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`,
		"xl/worksheets/sheet2.xml": head + `<sheetData/></worksheet>`,
	}
}
