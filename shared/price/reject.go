package price

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// flaw is what is wrong with a cell.
type flaw struct {
	reason     string
	suggestion string // what the cell may have been meant to be; "" when nobody can tell

	dayFirst, decimalComma bool // ReadOptions would make it good
}

// rejects writes the cells that cannot be used: line, column, value, reason, suggestion.
type rejects struct {
	out   *csv.Writer
	left  int
	count int
}

// rejectedValue is how much of a cell is shown.
const rejectedValue = 200

func newRejects(to io.Writer, most int) (*rejects, error) {
	if to == nil {
		return &rejects{}, nil
	}
	if most == 0 {
		most = 10_000
	}
	r := &rejects{out: csv.NewWriter(to), left: most}
	return r, r.out.Write([]string{"line", "column", "value", "reason", "suggestion"})
}

func (r *rejects) add(line int, column string, value []byte, f *flaw) error {
	r.count++
	if r.left == 0 {
		return nil
	}
	r.left--
	return r.out.Write([]string{strconv.Itoa(line), inert(column), inert(shown(value)), f.reason, inert(f.suggestion)})
}

func (r *rejects) end() error {
	if r.out == nil {
		return nil
	}
	r.out.Flush()
	return r.out.Error()
}

// shown gives the beginning of a cell as text.
func shown(value []byte) string {
	if len(value) <= rejectedValue {
		return strings.ToValidUTF8(string(value), "?")
	}
	end := rejectedValue
	for end > 0 && !utf8.RuneStart(value[end]) {
		end--
	}
	return strings.ToValidUTF8(string(value[:end]), "?") + "…"
}

// inert keeps a spreadsheet program from taking a stranger's text for a formula when a person opens the file.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
