package xlsx_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// drawn is a cell and what it must be read as.
type drawn struct{ attributes, content, want string }

// drawCell makes a cell of some kind. Texts have what XML, Excel and the quick way treat specially.
func drawCell(t *rapid.T, shared *texts) drawn {
	text := rapid.StringMatching(`([a-zA-Z0-9 .,;:"'/()<>&_\n]|_x|ä|€|日|𝄞){0,24}`)
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return drawn{}
	case 1:
		s := text.Draw(t, "shared")
		return drawn{` t="s"`, fmt.Sprintf("<v>%d</v>", shared.of(s)), s}
	case 2:
		s := text.Draw(t, "inline")
		return drawn{` t="inlineStr"`, `<is><t` + rapid.SampledFrom([]string{"", ` xml:space="preserve"`}).Draw(t, "space") + `>` + escapedAll(s) + `</t></is>`, s}
	case 3:
		n := rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{0,4}[1-9])?`).Draw(t, "number")
		if n == "-0" {
			n = "0"
		}
		return drawn{rapid.SampledFrom([]string{"", ` s="3"`, ` s="4"`}).Draw(t, "style"), "<v>" + n + "</v>", n}
	case 4:
		day := rapid.IntRange(61, 2958465).Draw(t, "day")
		at, _ := excelize.ExcelDateToTime(float64(day), false)
		return drawn{rapid.SampledFrom([]string{` s="1"`, ` s="2"`}).Draw(t, "style"), fmt.Sprintf("<v>%d</v>", day), at.Format("2006-01-02T15:04:05")}
	case 5:
		return drawn{` t="b"`, "<v>1</v>", "TRUE"}
	default:
		s := rapid.StringMatching(`[a-z<&]{1,9}`).Draw(t, "result")
		return drawn{` t="str"`, "<f>A1</f><v>" + escapedAll(s) + "</v>", s}
	}
}

// escapedAll writes any text as XML, so that what looks like Excel's escapes is told from them.
func escapedAll(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r == '_' && strings.HasPrefix(s[i:], "_x") {
			b.WriteString("_x005F_")
			continue
		}
		_ = xml.EscapeText(&b, []byte(string(r))) // a builder takes everything
	}
	return b.String()
}

func TestAnyLayoutOfAnyCellsIsReadAsTheCellsAre(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var shared texts
		var rows strings.Builder
		var want []line
		number := 0
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			number += rapid.SampledFrom([]int{1, 1, 1, 2, 9}).Draw(t, "gap")
			l := line{Number: number}
			fmt.Fprintf(&rows, `<row r="%d"%s>`, number, rapid.SampledFrom([]string{"", ` spans="1:9"`, ` ht=">" x:y="/"`, ` a='"'`}).Draw(t, "attributes"))
			for column := range rapid.IntRange(0, 6).Draw(t, "cells") {
				c := drawCell(t, &shared)
				name, _ := excelize.CoordinatesToCellName(column+1, number)
				rows.WriteString(drawLayout(t, fmt.Sprintf(` r="%s"`, name), c))
				l.Fields = append(l.Fields, c.want)
			}
			rows.WriteString(`</row>`)
			for len(l.Fields) > 0 && l.Fields[len(l.Fields)-1] == "" {
				l.Fields = l.Fields[:len(l.Fields)-1]
			}
			if len(l.Fields) > 0 {
				want = append(want, l)
			}
		}
		var sst strings.Builder
		for _, s := range shared.list {
			fmt.Fprintf(&sst, "<si><t>%s</t></si>", escapedAll(s))
		}
		file := plain(rowsOf(rows.String())).with("xl/sharedStrings.xml", `<sst `+mainNS+`>`+sst.String()+`</sst>`).pack(t)
		got, err := scan(file, 0, xlsx.Usual())
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%v (-want +got)\n%s\n%s", err, diff, rows.String())
		}
		if other, err := oracle(file, 0); err != nil || !alike(got, other) {
			t.Fatalf("excelize reads otherwise: %v (-it +we)\n%s\n%s", err, cmp.Diff(other, got), rows.String())
		}
	})
}

// drawLayout writes a cell in one of the ways in which programs do.
func drawLayout(t *rapid.T, name string, c drawn) string {
	switch tag := rapid.IntRange(0, 4).Draw(t, "layout"); {
	case c.content == "" && tag < 3:
		return "<c" + name + c.attributes + "/>"
	case tag == 3:
		return "<c" + c.attributes + name + " >" + c.content + "</c >"
	case tag == 4:
		return "<x:c" + name + c.attributes + ">" + c.content + "<!-- > --></x:c>\n"
	default:
		return "<c" + name + c.attributes + ">" + c.content + "</c>"
	}
}
