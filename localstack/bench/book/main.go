// Book reads and writes workbooks in a process of its own, so that its time and memory can be measured: `make bench` runs it.
//
//	book inflate FILE         reads the bytes of all parts: what every reader has to do
//	book find FILE            finds every "<" in them too: the bound
//	book scan FILE            reads all cells
//	book excelize FILE        reads all cells by the library, raw values
//	book write FILE           writes what the program made up, by the package
//	book writeexcelize FILE   the same by the library's stream writer
//
// It prints what it took as JSON.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/seatwright/seatwright/localstack/bench/status"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// figures is what is printed: seconds on a processor, and the most memory in MB (10^6 bytes).
type figures struct {
	Seconds, Peak float64
	Rows, Cells   int
	Bytes         int64 // that came out of the file, or went into it
}

func main() {
	debug.SetGCPercent(50) // as the function does
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: book inflate|find|scan|excelize|write|writeexcelize FILE")
		os.Exit(2)
	}
	f, err := run(os.Args[1], filepath.Clean(os.Args[2]))
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "book:", err)
		os.Exit(1)
	}
}

func run(mode, name string) (f figures, err error) {
	switch mode {
	case "inflate":
		err = f.inflate(name, false)
	case "find":
		err = f.inflate(name, true)
	case "scan":
		err = f.scan(name)
	case "excelize":
		err = f.library(name)
	case "write":
		err = f.write(name)
	case "writeexcelize":
		err = f.libraryWrite(name)
	default:
		err = fmt.Errorf("no mode %q", mode)
	}
	if err != nil {
		return f, err
	}
	return f, f.took()
}

// took adds what the process has used.
func (f *figures) took() error {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return err
	}
	f.Seconds = float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
	var err error
	f.Peak, err = status.Memory("self", "VmHWM")
	return err
}

// cells opens the first sheet. The file is read in place, as a function reads one from its disk.
func cells(name string) (*os.File, *xlsx.Cells, error) {
	in, err := os.Open(name) //nolint:gosec // the bench names it
	if err != nil {
		return nil, nil, err
	}
	info, err := in.Stat()
	if err != nil {
		return in, nil, err
	}
	book, err := xlsx.Open(in, info.Size(), xlsx.Usual())
	if err != nil {
		return in, nil, err
	}
	c, err := book.Cells(0)
	return in, c, err
}

func (f *figures) scan(name string) error {
	in, c, err := cells(name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was read only
	for {
		fields, _, err := c.Next()
		if errors.Is(err, io.EOF) {
			return c.Close()
		}
		if err != nil {
			return err
		}
		f.Rows++
		f.Cells += len(fields)
	}
}
