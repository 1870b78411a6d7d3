package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Parts of a workbook that most tests do not care about.
const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
	mainNS   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS    = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relKind  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	packKind = `http://schemas.openxmlformats.org/package/2006/`

	typesXML = xmlHead + `<Types xmlns="` + packKind + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	topXML  = xmlHead + `<Relationships xmlns="` + packKind + `relationships"><Relationship Id="rId1" Type="` + relKind + `officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML = xmlHead + `<workbook ` + mainNS + ` ` + relNS + `><workbookPr/><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML = xmlHead + `<Relationships xmlns="` + packKind + `relationships"><Relationship Id="rId1" Type="` + relKind + `worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + relKind + `styles" Target="styles.xml"/><Relationship Id="rId3" Type="` + relKind + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	// Style 0 is general, 1 a short date, 2 a date of its own, 3 money, 4 a time of day, 5 scientific, 6 how long, 7 German date and time.
	styleXML = xmlHead + `<styleSheet ` + mainNS + `><numFmts count="5"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="#,##0.00\ &quot;days&quot;"/>` +
		`<numFmt numFmtId="166" formatCode="0.00E+00"/><numFmt numFmtId="167" formatCode="[h]:mm:ss"/><numFmt numFmtId="168" formatCode="[$-407]dd/mm/yyyy\ hh:mm;@"/></numFmts>` +
		`<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="8"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" xfId="0"/>` +
		`<xf numFmtId="165" xfId="0"><alignment wrapText="1"/></xf><xf numFmtId="20" xfId="0"/><xf numFmtId="166" xfId="0"/><xf numFmtId="167" xfId="0"/><xf numFmtId="168" xfId="0"/></cellXfs></styleSheet>`
	textXML = xmlHead + `<sst ` + mainNS + ` count="3" uniqueCount="3"><si><t>first</t></si><si><t xml:space="preserve"> second &amp; last </t></si>` +
		`<si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r><rPh sb="0" eb="1"><t>ruby</t></rPh></si></sst>`
)

// fataler is a test, or a property within one.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// parts are the files of a workbook.
type parts map[string]string

// plain gives a workbook with one sheet.
func plain(sheet string) parts {
	return parts{
		"[Content_Types].xml": typesXML, "_rels/.rels": topXML, "xl/workbook.xml": bookXML, "xl/_rels/workbook.xml.rels": relsXML,
		"xl/styles.xml": styleXML, "xl/sharedStrings.xml": textXML, "xl/worksheets/sheet1.xml": sheet,
	}
}

// rowsOf gives a sheet's XML around rows.
func rowsOf(rows string) string {
	return xmlHead + `<worksheet ` + mainNS + `><dimension ref="A1"/><sheetData>` + rows + `</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>` +
		`<pageSetup paperSize="9" orientation="portrait" horizontalDpi="300" verticalDpi="300"/></worksheet>`
}

// with gives the parts with one changed; "" leaves it out.
func (p parts) with(name, content string) parts {
	q := maps.Clone(p)
	q[name] = content
	if content == "" {
		delete(q, name)
	}
	return q
}

// pack makes the file.
func (p parts) pack(tb fataler) []byte {
	tb.Helper()
	return p.packAs(tb, zip.Deflate)
}

func (p parts) packAs(tb fataler, method uint16) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = f.Write([]byte(p[name]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// numbered gives rows with cells, numbered from one.
func numbered(rows ...string) string {
	var b strings.Builder
	for i, r := range rows {
		fmt.Fprintf(&b, `<row r="%d">%s</row>`, i+1, r)
	}
	return b.String()
}

// unpacked gives the parts of a file.
func unpacked(t *testing.T, file []byte) parts {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	p := parts{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		p[f.Name] = string(all)
	}
	return p
}

// before gives what stands before a mark.
func before(s, mark string) string {
	head, _, _ := strings.Cut(s, mark)
	return head
}
