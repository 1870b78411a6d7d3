package zipped

import "bytes"

// Kind is what the first bytes of a file show it to be.
type Kind string

// The kinds that a price sheet comes in, or that come in its place.
const (
	Text Kind = "text" // or anything else that has no mark of its own
	ZIP  Kind = "zip"  // a workbook too: it is a ZIP file that has [Content_Types].xml
	GZIP Kind = "gzip"
	OLE  Kind = "ole"  // an encrypted workbook, or one of Excel before 2007
	HTML Kind = "html" // a proxy's page, often with status 200
	None Kind = "empty"
)

// Sniffed is how many bytes Sniff wants to see, when there are so many.
const Sniffed = 512

// Sniff tells the kind of a file by its first bytes. The names that files come with are not reliable.
func Sniff(first []byte) Kind {
	switch {
	case len(first) == 0:
		return None
	case bytes.HasPrefix(first, []byte("PK\x03\x04")), bytes.HasPrefix(first, []byte("PK\x05\x06")):
		return ZIP
	case bytes.HasPrefix(first, []byte("\x1f\x8b")):
		return GZIP
	case bytes.HasPrefix(first, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return OLE
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(first, []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, begin := range []string{"<!doctype html", "<html", "<head", "<body", "<?xml"} {
		if bytes.HasPrefix(text, []byte(begin)) {
			return HTML
		}
	}
	return Text
}

// Workbook reports whether the archive has what every workbook has.
func (a *Archive) Workbook() bool { return a.Has("[Content_Types].xml") }
