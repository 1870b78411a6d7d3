package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// small keeps what a fuzzer makes from taking long.
func small() xlsx.Limits {
	l := xlsx.Usual()
	l.Zip.Inflated, l.Row, l.Small, l.Cells = 4<<20, 1<<20, 1<<20, 100_000
	return l
}

// FuzzFile reads any bytes as a workbook: they are read or refused by name, and nothing else happens.
func FuzzFile(f *testing.F) {
	files, err := filepath.Glob("testdata/*.xlsx")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for sheet := range 3 {
			if _, err := scan(file, sheet, small()); err != nil && (!errors.Is(err, fault.Invalid) || fault.Text(err) == "") {
				t.Errorf("refused without a name: %v", err)
			}
		}
	})
}

// Where the two readings differ by decision, as the tests of cells say one by one: these inputs are not compared.
var (
	byDecision = regexp.MustCompile(`_x|<f|t="d"|t='d'|extLst|CDATA|<!|<\?|<is|<v[^>]*>\s*[+-.0-9eE]*[eEnNxXpP_]|xml:|<[a-z]*:|<[^>]*<|\x00|&#`)
	dateStyle  = regexp.MustCompile(`s\s*=\s*["'][^0"']`)
)

// FuzzSheet reads a sheet's XML as excelize does, wherever both can: excelize skips what it does not understand, so that what it takes is compared only for XML that is whole.
func FuzzSheet(f *testing.F) {
	f.Add(rowsOf(twoRows))
	f.Add(rowsOf(numbered(`<c r="A1" s="1"><v>44470</v></c><c r="C1" t="b"><v>1</v></c>`, `<c><v>1.5</v></c><c t="str"><v>x</v></c>`, `<c r="AA3" t="e"><v>#N/A</v></c>`)))
	f.Add(rowsOf(`<row r="7"/><row><c r="B8" t="s"><v>2</v></c></row>`))
	f.Fuzz(func(t *testing.T, sheet string) {
		file := plain(sheet).pack(t)
		got, err := scan(file, 0, small())
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("refused without a name: %v", err)
			}
			return
		}
		if byDecision.MatchString(sheet) || dateStyle.MatchString(sheet) || !whole(sheet) {
			return
		}
		other, err := oracle(file, 0)
		if err != nil {
			return
		}
		if !alike(got, other) {
			t.Errorf("excelize reads otherwise (-it +we)\n%s", cmp.Diff(other, got))
		}
	})
}

// whole reports whether the XML is well formed and has a sheet's elements only where a sheet has them.
func whole(sheet string) bool {
	within := map[string]string{"sheetData": "worksheet", "row": "sheetData", "c": "row", "v": "c", "t": "is", "is": "c"}
	d, path := xml.NewDecoder(strings.NewReader(sheet)), []string{""}
	for {
		x, err := d.Token()
		if errors.Is(err, io.EOF) {
			return len(path) == 1
		}
		if err != nil {
			return false
		}
		switch x := x.(type) {
		case xml.StartElement:
			up, ruled := within[x.Name.Local]
			if parent := path[len(path)-1]; (ruled && up != parent) || (!ruled && within[parent] != "") || (x.Name.Local == "worksheet") != (parent == "") {
				return false
			}
			path = append(path, x.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(bytes.TrimSpace(x)) > 0 && path[len(path)-1] != "v" && path[len(path)-1] != "t" {
				return false
			}
		}
	}
}
