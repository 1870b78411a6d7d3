package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
)

// cell reads a cell in whatever layout; its start tag has been read.
func (c *Cells) cell(t *tokens, x token) error {
	if err := c.place(x.attrs.plain("r")); err != nil {
		return err
	}
	if x.kind == emptyToken {
		return nil
	}
	kind, style := string(x.attrs.plain("t")), number(x.attrs.plain("s"))
	from := len(c.scratch)
	var formula []byte
	for {
		x, err := t.next()
		if err != nil {
			return err
		}
		switch {
		case x.kind == closeToken:
			value := c.scratch[from:len(c.scratch):len(c.scratch)]
			if formula != nil && len(value) == 0 && kind != "str" { // no program writes an empty result of another kind
				c.scratch = append(append(c.scratch[:from], '='), formula...)
				c.put(c.scratch[from:len(c.scratch):len(c.scratch)])
				return nil
			}
			return c.value(kind, style, value)
		case x.is(openToken, "v"):
			c.scratch, err = content(t, c.scratch[:from], kind == "str")
		case x.is(openToken, "is"):
			c.scratch, err = richText(t, c.scratch[:from])
		case x.is(openToken, "f"):
			formula, err = content(t, []byte{}, false)
		case x.is(emptyToken, "f"):
			formula = []byte{}
		case x.kind == openToken:
			err = t.skip()
		}
		if err != nil {
			return err
		}
	}
}

// place sets the current column: the one that a cell names, such as the B of B7, or the one after the last.
func (c *Cells) place(name []byte) error {
	if name == nil {
		c.column++
	} else {
		column, i := 0, 0
		for ; i < len(name) && column <= mostColumns; i++ {
			letter := name[i] &^ 0x20
			if letter < 'A' || letter > 'Z' {
				break
			}
			column = column*26 + int(letter-'A') + 1
		}
		if column == 0 || i == len(name) {
			return errOutside(fmt.Sprintf("a cell named %.20q", name))
		}
		c.column = column
	}
	switch {
	case c.column > mostColumns:
		return errOutside("more columns than a sheet can have")
	case c.column <= len(c.fields) && c.fields[c.column-1] != nil:
		return errOutside(fmt.Sprintf("a cell named %.20q twice", name))
	}
	return nil
}

// value puts what a cell holds, by its kind. raw is the last of the scratch.
func (c *Cells) value(kind string, style int, raw []byte) error {
	switch kind {
	case "s":
		raw = bytes.TrimSpace(raw)
		if len(raw) == 0 {
			return nil
		}
		n, err := strconv.ParseUint(string(raw), 10, 31)
		text, found := c.book.strings.at(int(n))
		if err != nil || !found {
			return errOutside(fmt.Sprintf("a cell with text %.20q of %d", raw, len(c.book.strings.ends)))
		}
		c.put(text)
	case "inlineStr", "str", "e":
		c.put(raw)
	case "b":
		switch raw = bytes.TrimSpace(raw); string(raw) {
		case "1", "true":
			c.put([]byte("TRUE"))
		case "0", "false":
			c.put([]byte("FALSE"))
		default:
			c.put(raw)
		}
	case "d":
		c.rewrite(appendISO(nil, bytes.TrimSpace(raw)))
	default:
		c.numeric(bytes.TrimSpace(raw), style)
	}
	return nil
}

// numeric puts a number, or the date that its style makes of it.
func (c *Cells) numeric(raw []byte, style int) {
	if style < len(c.book.dates) && c.book.dates[style] {
		if serial, err := strconv.ParseFloat(string(raw), 64); err == nil {
			if date, is := c.book.from.appendDate(nil, serial); is {
				c.rewrite(date)
				return
			}
		}
	}
	c.rewrite(appendNumber(nil, raw))
}

// rewrite puts a value after it was brought into another form.
func (c *Cells) rewrite(value []byte) {
	from := len(c.scratch)
	c.scratch = append(c.scratch, value...)
	c.put(c.scratch[from:len(c.scratch):len(c.scratch)])
}
