package xlsx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// rowsBy writes the table's rows: row is what stands in a row's tag behind its name, cell writes a cell.
func rowsBy(row func(n int) string, cell func(name string, v any) string) string {
	var b strings.Builder
	for i, values := range table() {
		fmt.Fprintf(&b, `<row%s>`, row(i+1))
		for j, v := range values {
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			b.WriteString(cell(name, v))
		}
		b.WriteString(`</row>`)
	}
	return b.String()
}

func (x *texts) xml(begin string) string {
	var b strings.Builder
	fmt.Fprintf(&b, xmlHead+`<sst %s count="%d" uniqueCount="%d">`, mainNS, len(x.list), len(x.list))
	for _, s := range x.list {
		fmt.Fprintf(&b, `<si>%s%s</t></si>`, begin, escaped(s))
	}
	return b.String() + `</sst>`
}

// libreOffice lays the table out as LibreOffice does: every attribute spelled out, every text preserved, formulas with aca.
func libreOffice() parts {
	var x texts
	rows := rowsBy(func(n int) string {
		return fmt.Sprintf(` r="%d" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"`, n)
	}, func(name string, v any) string {
		switch v := v.(type) {
		case string:
			if v == "P1Y" {
				return fmt.Sprintf(`<c r="%s" s="0" t="str"><f aca="false">&quot;P1&quot;&amp;&quot;Y&quot;</f><v>P1Y</v></c>`, name)
			}
			return fmt.Sprintf(`<c r="%s" s="0" t="s"><v>%d</v></c>`, name, x.of(v))
		case float64:
			return fmt.Sprintf(`<c r="%s" s="0" t="n"><v>%s</v></c>`, name, decimal(v))
		case time.Time:
			return fmt.Sprintf(`<c r="%s" s="1" t="n"><v>%s</v></c>`, name, serial(v, false))
		}
		return fmt.Sprintf(`<c r="%s" s="0"/>`, name)
	})
	sheet := strings.Replace(rowsOf(rows), "<dimension", `<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension`, 1)
	styles := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<styleSheet ` + mainNS + `><numFmts count="2"><numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
		`<cellStyleXfs count="1"><xf numFmtId="164"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="164" xfId="0"/><xf numFmtId="165" xfId="0"/></cellXfs></styleSheet>`
	return named(plain(sheet)).with("xl/styles.xml", styles).with("xl/sharedStrings.xml", x.xml(`<t xml:space="preserve">`))
}

// google lays the table out as Google Sheets does: prefixes declared for everything, styles on every cell, no spans, no end of line.
func google() parts {
	var x texts
	rows := rowsBy(func(n int) string { return fmt.Sprintf(` r="%d"`, n) }, func(name string, v any) string {
		switch v := v.(type) {
		case string:
			return fmt.Sprintf(`<c r="%s" s="1" t="s"><v>%d</v></c>`, name, x.of(v))
		case float64:
			return fmt.Sprintf(`<c r="%s" s="1"><v>%s</v></c>`, name, decimal(v))
		case time.Time:
			return fmt.Sprintf(`<c r="%s" s="2"><v>%s</v></c>`, name, serial(v, false))
		}
		return ""
	})
	styles := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet ` + mainNS + ` xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"><numFmts count="1"><numFmt numFmtId="164" formatCode="m/d/yyyy h:mm:ss"/></numFmts>` +
		`<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf applyAlignment="1"><alignment readingOrder="0"/></xf><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`
	sheet := strings.ReplaceAll(rowsOf(rows), "\r\n", "")
	return named(plain(sheet)).with("xl/styles.xml", styles).with("xl/sharedStrings.xml", x.xml(`<t>`))
}

// sdk lays the table out as programs do that are built on Microsoft's SDK: elements with a prefix, absolute targets, a byte order mark, no places of cells.
func sdk() parts {
	rows := rowsBy(func(int) string { return "" }, func(_ string, v any) string {
		switch v := v.(type) {
		case string:
			return `<c t="inlineStr"><is><t>` + escaped(v) + `</t></is></c>`
		case float64:
			return `<c t="n"><v>` + decimal(v) + `</v></c>`
		case time.Time:
			return `<c s="2" ><v>` + serial(v, false) + `</v></c>`
		}
		return "<c />"
	})
	p := named(plain("")).with("xl/sharedStrings.xml", "")
	rels := strings.ReplaceAll(before(relsXML, `<Relationship Id="rId3"`)+`</Relationships>`, `Target="`, `Target="/xl/`)
	return p.with("xl/worksheets/sheet1.xml", "\ufeff"+strings.Replace(prefixed(rowsOf(rows)), "xml:", "", 1)).with("xl/_rels/workbook.xml.rels", rels).
		with("xl/workbook.xml", "\ufeff"+prefixed(p["xl/workbook.xml"])).with("xl/styles.xml", "\ufeff"+prefixed(styleXML))
}

// named gives the sheet the name that it has in the corpus.
func named(p parts) parts {
	return p.with("xl/workbook.xml", strings.Replace(bookXML, "Sheet1", "Prices", 1))
}

// byExcelize has the library write the table.
func byExcelize(t *testing.T, stream bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // it is only in memory
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", "Prices"))
	style, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	check(err)
	var w *excelize.StreamWriter
	if stream {
		w, err = f.NewStreamWriter("Prices")
		check(err)
	}
	for i, row := range table() {
		values := make([]any, len(row))
		for j, v := range row {
			values[j] = v
			if at, is := v.(time.Time); is {
				values[j] = excelize.Cell{StyleID: style, Value: at}
			}
			if stream {
				continue
			}
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			check(err)
			check(f.SetCellValue("Prices", name, v))
			if _, is := v.(time.Time); is {
				check(f.SetCellStyle("Prices", name, name, style))
			}
		}
		if stream {
			check(w.SetRow(fmt.Sprintf("A%d", i+1), values))
		}
	}
	if stream {
		check(w.Flush())
	}
	var out bytes.Buffer
	check(f.Write(&out))
	return out.Bytes()
}
