package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
)

// Aims of workbooks, each by the processor time of another program over the same file.
const (
	sharedAim  = 1.2 // by inflating and finding every "<"
	inlineAim  = 1.5
	libraryAim = 20.0  // times quicker than excelize
	writeAim   = 5.0   // times quicker than excelize's stream writer
	bigAim     = 512.0 // MB of the function
	bigRows    = 430_000
	bookTurns  = 5
	slowTurns  = 2 // of excelize, which takes seconds
)

// reading is what a run of the program book printed.
type reading struct {
	Seconds, Peak float64
	Rows, Cells   int
	Bytes         int64
}

// workbooks measures the reader and the writer of workbooks.
func workbooks(ctx context.Context, r *report) error {
	dir, err := os.MkdirTemp("", "bench-book")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is the system's folder for such
	for _, c := range []struct {
		name   string
		inline bool
		most   float64
	}{{"shared strings", false, sharedAim}, {"inline strings", true, inlineAim}} {
		if err := scanned(ctx, r, filepath.Join(dir, "month.xlsx"), c.name, c.inline, c.most); err != nil {
			return err
		}
	}
	if err := exported(ctx, r, dir); err != nil {
		return err
	}
	return big(ctx, r, dir)
}

// scanned compares reading a workbook with its bound and with the library.
func scanned(ctx context.Context, r *report, file, name string, inline bool, most float64) error {
	if err := workbookFile(file, sheet.Options{}, inline); err != nil {
		return err
	}
	var find, scan, library []time.Duration
	var cells int
	for turn := range bookTurns {
		f, err := book(ctx, "find", file)
		if err != nil {
			return err
		}
		s, err := book(ctx, "scan", file)
		if err != nil {
			return err
		}
		find, scan, cells = append(find, f.took()), append(scan, s.took()), s.Cells
		if turn >= slowTurns {
			continue
		}
		l, err := book(ctx, "excelize", file)
		if err != nil {
			return err
		}
		if l.Cells != s.Cells || l.Rows != s.Rows {
			return fmt.Errorf("%s: excelize reads %d cells, the scanner %d", name, l.Cells, s.Cells)
		}
		library = append(library, l.took())
	}
	x := row{group: groupPrice, name: "XLSX with " + name + ", by finding every <", figure: ms(median(scan)), bound: ms(median(find)), ratio: fmt.Sprintf("%.2f", ratio(median(scan), median(find)))}
	x.aim, x.verdict = aim(ratio(median(scan), median(find)), most, "%.1f")
	r.add(x)
	r.add(faster("XLSX with "+name+", by excelize raw", median(scan), median(library), libraryAim))
	r.note("XLSX with %s: 100,000 rows, %d fields; processor time of a process of its own, median of %d (excelize: %d), inflating with the same library in all but excelize.",
		name, cells, bookTurns, slowTurns)
	return nil
}

// faster gives a row that wants something to be so many times as fast as its peer.
func faster(name string, own, peer time.Duration, least float64) row {
	times := ratio(peer, own)
	x := row{group: groupPrice, name: name, figure: ms(own), bound: ms(peer), ratio: fmt.Sprintf("1/%.0f", times), aim: fmt.Sprintf(">= %.0f times", least), verdict: "met"}
	if times < least {
		x.verdict = "NOT MET"
	}
	return x
}

// exported compares writing a workbook with the library's stream writer.
func exported(ctx context.Context, r *report, dir string) error {
	var own, library []time.Duration
	var last, peer reading
	for range slowTurns + 1 {
		var err error
		if last, err = book(ctx, "write", filepath.Join(dir, "own.xlsx")); err != nil {
			return err
		}
		if peer, err = book(ctx, "writeexcelize", filepath.Join(dir, "peer.xlsx")); err != nil {
			return err
		}
		own, library = append(own, last.took()), append(library, peer.took())
	}
	r.add(faster("XLSX export of 100,000 changes, by excelize's stream writer", median(own), median(library), writeAim))
	r.note("XLSX export: %d columns; %.1f MB and %.0f MB of memory, excelize %.1f MB and %.0f MB.", 20, float64(last.Bytes)/1e6, last.Peak, float64(peer.Bytes)/1e6, peer.Peak)
	return nil
}

// big shows the memory that the import of the largest workbook takes, after that of the month before.
func big(ctx context.Context, r *report, dir string) error {
	file := filepath.Join(dir, "big.xlsx")
	var last trial
	for _, previous := range []bool{true, false} {
		err := workbookFile(file, sheet.Options{Rows: bigRows, Previous: previous}, false)
		if err != nil {
			return err
		}
		if last, err = month(ctx, dir, "import", file); err != nil {
			return err
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	x := row{
		group: groupPrice, name: fmt.Sprintf("memory of the import of a workbook of %d rows", bigRows), figure: fmt.Sprintf("%.0f MB", last.Peak),
		bound: fmt.Sprintf("%.0f MB in the file, %.1f s", float64(info.Size())/1e6, last.used.Seconds()),
	}
	x.aim, x.verdict = aim(last.Peak, bigAim, "%.0f MB")
	r.add(x)
	return nil
}

func workbookFile(name string, o sheet.Options, inline bool) error {
	f, err := os.Create(filepath.Clean(name))
	if err != nil {
		return err
	}
	if err := o.XLSX(f, inline); err != nil {
		return err
	}
	return f.Close()
}

func (r reading) took() time.Duration { return time.Duration(r.Seconds * float64(time.Second)) }

// book runs the program, which was built with the others.
func book(ctx context.Context, mode, file string) (reading, error) {
	cmd := exec.CommandContext(ctx, bootstrap(runtime.GOARCH, "bench-book"), mode, file) //nolint:gosec // a program of ours
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	var x reading
	if err := cmd.Run(); err != nil {
		return x, fmt.Errorf("book %s: %w: %s", mode, err, errors.Bytes())
	}
	if err := json.Unmarshal(out.Bytes(), &x); err != nil {
		return x, fmt.Errorf("book %s: %w", mode, err)
	}
	return x, nil
}
