package local_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
)

// shuffled makes a workbook of a CSV whose rows stand in the file from the last to the first, which Excel reads like any other.
func shuffled(t *testing.T, text string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var sheet strings.Builder
	for n, row := range slices.Backward(rows) {
		fmt.Fprintf(&sheet, `<row r="%d">`, n+1)
		for _, v := range row {
			fmt.Fprintf(&sheet, `<c t="inlineStr"><is><t>%s</t></is></c>`, v)
		}
		sheet.WriteString(`</row>`)
	}
	const head, main = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`, "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	const kinds, related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://schemas.openxmlformats.org/package/2006/relationships"
	const media = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + media + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + media + `worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + related + `"><Relationship Id="rId1" Type="` + kinds + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + kinds + `"><sheets><sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + related + `"><Relationship Id="rId1" Type="` + kinds + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + main + `"><sheetData>` + sheet.String() + `</sheetData></worksheet>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(head + part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAnUnusualWorkbookIsWrittenAnewAndIsTheSameSheet(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	text := priceSheet("100.00", "200.00", "300.00")
	for n, file := range []string{text, shuffled(t, text)} {
		id := sent(t, s, "2026-11", file)
		for more := 1; more > 0; {
			var err error
			if more, err = s.Arrive(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		imported(t, s, id, []string{"applied", "unchanged"}[n])
		_, err := s.Files.Open(t.Context(), "upload/sample/"+id+"/plain")
		if anew := err == nil; anew != (n == 1) {
			t.Errorf("file %d: written anew: %t", n, anew)
		}
	}
}
