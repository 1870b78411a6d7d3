package price

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// headerWithin is how many rows from the top the header may stand below titles and notes.
const headerWithin = 100

// headline is the row that names the columns, understood.
type headline struct {
	kind  Kind
	names []string        // as the sheet writes them
	at    [allColumns]int // where a column is; out of any row's reach when the sheet does not have it
	drift []Drift
	lacks []string // vital columns that are missing
}

// nowhere is behind the last field of every row.
const nowhere = int(^uint(0) >> 1)

// understand takes a row for the header of a sheet of that kind. Share is which part of the vital columns it names.
func understand(k Kind, cells [][]byte) (h *headline, share float64) {
	h = &headline{kind: k}
	for i := range h.at {
		h.at[i] = nowhere
	}
	forms := make([]string, len(cells))
	for i, c := range cells {
		h.names = append(h.names, strings.TrimSpace(strings.TrimPrefix(strings.ToValidUTF8(string(c), "\uFFFD"), "\uFEFF")))
		forms[i] = form(h.names[i])
	}
	documented := headings(k)
	place := h.place(documented, forms)
	vitals, found := 0, 0
	for n, d := range documented {
		if d.need == vital {
			vitals++
		}
		switch {
		case place[n] >= 0 && d.need == vital:
			found++
		case place[n] >= 0 || d.need == extra:
		default:
			h.drift = append(h.drift, Drift{How: Missing, Column: d.name})
			if d.need == vital {
				h.lacks = append(h.lacks, d.name)
			}
		}
		if place[n] >= 0 && d.holds != colIgnored {
			h.at[d.holds] = place[n]
		}
	}
	h.order(documented, place)
	return h, float64(found) / float64(vitals)
}

// place finds where each documented column is: first by its names, then what is left by translations and by names that are nearly right.
func (h *headline) place(documented []heading, forms []string) []int {
	place, taken := make([]int, len(documented)), make([]bool, len(forms))
	for n := range documented {
		place[n] = h.named(&documented[n], forms, taken)
	}
	for n := range documented {
		if place[n] < 0 {
			place[n] = h.similar(&documented[n], forms, taken)
		}
	}
	for i, f := range forms {
		if !taken[i] && f != "" {
			h.drift = append(h.drift, Drift{How: Extra, Found: h.names[i]})
		}
	}
	return place
}

// named finds a column by its names.
func (h *headline) named(d *heading, forms []string, taken []bool) int {
	at := -1
	for i, f := range forms {
		if !d.called(f) {
			continue
		}
		if taken[i] = true; at < 0 {
			at = i
		} else {
			h.drift = append(h.drift, Drift{How: Repeated, Column: d.name, Found: h.names[i]})
		}
	}
	return at
}

// similar finds a column by a name that only resembles its own.
func (h *headline) similar(d *heading, forms []string, taken []bool) int {
	for i, f := range forms {
		if how, ok := d.resembles(f); ok && !taken[i] {
			taken[i] = true
			h.drift = append(h.drift, Drift{How: how, Column: d.name, Found: h.names[i]})
			return i
		}
	}
	return -1
}

// order reports the first column that stands before one that it should follow.
func (h *headline) order(documented []heading, place []int) {
	last := -1
	for n, d := range documented {
		if place[n] < 0 || d.need == extra {
			continue
		}
		if place[n] < last {
			h.drift = append(h.drift, Drift{How: Reordered, Column: d.name, Found: h.names[place[n]]})
			return
		}
		last = place[n]
	}
}

// form is a name without what differs between spellings: case, blanks, quotes of any shape, hyphens, a byte order mark.
func form(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func (d *heading) called(f string) bool {
	if f == form(d.name) {
		return true
	}
	for _, s := range d.also {
		if f == form(s) {
			return true
		}
	}
	return false
}

// resembles reports whether a name that nobody documented is this column's in another language, with at most two letters wrong, or with more behind it.
func (d *heading) resembles(f string) (How, bool) {
	for _, s := range d.abroad {
		if f == form(s) {
			return Translated, true
		}
	}
	name := form(d.name)
	if size := utf8.RuneCountInString(f); size < 6 || size > 40 {
		return "", false
	}
	if len(name) >= 6 && strings.HasPrefix(f, name) || len(name) >= 8 && distance(f, name) <= 2 {
		return Renamed, true
	}
	return "", false
}

// distance is the number of letters to put in, take out or replace to make a from b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
