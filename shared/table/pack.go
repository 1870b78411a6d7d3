package table

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A document is a format byte and raw deflated JSON. A write is billed by the KiB, so an order is to stay below one all its life;
// that is what the dictionary is for. A new dictionary gets a new format byte, and the old one stays readable.
const (
	formatPlain = 'd' // deflated without a dictionary
	formatOne   = '1' // deflated with dictionaryOne
	formatAudit = 'a' // deflated with dictionaryAudit
)

// The body of a delivery came without a format byte at first. A byte whose second and third bit are set tells the two apart: deflate
// has no block of that type, so nothing that it made begins with one.
const formatShop = 'o' // deflated with dictionaryShop

// maxDocument bounds what a document inflates to.
const maxDocument = 4 << 20

// unpacker inflates, and can be used again: it is one thing with two sides.
type unpacker struct {
	io.Reader
	flate.Resetter
}

// Packers and unpackers. Their state is large (0.6 MB to write), so it is shared by all tables of the process.
//
//nolint:gochecknoglobals // shelves: without them each write would make and clear a megabyte
var (
	documents  = newShelf(func() (*flate.Writer, error) { return newPacker(dictionaryOne, flate.BestCompression) })
	records    = newShelf(func() (*flate.Writer, error) { return newPacker(dictionaryAudit, flate.BestCompression) })
	deliveries = newShelf(func() (*flate.Writer, error) { return newPacker(dictionaryShop, quick) })
	texts      = newShelf(func() (*flate.Writer, error) { return newPacker("", quick) })
	unpackers  = newShelf(newUnpacker)
)

// quick is the level for a delivery: with the dictionary its bytes are a tenth more than at the best level, and half of the time.
const quick = 3

func newPacker(dictionary string, level int) (*flate.Writer, error) {
	return flate.NewWriterDict(nil, level, []byte(dictionary))
}

func newUnpacker() (unpacker, error) {
	r := flate.NewReader(nil)
	again, ok := r.(flate.Resetter)
	if !ok {
		return unpacker{}, errors.New("an unpacker that cannot be used again")
	}
	return unpacker{Reader: r, Resetter: again}, nil
}

// pack writes a document.
func pack(v any) ([]byte, error) { return packWith(documents, formatOne, v) }

// packRecord writes records of the audit, or what lies beside them.
func packRecord(v any) ([]byte, error) { return packWith(records, formatAudit, v) }

func packWith(packers *shelf[*flate.Writer], format byte, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	doc, err := deflate(packers, format, plain)
	if err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	return doc, nil
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
	case formatAudit:
		dictionary = dictionaryAudit
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

// packBody writes the body of a delivery.
func packBody(body []byte) ([]byte, error) { return deflate(deliveries, formatShop, body) }

// unpackBody reads the body of a delivery, of any format that was ever written.
func unpackBody(packed []byte) ([]byte, error) {
	if len(packed) > 0 && packed[0] == formatShop {
		return inflate(packed[1:], dictionaryShop, MaxBody)
	}
	return inflate(packed, "", MaxBody)
}

// inflate gives at most limit bytes; more is an error.
func inflate(b []byte, dictionary string, limit int) ([]byte, error) {
	r, err := unpackers.take()
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	defer unpackers.put(r)
	if err := r.Reset(bytes.NewReader(b), []byte(dictionary)); err != nil {
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

// deflate gives the format byte and what a packer of that format makes of b.
func deflate(packers *shelf[*flate.Writer], format byte, b []byte) ([]byte, error) {
	w, err := packers.take()
	if err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	defer packers.put(w)
	var out bytes.Buffer
	out.WriteByte(format)
	w.Reset(&out)
	if _, err := w.Write(b); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	return out.Bytes(), nil
}
