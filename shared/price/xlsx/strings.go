package xlsx

import (
	"bytes"
	"math"
)

// sharedStrings are the texts that cells name by number: one stretch of memory and where each ends, so that none of them is allocated.
type sharedStrings struct {
	part string // "" when the book has none
	read bool
	text []byte
	ends []uint32
}

// at gives a text, or false when there is none of this number.
func (s *sharedStrings) at(n int) ([]byte, bool) {
	if n >= len(s.ends) {
		return nil, false
	}
	from := uint32(0)
	if n > 0 {
		from = s.ends[n-1]
	}
	return s.text[from:s.ends[n]:s.ends[n]], true
}

// load reads the shared strings once.
func (b *Book) load() error {
	s := &b.strings
	if s.read || s.part == "" {
		return nil
	}
	r, closer, err := b.part(s.part)
	if err != nil {
		return err
	}
	defer closer.Close() //nolint:errcheck // nothing was written
	w := newWindow(r, b.limits.Row)
	s.text, s.ends = s.text[:0], s.ends[:0]
	for open := false; ; {
		n, ended, err := s.step(w.rest(), &open)
		w.pos += n
		switch {
		case err == errShort: //nolint:errorlint // tokens give it bare
			if err := w.more(); err != nil {
				return cut(err)
			}
		case err != nil:
			return err
		case ended:
			s.read = true
			return w.drain()
		case len(s.ends) > b.limits.Strings:
			return TooLarge.Refuse("the workbook has more than %d texts", b.limits.Strings)
		case int64(len(s.text)) > min(b.limits.Text, math.MaxUint32):
			return TooLarge.Refuse("the workbook's texts have more than %d bytes", b.limits.Text)
		}
	}
}

// step reads one text, or what stands between two. n is how far it came, also with errShort; open is whether the list has begun.
func (s *sharedStrings) step(b []byte, open *bool) (n int, ended bool, err error) {
	if *open {
		if n := s.quick(b); n > 0 {
			return n, false, nil
		}
	}
	t := tokens{b: b}
	x, err := t.next()
	switch {
	case err != nil:
		return 0, false, err
	case x.is(openToken, "sst"):
		*open = true
	case x.is(closeToken, "sst"), x.is(emptyToken, "sst"):
		return t.pos, true, nil
	case x.is(emptyToken, "si"):
		s.end()
	case x.is(openToken, "si"):
		from := len(s.text)
		if s.text, err = richText(&t, s.text); err != nil {
			s.text = s.text[:from]
			return 0, false, err
		}
		s.end()
	case x.kind == openToken:
		if err := t.skip(); err != nil {
			return 0, false, err
		}
	}
	return t.pos, false, nil
}

func (s *sharedStrings) end() { s.ends = append(s.ends, uint32(len(s.text))) } //nolint:gosec // the limit is held against 32 bits

// quick reads a text in the layout that most have, and gives its length, or 0.
func (s *sharedStrings) quick(b []byte) int {
	const begin, preserved, finish = "<si><t>", `<si><t xml:space="preserve">`, "</t></si>"
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
	if end < 0 || !bytes.HasPrefix(b[from+end:], []byte(finish)) || !plainText(b[from:from+end]) {
		return 0
	}
	s.text = append(s.text, b[from:from+end]...)
	s.end()
	return from + end + len(finish)
}

// richText reads the text of an element that was just opened, <si> or <is>, to its end: what all its runs say, without phonetic guides.
func richText(t *tokens, dst []byte) ([]byte, error) {
	for depth := 1; depth > 0; {
		x, err := t.next()
		if err != nil {
			return dst, err
		}
		switch {
		case x.kind == closeToken:
			depth--
		case x.kind != openToken:
		case string(x.name) == "t":
			dst, err = content(t, dst, true)
		case string(x.name) == "rPh", string(x.name) == "rPr", string(x.name) == "phoneticPr", string(x.name) == "extLst":
			err = t.skip()
		default:
			depth++
		}
		if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// content reads the character data of the element that was just opened, to its end. Elements within have no part in it.
func content(t *tokens, dst []byte, escapes bool) ([]byte, error) {
	from := len(dst)
	for {
		x, err := t.next()
		if err != nil {
			return dst, err
		}
		switch x.kind {
		case textToken:
			dst, err = appendText(dst, x.text)
		case cdataToken:
			dst, err = appendCDATA(dst, x.text)
		case openToken:
			err = t.skip()
		case closeToken:
			if escapes {
				dst = unescape(dst, from)
			}
			return dst, nil
		default:
		}
		if err != nil {
			return dst, err
		}
	}
}
