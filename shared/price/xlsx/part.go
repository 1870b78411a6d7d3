package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// part opens a part of the book as UTF-8 without a byte order mark.
func (b *Book) part(name string) (io.Reader, io.Closer, error) {
	raw, err := b.archive.Part(name)
	if err != nil {
		return nil, nil, err
	}
	head := bufio.NewReaderSize(raw, 512)
	r, err := decoded(head)
	if err != nil {
		_ = raw.Close() // the first failure is the one to tell
		return nil, nil, err
	}
	return r, raw, nil
}

// small reads a part whole.
func (b *Book) small(name string) ([]byte, error) {
	r, closer, err := b.part(name)
	if err != nil {
		return nil, err
	}
	defer closer.Close() //nolint:errcheck // nothing was written
	all, err := io.ReadAll(io.LimitReader(r, b.limits.Small+1))
	if int64(len(all)) > b.limits.Small {
		return nil, TooLarge.Refuse("%q inside the workbook has more than %d bytes", name, b.limits.Small)
	}
	return all, err
}

// decoded tells the encoding as XML prescribes: by a mark, by the shape of the first characters, by the declaration.
func decoded(r *bufio.Reader) (io.Reader, error) {
	head, err := r.Peek(256)
	if err != nil && len(head) == 0 {
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := r.Discard(3)
		return r, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00")):
		return &wideReader{r: r, high: 1, start: true}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<")):
		return &wideReader{r: r, high: 0, start: true}, nil
	}
	if bytes.HasPrefix(head, []byte("<?xml")) {
		line, _, _ := bytes.Cut(head, []byte("?>"))
		switch name := strings.ToLower(string(attributes(line[len("<?xml"):]).plain("encoding"))); name {
		case "", "utf-8", "utf8", "us-ascii", "ascii":
		default:
			return nil, Odd.Refuse("the workbook's XML is written in %.40q", name)
		}
	}
	return r, nil
}

// wideReader reads UTF-16 as UTF-8.
type wideReader struct {
	r     *bufio.Reader
	high  int  // which byte of two is the higher one
	start bool // a byte order mark may come
	out   []byte
}

func (w *wideReader) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		r, err := w.unit()
		if err != nil {
			return 0, err
		}
		if utf16.IsSurrogate(r) {
			second, err := w.unit()
			if err != nil {
				return 0, err
			}
			r = utf16.DecodeRune(r, second)
		}
		if !w.start || r != '\ufeff' {
			w.out = utf8.AppendRune(w.out[:0], r)
		}
		w.start = false
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wideReader) unit() (rune, error) {
	var b [2]byte
	if _, err := io.ReadFull(w.r, b[:]); err != nil {
		return 0, err
	}
	return rune(b[w.high])<<8 | rune(b[1-w.high]), nil
}
