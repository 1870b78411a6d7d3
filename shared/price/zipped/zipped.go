// Package zipped opens ZIP files that came from outside: a price sheet packed as one CSV, and the workbooks of package xlsx.
//
// A file is refused before much is read of it when it is not what it seems: parts that are encrypted, named twice, named so that they would leave a
// folder, or packed in a way other than deflate. What comes out of it is counted while it is read, against the sizes that Limits allows and not
// against those that the file states of itself. Everything is read in place: nothing is written anywhere.
package zipped

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/seatwright/seatwright/shared/fault"
)

// Reason says why a file is refused. It is itself an error, so that errors.Is(err, zipped.Encrypted) holds; the failure around it is fault.Invalid and
// has a text for the person who sent the file.
type Reason string

// The reasons.
const (
	NotZip    Reason = "not a ZIP file"
	Encrypted Reason = "encrypted"
	TooLarge  Reason = "larger than allowed"
	Damaged   Reason = "damaged"
	Several   Reason = "not exactly one file inside"
)

// Error gives the reason's own words.
func (r Reason) Error() string { return string(r) }

// Refuse makes the failure of a refused file.
func (r Reason) Refuse(format string, args ...any) error {
	return fault.Invalid.Wrap(r, format, args...)
}

// Limits bound what a file may come to. There is no "unlimited": a zero allows nothing.
type Limits struct {
	Parts    int   // files inside
	Inflated int64 // bytes that come out of all parts together
	Ratio    int64 // bytes that may come out of a packed one, once a part is past its first MiB
}

// freely comes out of a part before its ratio is looked at: small parts of blanks pack very well.
const freely = 1 << 20

// Archive is an opened ZIP file. It may be read by one goroutine at a time.
type Archive struct {
	zip    *zip.Reader
	source *source
	limits Limits
	parts  map[string]*part
	out    int64 // bytes that came out of all parts, each byte counted once however often it is read
}

type part struct {
	file *zip.File
	out  int64 // bytes that came out of it so far
}

// Open reads the directory of a ZIP file. A failure of r itself is given back as it is; every other is fault.Invalid with a Reason.
func Open(r io.ReaderAt, size int64, limits Limits) (*Archive, error) {
	a := &Archive{source: &source{r: r}, limits: limits, parts: map[string]*part{}}
	if err := a.directory(size); err != nil {
		return nil, a.explain(err, "its directory")
	}
	z, err := zip.NewReader(a.source, size)
	if errors.Is(err, zip.ErrFormat) && a.source.err == nil {
		return nil, NotZip.Refuse("the file is no ZIP file, or only a part of one")
	}
	if err != nil {
		return nil, a.explain(err, "its directory")
	}
	z.RegisterDecompressor(zip.Deflate, inflate)
	a.zip = z
	for _, f := range z.File {
		if err := a.take(f); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// inflate reads from the file in larger pieces than a decompressor would by itself.
func inflate(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, 64<<10)) }

// take looks at one entry of the directory.
func (a *Archive) take(f *zip.File) error {
	name := strings.ReplaceAll(f.Name, `\`, "/") // some programs on Windows write theirs
	switch {
	case strings.HasSuffix(name, "/"):
		return nil // a folder
	case len(a.parts) == a.limits.Parts:
		return TooLarge.Refuse("the file holds more than %d files", a.limits.Parts)
	case f.Flags&1 != 0:
		return Encrypted.Refuse("the file is protected by a password: save it without one")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return Damaged.Refuse("the file is packed by method %d; only deflate is read", f.Method)
	case strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") || strings.ContainsAny(name, ":\x00"):
		return Damaged.Refuse("the file holds a file named %q, which is no plain name", clip(f.Name))
	}
	key := strings.ToLower(name)
	if _, twice := a.parts[key]; twice {
		return Damaged.Refuse("the file holds %q twice", clip(f.Name))
	}
	a.parts[key] = &part{file: f}
	return nil
}

// Has reports whether the archive holds a file of this name, whatever its case.
func (a *Archive) Has(name string) bool {
	_, found := a.parts[strings.ToLower(name)]
	return found
}

// Part opens a file of the archive by name, whatever its case. Not there: Damaged. What is read is counted; past a limit reading fails with TooLarge.
func (a *Archive) Part(name string) (io.ReadCloser, error) {
	p, found := a.parts[strings.ToLower(name)]
	if !found {
		return nil, Damaged.Refuse("the file has no %q inside", clip(name))
	}
	if p.file.UncompressedSize64 > uint64(max(0, a.limits.Inflated)) {
		return nil, TooLarge.Refuse("%q inside the file unpacks to more than %d bytes", clip(name), a.limits.Inflated)
	}
	src, err := p.file.Open()
	if err != nil {
		return nil, a.explain(err, clip(name))
	}
	return &reader{archive: a, part: p, src: src, name: clip(name)}, nil
}

// explain turns what the ZIP reader says into a refusal. When the source failed, the file is not to blame.
func (a *Archive) explain(err error, name string) error {
	if a.source.err != nil {
		return a.source.err
	}
	if _, refused := errors.AsType[Reason](err); refused {
		return err
	}
	return fault.Invalid.Wrap(errors.Join(Damaged, err), "the file is damaged in %s", name)
}

// source remembers a failure to read, so that a network's is not taken for the file's.
type source struct {
	r   io.ReaderAt
	err error
}

func (s *source) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 {
		return 0, zip.ErrFormat // what a damaged directory points at
	}
	n, err := s.r.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// clip keeps a name from outside short enough for a message.
func clip(name string) string {
	const most = 80
	if len(name) > most {
		return strings.ToValidUTF8(name[:most], "") + "…"
	}
	return name
}
