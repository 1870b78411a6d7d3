package zipped

import (
	"errors"
	"io"
)

// reader gives the bytes of a part and counts them.
type reader struct {
	archive *Archive
	part    *part
	src     io.ReadCloser
	name    string
	at      int64
}

// Read fails with TooLarge as soon as more came out than the limits allow, and with Damaged where the part is cut or its checksum is wrong.
func (r *reader) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	r.at += int64(n)
	if more := r.at - r.part.out; more > 0 {
		r.part.out = r.at
		r.archive.out += more
	}
	l := r.archive.limits
	switch packed := int64(min(r.part.file.CompressedSize64, 1<<62)); {
	case r.archive.out > l.Inflated:
		return 0, TooLarge.Refuse("the file unpacks to more than %d bytes", l.Inflated)
	case r.at > freely && r.at/max(1, l.Ratio) > packed:
		return 0, TooLarge.Refuse("%q inside the file unpacks to more than %d times its size", r.name, l.Ratio)
	case err != nil && !errors.Is(err, io.EOF):
		return n, r.archive.explain(err, r.name)
	}
	return n, err
}

// Close frees what reading took.
func (r *reader) Close() error { return r.src.Close() }

// Verify reads every part to its end, so that the limits hold for all of them and all checksums are right.
func (a *Archive) Verify() error {
	for name := range a.parts {
		r, err := a.Part(name)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, r)
		_ = r.Close() // nothing was written
		if err != nil {
			return err
		}
	}
	return nil
}
