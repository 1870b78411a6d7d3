package zipped

import (
	"bytes"
	"encoding/binary"
	"io"
)

// A directory is read whole before its entries can be looked at, so that its size is bounded first: by what an entry of a workbook takes at most.
const entryBytes = 1 << 10

// The end record of a ZIP file, and those that stand before it when the file has the form for more than 4 GB.
const (
	endBytes     = 22
	commentBytes = 1 << 16
	locatorBytes = 20
	end64Bytes   = 56
)

// directory refuses a file whose directory is larger than the number of parts that are allowed could need.
func (a *Archive) directory(size int64) error {
	tail := make([]byte, min(size, endBytes+commentBytes))
	if _, err := a.source.ReadAt(tail, size-int64(len(tail))); err != nil && a.source.err != nil {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < endBytes {
		return NotZip.Refuse("the file is no ZIP file, or only the beginning of one")
	}
	bytesOf := uint64(binary.LittleEndian.Uint32(tail[at+12:]))
	if bytesOf == 1<<32-1 && at >= locatorBytes {
		if long, found := a.directory64(tail[at-locatorBytes : at]); found {
			bytesOf = long
		}
	}
	if bytesOf > uint64(max(0, a.limits.Parts))*entryBytes {
		return TooLarge.Refuse("the file holds more than %d files", a.limits.Parts)
	}
	return nil
}

// directory64 follows the locator of the long form.
func (a *Archive) directory64(locator []byte) (size uint64, found bool) {
	if !bytes.HasPrefix(locator, []byte("PK\x06\x07")) {
		return 0, false
	}
	at := binary.LittleEndian.Uint64(locator[8:])
	if at > 1<<62 {
		return 0, false
	}
	record := make([]byte, end64Bytes)
	if _, err := io.ReadFull(io.NewSectionReader(a.source, int64(at), end64Bytes), record); err != nil || !bytes.HasPrefix(record, []byte("PK\x06\x06")) {
		return 0, false
	}
	return binary.LittleEndian.Uint64(record[40:]), true
}
