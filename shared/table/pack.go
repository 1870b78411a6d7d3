package table

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A document is a format byte and raw deflated JSON. A write is billed by the KiB, so an order is to stay below one all its life;
// that is what the dictionary is for. A new dictionary gets a new format byte, and the old one stays readable.
const (
	formatPlain = 'd' // deflated without a dictionary
	formatOne   = '1' // deflated with dictionaryOne
)

// maxDocument bounds what a document inflates to.
const maxDocument = 4 << 20

// packer and unpacker of one format. Their state is large (0.6 MB to write), so it is shared by all tables of the process.
//
//nolint:gochecknoglobals // pools: without them each write would make and clear a megabyte
var (
	packers   = sync.Pool{New: func() any { return newPacker(dictionaryOne) }}
	unpackers = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

func newPacker(dictionary string) *flate.Writer {
	w, err := flate.NewWriterDict(nil, flate.BestCompression, []byte(dictionary))
	if err != nil {
		return nil // only for a level that does not exist
	}
	return w
}

// pack writes a document.
func pack(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	var b bytes.Buffer
	b.WriteByte(formatOne)
	w, ok := packers.Get().(*flate.Writer)
	if !ok {
		return nil, errors.New("write a document: no packer")
	}
	defer packers.Put(w)
	w.Reset(&b)
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	return b.Bytes(), nil
}

// unpack reads a document of any format that was ever written.
func unpack(doc []byte, v any) error {
	if len(doc) == 0 {
		return errors.New("read a document: empty")
	}
	var dictionary string
	switch doc[0] {
	case formatPlain:
	case formatOne:
		dictionary = dictionaryOne
	default:
		return fmt.Errorf("read a document: unknown format %q", doc[0])
	}
	plain, err := inflate(doc[1:], dictionary, maxDocument)
	if err != nil {
		return fmt.Errorf("read a document: %w", err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("read a document: %w", err)
	}
	return nil
}

// inflate gives at most limit bytes; more is an error.
func inflate(b []byte, dictionary string, limit int) ([]byte, error) {
	r, ok := unpackers.Get().(io.ReadCloser)
	if !ok {
		return nil, errors.New("no unpacker")
	}
	defer unpackers.Put(r)
	reset, ok := r.(flate.Resetter)
	if !ok {
		return nil, errors.New("no unpacker")
	}
	if err := reset.Reset(bytes.NewReader(b), []byte(dictionary)); err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	if len(plain) > limit {
		return nil, fmt.Errorf("inflate: more than %d bytes", limit)
	}
	return plain, nil
}

// deflate compresses what has no form that we know.
func deflate(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if _, err := w.Write(b); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	return out.Bytes(), nil
}
