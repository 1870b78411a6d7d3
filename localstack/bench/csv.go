package main

import (
	"bufio"
	"bytes"
	"context"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
)

const (
	csvRounds = 7
	csvBlock  = 256 << 10 // that all readers take at a time
)

// sheets measures what it takes to type and check a price sheet in CSV, beside the standard library's scanner, which only parts it into texts, and beside
// the least that any reader must do: read the file and find each comma, quote and line break in it. Time is the processor's, of one core.
func sheets(ctx context.Context, r *report) error {
	dir, err := os.MkdirTemp("", "bench-sheet")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left is in the directory for such
	path := filepath.Join(dir, "sheet.csv")
	if err := writeSheet(path); err != nil {
		return err
	}
	took, err := laps(csvRounds,
		func() error { return opened(path, func(f io.Reader) error { return typeSheet(ctx, f) }) },
		func() error { return opened(path, splitSheet) },
		func() error { return opened(path, func(f io.Reader) error { return findSigns(f, everyIndex) }) },
		func() error { return opened(path, func(f io.Reader) error { return findSigns(f, counted) }) },
	)
	if err != nil {
		return err
	}
	name := "CSV of 100,000 rows, typed and checked"
	r.note("encoding/csv makes a text of each row, so its time holds collecting those; Seatwright's reader makes none.")
	r.note("To find each sign in a CSV is one call of IndexByte for each; to count them is one for a block, and shown as the least that reading can cost.")
	for _, peer := range []struct {
		took time.Duration
		name string
		most float64
	}{
		{took[1], "for encoding/csv, texts only", 1},
		{took[2], `to read and find each , " and line break`, 5},
		{took[3], `to read and count , " and line breaks`, 0},
	} {
		x := row{group: groupPrice, name: name, figure: ms(took[0]), bound: ms(peer.took) + " " + peer.name}
		x.ratio = fmt.Sprintf("%.2f", ratio(took[0], peer.took))
		x.aim, x.verdict = aim(ratio(took[0], peer.took), peer.most, "%.0f")
		r.add(x)
	}
	return nil
}

func writeSheet(path string) error {
	f, err := os.Create(path) //nolint:gosec // in a directory that was just made
	if err != nil {
		return err
	}
	return errors.Join((sheet.Options{}).CSV(f), f.Close())
}

func opened(path string, read func(io.Reader) error) error {
	f, err := os.Open(path) //nolint:gosec // in a directory that was just made
	if err != nil {
		return err
	}
	return errors.Join(read(f), f.Close())
}

func typeSheet(ctx context.Context, f io.Reader) error {
	report, err := price.Read(ctx, csv.New(f, csv.Options{Block: csvBlock}), price.ReadOptions{Market: "DE", Currency: "EUR", Rejects: io.Discard},
		func(*price.Row) error { return nil })
	if err == nil && report.Rows != 100_000 {
		return fmt.Errorf("%d rows", report.Rows)
	}
	return err
}

func splitSheet(f io.Reader) error {
	c := stdcsv.NewReader(bufio.NewReaderSize(f, csvBlock))
	c.ReuseRecord = true
	for {
		if _, err := c.Read(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func findSigns(f io.Reader, find func(b []byte, sign byte) int) error {
	block, found := make([]byte, csvBlock), 0
	for {
		n, err := f.Read(block)
		for _, sign := range []byte(",\"\n") {
			found += find(block[:n], sign)
		}
		if errors.Is(err, io.EOF) {
			if found < 2_000_000 {
				return fmt.Errorf("%d signs in a sheet of 22 columns", found)
			}
			return nil
		} else if err != nil {
			return err
		}
	}
}

func everyIndex(b []byte, sign byte) (found int) {
	for {
		n := bytes.IndexByte(b, sign)
		if n < 0 {
			return found
		}
		b, found = b[n+1:], found+1
	}
}

func counted(b []byte, sign byte) int { return bytes.Count(b, []byte{sign}) }

// laps runs all in turn, several times and on one core, and gives the median of each one's processor time.
func laps(rounds int, each ...func() error) ([]time.Duration, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	took := make([][]time.Duration, len(each))
	for range rounds {
		for n, run := range each {
			runtime.GC() // so that nobody pays for what another left
			before, err := spent()
			if err != nil {
				return nil, err
			}
			if err := run(); err != nil {
				return nil, err
			}
			after, err := spent()
			if err != nil {
				return nil, err
			}
			took[n] = append(took[n], after-before)
		}
	}
	medians := make([]time.Duration, len(each))
	for n := range took {
		slices.Sort(took[n])
		medians[n] = took[n][rounds/2]
	}
	return medians, nil
}
