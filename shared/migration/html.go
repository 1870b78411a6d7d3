package migration

import (
	"slices"
	"strings"
)

// place is where in HTML a byte stands.
type place int

const (
	inText place = iota
	inTag
	inValue  // of an attribute, in double quotes
	inSingle // the same in single quotes
	inComment
)

// reader goes through HTML far enough to tell where a field stands: values are written so that they are safe in a text and in double quotes, and nowhere else.
type reader struct {
	at  place
	tag strings.Builder // what stands after the last <
	why string
}

// unsafe says why fields may not stand where they stand in HTML, or why the HTML is none that is sent; "" when it is fine.
func unsafe(all []piece) string {
	var r reader
	for _, p := range all {
		for i := 0; i < len(p.text) && r.why == ""; i++ {
			r.step(p.text, i)
		}
		if r.why != "" {
			return r.why
		}
		switch {
		case p.field == "" || r.at == inText:
		case r.at != inValue || p.field != linkField:
			return "the field " + p.field + " stands within a tag, where only link may stand, in double quotes"
		}
	}
	if r.at != inText {
		return "a tag or a comment is not closed"
	}
	return ""
}

func (r *reader) step(s string, i int) {
	c := s[i]
	switch r.at {
	case inText:
		r.text(s, i)
	case inTag:
		r.inside(c)
	case inValue:
		if c == '"' {
			r.at = inTag
		}
	case inSingle:
		if c == '\'' {
			r.at = inTag
		}
	case inComment:
		if c == '>' && i >= 2 && s[i-2:i] == "--" {
			r.at = inText
		}
	}
}

func (r *reader) text(s string, i int) {
	switch {
	case s[i] != '<':
	case strings.HasPrefix(s[i:], "<!--"):
		r.at = inComment
	case i+1 < len(s) && (letter(s[i+1]) || s[i+1] == '/' && i+2 < len(s) && letter(s[i+2])) || len(s) >= i+9 && strings.EqualFold(s[i:i+9], "<!doctype"):
		r.at = inTag
		r.tag.Reset()
	default:
		r.why = "a < stands where no tag begins; write &lt;"
	}
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func (r *reader) inside(c byte) {
	switch c {
	case '"':
		r.at = inValue
	case '\'':
		r.at = inSingle
	case '<':
		r.why = "a tag begins within a tag"
	case '>':
		r.at = inText
		r.why = refusedTag(r.tag.String())
	default:
		r.tag.WriteByte(c)
	}
}

// refusedTag says why a tag is not sent. The values of its attributes are not in it.
func refusedTag(tag string) string {
	words := strings.FieldsFunc(strings.ToLower(tag), func(c rune) bool { return strings.ContainsRune(" \t\r\n\f/=", c) })
	if len(words) == 0 {
		return ""
	}
	// Within the first of them text is read in another way, so that a field there would not be safe; the others do nothing in an e-mail.
	no := []string{
		"script", "style", "textarea", "title", "xmp", "plaintext", "noscript", "noembed", "noframes", "iframe", "object", "embed", "form", "base", "meta", "svg", "math",
	}
	if slices.Contains(no, words[0]) {
		return "the tag " + words[0] + " may not stand in a letter; styles stand in style attributes"
	}
	if at := slices.IndexFunc(words[1:], func(w string) bool { return strings.HasPrefix(w, "on") }); at >= 0 {
		return "the attribute " + shown(words[1+at]) + " runs a program"
	}
	return ""
}
