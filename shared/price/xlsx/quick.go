package xlsx

import (
	"bytes"
)

// surely is more than the tags, the name, the style and a number of a cell take in the quick layout, so that only one length is checked.
const surely = 128

// quick reads one cell that is laid out as Excel lays it out, with nothing unusual in it, and gives how many bytes that took. Of every other it
// gives 0 and leaves no trace: the general way reads it.
//
//	<c r="A2" s="3" t="s"><v>0</v></c>
func (c *Cells) quick(b []byte) int {
	if len(b) < surely || string(b[:6]) != `<c r="` {
		return 0
	}
	column, i := name(b)
	if column <= max(c.column, len(c.fields)) || column > mostColumns {
		return 0
	}
	style := 0
	if string(b[i:i+4]) == ` s="` {
		from := i + 4
		for i = from; i < from+6 && b[i] >= '0' && b[i] <= '9'; i++ {
			style = style*10 + int(b[i]-'0')
		}
		if b[i] != '"' || i == from {
			return 0
		}
		i++
	}
	last := c.column
	c.column = column
	n := 0
	switch {
	case string(b[i:i+4]) == "><v>":
		n = c.quickNumber(b[i+4:], style)
		i += 4
	case string(b[i:i+10]) == ` t="s"><v>`:
		n = c.quickShared(b[i+10:])
		i += 10
	case string(b[i:i+2]) == "/>":
		return i + 2
	case string(b[i:i+18]) == ` t="inlineStr"><is`:
		n = c.quickInline(b[i+18:])
		i += 18
	}
	if n == 0 {
		c.column = last
		return 0
	}
	return i + n
}

// name reads the name of a cell behind its first quote, such as the B7 of <c r="B7", and gives its column, 0 for none, and where the rest of the tag begins.
func name(b []byte) (column, end int) {
	i := len(`<c r="`)
	for ; i < 9 && b[i] >= 'A' && b[i] <= 'Z'; i++ {
		column = column*26 + int(b[i]-'A') + 1
	}
	for ; i < 16 && b[i] >= '0' && b[i] <= '9'; i++ { //nolint:revive // the row is known
	}
	if b[i] != '"' {
		return 0, 0
	}
	return column, i + 1
}

const endOfValue = "</v></c>"

// quickShared reads the number of a shared string and the end of its cell.
func (c *Cells) quickShared(b []byte) int {
	n, i := 0, 0
	for ; i < 9 && b[i] >= '0' && b[i] <= '9'; i++ {
		n = n*10 + int(b[i]-'0')
	}
	if i == 0 || string(b[i:i+len(endOfValue)]) != endOfValue {
		return 0
	}
	text, found := c.book.strings.at(n)
	if !found {
		return 0
	}
	c.put(text)
	return i + len(endOfValue)
}

// quickNumber reads a number without exponent and with no more digits than are exact, or a whole day, and the end of its cell.
func (c *Cells) quickNumber(b []byte, style int) int {
	i, day := 0, 0
	whole := true
	for ; i <= digits; i++ {
		switch d := b[i]; {
		case d >= '0' && d <= '9':
			day = day*10 + int(d-'0')
			continue
		case d == '.' || d == '-':
			whole = false
			continue
		}
		break
	}
	if i == 0 || i > digits || string(b[i:i+len(endOfValue)]) != endOfValue {
		return 0
	}
	if style >= len(c.book.dates) || !c.book.dates[style] {
		c.put(b[:i:i])
		return i + len(endOfValue)
	}
	if !whole || !c.day(day) {
		return 0
	}
	return i + len(endOfValue)
}

// knownDays is how many days of a sheet are kept as text: the dates of price lists are few, and repeat from row to row.
const knownDays = 64

type knownDay struct {
	day  int // 0 for none: what is day 0 is not written quickly
	text [len("2006-01-02T15:04:05")]byte
}

// day puts a day as text, or reports false when there is no such day.
func (c *Cells) day(day int) bool {
	known := &c.days[day%knownDays]
	if known.day != day || day == 0 {
		text, is := c.book.from.appendDate(known.text[:0], float64(day))
		if !is || len(text) != len(known.text) {
			known.day = 0
			return false
		}
		known.day = day
	}
	from := len(c.scratch)
	c.scratch = append(c.scratch, known.text[:]...) // another day may come in its place within the row
	c.put(c.scratch[from:len(c.scratch):len(c.scratch)])
	return true
}

// quickRow reads the start tag of a row that says its number first, and gives how many bytes that took, or 0.
func (c *Cells) quickRow(b []byte) (line, n int) {
	const begin = `<row r="`
	if len(b) < surely || string(b[:len(begin)]) != begin {
		return 0, 0
	}
	i := len(begin)
	for ; i < len(begin)+7 && b[i] >= '0' && b[i] <= '9'; i++ {
		line = line*10 + int(b[i]-'0')
	}
	end := bytes.IndexByte(b, '>')
	if b[i] != '"' || end < i || b[end-1] == '/' || line <= c.line || line > mostRows {
		return 0, 0
	}
	if rest := b[i+1 : end]; bytes.Count(rest, []byte{'"'})%2 != 0 || bytes.IndexByte(rest, '\'') >= 0 || bytes.IndexByte(rest, '<') >= 0 {
		return 0, 0 // a > within quotes
	}
	return line, end + 1
}

// quickInline reads a text that stands in its cell, from behind "<is".
func (c *Cells) quickInline(b []byte) int {
	const begin, preserved, finish = "><t>", `><t xml:space="preserve">`, "</t></is></c>"
	var from int
	switch {
	case bytes.HasPrefix(b, []byte(begin)):
		from = len(begin)
	case bytes.HasPrefix(b, []byte(preserved)):
		from = len(preserved)
	default:
		return 0
	}
	end := bytes.IndexByte(b[from:], '<')
	if end < 0 || !bytes.HasPrefix(b[from+end:], []byte(finish)) {
		return 0
	}
	end += from
	text := b[from:end:end]
	if !plainText(text) {
		start := len(c.scratch)
		long, err := appendText(c.scratch, text)
		if err != nil {
			return 0
		}
		c.scratch = unescape(long, start)
		text = c.scratch[start:len(c.scratch):len(c.scratch)]
	}
	c.put(text)
	return end + len(finish)
}
