package xlsx

import (
	"fmt"
	"strings"
)

// Names of the standard.
const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packSpace   = "http://schemas.openxmlformats.org/package/2006/"
	contentKind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// writtenStyles are those of the constants style..., in their order.
const writtenStyles = declaration + `<styleSheet xmlns="` + mainSpace + `"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// Close writes what ties the sheets together. A workbook without any gets an empty one.
func (w *Writer) Close() error {
	if len(w.sheets) == 0 {
		if err := w.Sheet("Sheet1"); err != nil {
			return err
		}
	}
	w.endSheet()
	var types, list, relations strings.Builder
	for i, name := range w.sheets {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, contentKind)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, strings.ReplaceAll(string(appendEscaped(nil, name)), `"`, "&quot;"), n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relSpace, n)
	}
	fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(w.sheets)+1, relSpace)
	const related = declaration + `<Relationships xmlns="` + packSpace + `relationships">`
	for _, part := range []struct{ name, content string }{
		{"xl/styles.xml", writtenStyles},
		{"xl/workbook.xml", declaration + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", related + relations.String() + `</Relationships>`},
		{"_rels/.rels", related + `<Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", declaration + `<Types xmlns="` + packSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + contentKind + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + contentKind + `styles+xml"/>` + types.String() + `</Types>`},
	} {
		if w.err != nil {
			return w.err
		}
		if w.part, w.err = w.zip.Create(part.name); w.err == nil {
			_, w.err = w.part.Write([]byte(part.content))
		}
	}
	if w.part = nil; w.err == nil {
		w.err = w.zip.Close()
	}
	return w.err
}
