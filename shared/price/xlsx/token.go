package xlsx

import (
	"bytes"
	"errors"
	"iter"
)

// errShort says that the bytes at hand end within a token: whoever has more of them tries again.
var errShort = errors.New("the XML ends early")

// errOutside says that the XML is not what a workbook holds.
func errOutside(what string) error { return Damaged.Refuse("the workbook's XML has %s", what) }

type tokenKind byte

const (
	textToken  tokenKind = iota // character data as it stands in the file
	openToken                   // <a>
	emptyToken                  // <a/>
	closeToken                  // </a>
	cdataToken                  // <![CDATA[a]]>, without its marks
	otherToken                  // a comment or an instruction
)

// token is a piece of XML. Its slices are those of the scanned bytes.
type token struct {
	kind  tokenKind
	name  []byte // without a prefix
	attrs attributes
	text  []byte
}

func (t token) is(kind tokenKind, name string) bool { return t.kind == kind && string(t.name) == name }

// tokens reads tokens from bytes, without checking that elements nest: a sheet's few that matter are checked where they are used.
type tokens struct {
	b   []byte
	pos int
}

// next gives the next token, or errShort.
func (t *tokens) next() (token, error) {
	rest := t.b[t.pos:]
	if len(rest) == 0 {
		return token{}, errShort
	}
	if rest[0] != '<' {
		end := bytes.IndexByte(rest, '<')
		if end < 0 {
			return token{}, errShort
		}
		t.pos += end
		return token{kind: textToken, text: rest[:end]}, nil
	}
	if len(rest) < 2 {
		return token{}, errShort
	}
	switch rest[1] {
	case '!':
		return t.declaration(rest)
	case '?':
		return t.until(rest, 2, "?>", otherToken)
	case '/':
		end := bytes.IndexByte(rest, '>')
		if end < 0 {
			return token{}, errShort
		}
		t.pos += end + 1
		return token{kind: closeToken, name: local(bytes.TrimRight(rest[2:end], " \t\r\n"))}, nil
	}
	return t.element(rest)
}

// declaration reads what begins with "<!".
func (t *tokens) declaration(rest []byte) (token, error) {
	const longest = len("<![CDATA[")
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return t.until(rest, 4, "-->", otherToken)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return t.until(rest, longest, "]]>", cdataToken)
	case len(rest) < longest:
		return token{}, errShort
	}
	return token{}, errOutside("a document type, which could define anything")
}

// until reads to a mark; from is where the content begins.
func (t *tokens) until(rest []byte, from int, mark string, kind tokenKind) (token, error) {
	if len(rest) < from {
		return token{}, errShort
	}
	end := bytes.Index(rest[from:], []byte(mark))
	if end < 0 {
		return token{}, errShort
	}
	t.pos += from + end + len(mark)
	return token{kind: kind, text: rest[from : from+end]}, nil
}

// element reads a start tag. A ">" may stand in a quoted value.
func (t *tokens) element(rest []byte) (token, error) {
	quote := byte(0)
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return token{}, errOutside("a < within a tag")
		case c == '>':
			t.pos += i + 1
			return start(rest[1:i])
		}
	}
	return token{}, errShort
}

// start takes a start tag apart, without its angle brackets.
func start(tag []byte) (token, error) {
	x := token{kind: openToken}
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		x.kind, tag = emptyToken, tag[:n-1]
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	x.name, x.attrs = local(tag[:end]), attributes(tag[end:])
	if len(x.name) == 0 {
		return token{}, errOutside("a tag without a name")
	}
	return x, nil
}

// skip reads to the end of the element that was just opened, whatever is in it.
func (t *tokens) skip() error {
	for depth := 1; depth > 0; {
		x, err := t.next()
		if err != nil {
			return err
		}
		switch x.kind {
		case openToken:
			depth++
		case closeToken:
			depth--
		default:
		}
	}
	return nil
}

// all gives the tokens of a part that is read whole; errs gets what ended them early.
func (t *tokens) all(errs *error) iter.Seq[token] {
	return func(yield func(token) bool) {
		t.b = bytes.TrimRight(t.b, " \t\r\n")
		for t.pos < len(t.b) {
			x, err := t.next()
			if err != nil {
				*errs = err
				return
			}
			if !yield(x) {
				return
			}
		}
	}
}

// local drops the prefix of a name.
func local(name []byte) []byte {
	if _, after, prefixed := bytes.Cut(name, []byte{':'}); prefixed {
		return after
	}
	return name
}
