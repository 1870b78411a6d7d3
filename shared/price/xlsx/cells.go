package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Cells gives the rows of a sheet, one after the other. It reads as it goes: the sheet is never in memory whole.
type Cells struct {
	book   *Book
	w      *window
	closer io.Closer

	line    int // of the last row, as the sheet numbers it
	column  int // of the last cell
	seen    int64
	fields  [][]byte
	scratch []byte // what had to be put together for this row
	days    [knownDays]knownDay
	rooted  bool // the sheet has begun
	begun   bool // its rows have begun
	err     error
}

// Cells opens a sheet by its place in Sheets.
func (b *Book) Cells(sheet int) (*Cells, error) {
	if sheet < 0 || sheet >= len(b.parts) {
		return nil, Damaged.Refuse("the workbook has %d sheets; wanted is number %d", len(b.parts), sheet+1)
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	r, closer, err := b.part(b.parts[sheet])
	if err != nil {
		return nil, err
	}
	return &Cells{book: b, w: newWindow(r, b.limits.Row), closer: closer}, nil
}

// Close frees what reading took; also after an error, and before the end.
func (c *Cells) Close() error { return c.closer.Close() }

// Next gives the next row that has a cell with something in it, and the number that the sheet gives the row. Fields begin at column A, are empty where the row has
// nothing, and end with the last that is not. They are valid until the next call. After the last row it gives io.EOF.
func (c *Cells) Next() (fields [][]byte, line int, err error) {
	if c.err != nil {
		return nil, 0, c.err
	}
	for {
		ended, err := c.step()
		switch {
		case err == errShort: //nolint:errorlint // tokens give it bare
			if err := c.w.more(); err != nil {
				return nil, 0, c.fail(cut(err))
			}
		case err != nil:
			return nil, 0, c.fail(err)
		case ended:
			if err := c.w.drain(); err != nil {
				return nil, 0, c.fail(err)
			}
			return nil, 0, c.fail(io.EOF)
		case len(c.fields) > 0:
			return c.fields, c.line, nil
		}
	}
}

func (c *Cells) fail(err error) error {
	c.err = err
	if !errors.Is(err, io.EOF) {
		c.err = fmt.Errorf("after row %d: %w", c.line, err)
	}
	return c.err
}

// cut names what it means that a part ends within its XML.
func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return Damaged.Refuse("the workbook's XML ends early")
	}
	return err
}

// step reads one row, or what stands around rows.
func (c *Cells) step() (ended bool, err error) {
	c.fields = c.fields[:0]
	rest := c.w.rest()
	if c.begun {
		for len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\r') {
			rest = rest[1:]
			c.w.pos++
		}
	}
	t := tokens{b: rest}
	if c.begun {
		if line, n := c.quickRow(rest); n > 0 {
			t.pos = n
			return false, c.row(&t, line)
		}
	}
	x, err := t.next()
	if err != nil {
		return false, err
	}
	switch {
	case !c.rooted:
		ended, err = c.root(x)
	case x.kind == emptyToken && c.begun && string(x.name) == "row":
		c.line, err = c.number(x.attrs)
	case x.kind == openToken && c.begun && string(x.name) == "row":
		line, err := c.number(x.attrs)
		if err != nil {
			return false, err
		}
		return false, c.row(&t, line)
	case string(x.name) == "sheetData":
		c.begun = true
		ended = x.kind != openToken
	case x.is(closeToken, "worksheet"):
		ended = true // a sheet without any rows
	case x.kind == openToken:
		err = t.skip()
	}
	if err != nil {
		return false, err
	}
	c.w.pos += t.pos
	return ended, nil
}

// root looks at what stands before and at the first element.
func (c *Cells) root(x token) (ended bool, err error) {
	switch {
	case x.kind != openToken && x.kind != emptyToken:
		return false, nil
	case string(x.name) != "worksheet":
		return false, errOutside(fmt.Sprintf("%.40q in place of a sheet", x.name))
	}
	c.rooted = true
	return x.kind == emptyToken, nil
}

// number gives the number of a row, which need not say it: then it is the one after the last.
func (c *Cells) number(attrs attributes) (int, error) {
	raw := attrs.plain("r")
	if raw == nil {
		return c.line + 1, nil
	}
	n := number(raw)
	switch {
	case n < 1 || n > mostRows:
		return 0, errOutside(fmt.Sprintf("a row numbered %.20q", raw))
	case n <= c.line:
		return 0, Odd.Refuse("the workbook's row %d comes after row %d", n, c.line)
	}
	return n, nil
}

// row reads the cells of a row that was just opened, to its end. When the bytes end before, everything is read again with more of them.
func (c *Cells) row(t *tokens, line int) (err error) {
	c.column, c.scratch = 0, c.scratch[:0]
	seen := c.seen
	for ended := false; !ended; {
		if at := c.quick(t.b[t.pos:]); at > 0 {
			t.pos += at
			c.seen++
			continue
		}
		if ended, err = c.general(t); err != nil {
			c.seen, c.fields = seen, c.fields[:0]
			return err
		}
	}
	if c.line = line; c.seen > c.book.limits.Cells {
		return TooLarge.Refuse("the sheet has more than %d cells", c.book.limits.Cells)
	}
	c.w.pos += t.pos
	return nil
}

// put sets the field of the current column. Empty ones are left out until one follows that is not.
func (c *Cells) put(value []byte) {
	if len(value) == 0 {
		return
	}
	if c.column <= len(c.fields) {
		c.fields[c.column-1] = value // cells need not come in their order
		return
	}
	c.seen += int64(max(0, c.column-1-len(c.fields))) // one cell far to the right is as much work as a row of them
	for len(c.fields) < c.column-1 {
		c.fields = append(c.fields, nil)
	}
	c.fields = append(c.fields, value)
}

// general reads what stands next in a row, whatever it is.
func (c *Cells) general(t *tokens) (ended bool, err error) {
	if bytes.HasPrefix(t.b[t.pos:], []byte("</row>")) {
		t.pos += len("</row>")
		return true, nil
	}
	x, err := t.next()
	if err != nil {
		return false, err
	}
	switch {
	case x.is(openToken, "c"), x.is(emptyToken, "c"):
		c.seen++
		return false, c.cell(t, x)
	case x.is(closeToken, "row"):
		return true, nil
	case x.kind == openToken:
		return false, t.skip()
	case x.kind == closeToken:
		return false, errOutside("a row that is not closed")
	}
	return false, nil
}
