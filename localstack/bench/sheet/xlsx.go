package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// XLSX writes the sheet as a workbook in Excel's own layout, with dates as numbers that a style makes dates. Inline writes each text where it stands,
// as many programs do, instead of once in a list of texts, as Excel does.
func (o Options) XLSX(to io.Writer, inline bool) error {
	z := zip.NewWriter(to)
	for _, part := range parts(inline) {
		if err := file(z, part[0], func(w *bufio.Writer) error { _, err := w.WriteString(xmlHead + part[1]); return err }); err != nil {
			return err
		}
	}
	texts := &wordlist{inline: inline, index: map[string]int{}, escape: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r\n", "\n")}
	if err := file(z, "xl/worksheets/sheet1.xml", func(w *bufio.Writer) error { return o.cells(w, texts) }); err != nil {
		return err
	}
	if !inline {
		if err := file(z, "xl/sharedStrings.xml", texts.write); err != nil {
			return err
		}
	}
	return z.Close()
}

func file(z *zip.Writer, name string, write func(*bufio.Writer) error) error {
	f, err := z.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	typeOf  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

func parts(inline bool) [][2]string {
	stringsType := `<Override PartName="/xl/sharedStrings.xml" ContentType="` + typeOf + `sharedStrings+xml"/>`
	stringsRel := `<Relationship Id="rId3" Type="` + relNS + `/sharedStrings" Target="sharedStrings.xml"/>`
	if inline {
		stringsType, stringsRel = "", ""
	}
	return [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + typeOf + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + typeOf + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + typeOf + `styles+xml"/>` + stringsType + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + mainNS + ` xmlns:r="` + relNS + `"><sheets><sheet name="Price list" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relNS +
			`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relNS + `/styles" Target="styles.xml"/>` + stringsRel + `</Relationships>`},
		{"xl/styles.xml", `<styleSheet ` + mainNS + `><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
			`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`},
	}
}

// cells writes the worksheet.
func (o Options) cells(w *bufio.Writer, texts *wordlist) error {
	if _, err := fmt.Fprintf(w, "%s<worksheet %s><sheetData>", xmlHead, mainNS); err != nil {
		return err
	}
	number := 0
	line := func(row []string) error {
		number++
		at := strconv.Itoa(number)
		if _, err := w.WriteString(`<row r="` + at + `" spans="1:22">`); err != nil {
			return err
		}
		for n, field := range row {
			if field == "" {
				continue
			}
			if _, err := w.WriteString(`<c r="` + string(rune('A'+n)) + at + `"` + texts.cell(n, number, field) + `</c>`); err != nil {
				return err
			}
		}
		_, err := w.WriteString("</row>")
		return err
	}
	if err := line(Columns()); err != nil {
		return err
	}
	if err := o.Each(line); err != nil {
		return err
	}
	_, err := w.WriteString("</sheetData></worksheet>")
	return err
}

// wordlist is the workbook's list of texts.
type wordlist struct {
	inline bool
	index  map[string]int
	order  []string
	uses   int
	escape *strings.Replacer
}

// cell gives what follows a cell's address.
func (l *wordlist) cell(column, row int, field string) string {
	switch column {
	case cost, list, 13, 14:
		if row > 1 {
			return "><v>" + field + "</v>"
		}
	case start, end:
		if t, err := time.Parse("2006-01-02T15:04:05.0000000Z", field); err == nil && t.Year() >= 1900 {
			days := t.Unix()/86_400 + 25_569
			return ` s="1"><v>` + strconv.FormatInt(days, 10) + "</v>"
		}
	}
	field = l.escape.Replace(field)
	if l.inline {
		return ` t="inlineStr"><is><t xml:space="preserve">` + field + "</t></is>"
	}
	n, ok := l.index[field]
	if !ok {
		n = len(l.order)
		l.index[field], l.order = n, append(l.order, field)
	}
	l.uses++
	return ` t="s"><v>` + strconv.Itoa(n) + "</v>"
}

func (l *wordlist) write(w *bufio.Writer) error {
	if _, err := fmt.Fprintf(w, `%s<sst %s count="%d" uniqueCount="%d">`, xmlHead, mainNS, l.uses, len(l.order)); err != nil {
		return err
	}
	for _, s := range l.order {
		if _, err := w.WriteString(`<si><t xml:space="preserve">` + s + "</t></si>"); err != nil {
			return err
		}
	}
	_, err := w.WriteString("</sst>")
	return err
}
