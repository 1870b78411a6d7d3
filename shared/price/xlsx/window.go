package xlsx

import (
	"errors"
	"io"
)

// blockBytes is how much is read of a part at a time.
const blockBytes = 256 << 10

// window is the stretch of a part that is in memory. It grows when a row does not fit, to a limit.
type window struct {
	src  io.Reader
	buf  []byte
	pos  int // up to here it has been read by the scanner
	end  int // up to here it is filled
	done bool
	most int
}

func newWindow(src io.Reader, most int) *window {
	return &window{src: src, buf: make([]byte, min(blockBytes, most)), most: most}
}

func (w *window) rest() []byte { return w.buf[w.pos:w.end] }

// more reads on, keeping what was not scanned yet. At the end of the part it gives io.ErrUnexpectedEOF.
func (w *window) more() error {
	if w.done {
		return io.ErrUnexpectedEOF
	}
	if w.pos > 0 {
		w.end = copy(w.buf, w.buf[w.pos:w.end])
		w.pos = 0
	}
	if w.end == len(w.buf) {
		if w.end >= w.most {
			return TooLarge.Refuse("a row of the workbook, or a text in it, has more than %d bytes", w.most)
		}
		w.buf = append(w.buf, make([]byte, min(len(w.buf), w.most-len(w.buf)))...)
	}
	for w.end < len(w.buf) { // whole blocks: a row that is cut is scanned twice
		n, err := w.src.Read(w.buf[w.end:])
		w.end += n
		if errors.Is(err, io.EOF) {
			w.done = true
			break
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drain reads the part to its end, so that its checksum is looked at.
func (w *window) drain() error {
	for w.pos = w.end; !w.done; w.pos = w.end {
		if err := w.more(); err != nil {
			return err
		}
	}
	return nil
}
