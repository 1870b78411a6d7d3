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
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
)

// Aims of a month's import: processor time by that of reading and typing the same sheet, megabytes of the whole process, and write units of the table by
// one write for each row.
const (
	importAim  = 5.0
	memoryAim  = 64.0
	unitsAim   = 4.0 // percent
	monthTurns = 5
)

// trial is what a run of the program month printed, and what the system says of its process.
type trial struct {
	Rows, Units   int
	Nanos, Allocs float64
	Peak          float64 // megabytes
	used          time.Duration
}

// months measures the import of a month that follows another one, without a network.
func months(ctx context.Context, r *report) error {
	dir, err := os.MkdirTemp("", "bench-month")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is the system's folder for such
	files := []string{filepath.Join(dir, "previous.csv"), filepath.Join(dir, "current.csv")}
	for i, o := range []sheet.Options{{Previous: true}, {}} {
		if err := written(files[i], o); err != nil {
			return err
		}
	}
	var typed, whole []time.Duration
	var last trial
	for range monthTurns {
		t, err := month(ctx, dir, "typed", files[1])
		if err != nil {
			return err
		}
		if err := os.RemoveAll(filepath.Join(dir, "pointer")); err != nil {
			return err
		}
		if _, err := month(ctx, dir, "import", files[0]); err != nil {
			return err
		}
		peak := last.Peak
		if last, err = month(ctx, dir, "import", files[1]); err != nil {
			return err
		}
		last.Peak = max(last.Peak, peak)
		typed, whole = append(typed, t.used), append(whole, last.used)
	}
	one, err := month(ctx, dir, "price", files[1])
	if err != nil {
		return err
	}
	reportMonth(r, median(typed), median(whole), last)
	r.add(row{group: groupPrice, name: "one price with its plan, warm", figure: fmt.Sprintf("%.0f ns", one.Nanos), bound: fmt.Sprintf("%.0f allocations", one.Allocs), aim: "shown"})
	return nil
}

func reportMonth(r *report, typed, whole time.Duration, last trial) {
	x := row{group: groupPrice, name: "a month's import by reading and typing it", figure: ms(whole), bound: ms(typed), ratio: fmt.Sprintf("%.1f", ratio(whole, typed))}
	x.aim, x.verdict = aim(ratio(whole, typed), importAim, "%.0f")
	r.add(x)
	x = row{group: groupPrice, name: "its memory", figure: fmt.Sprintf("%.0f MB", last.Peak)}
	x.aim, x.verdict = aim(last.Peak, memoryAim, "%.0f MB")
	r.add(x)
	share := 100 * float64(last.Units) / float64(last.Rows)
	x = row{group: groupPrice, name: "write units of a new month", figure: strconv.Itoa(last.Units), bound: fmt.Sprintf("%d rows", last.Rows), ratio: fmt.Sprintf("%.1f %%", share)}
	x.aim, x.verdict = aim(share, unitsAim, "%.0f %%")
	r.add(x)
	r.note("A month's import: %d rows read, typed, checked, compared with the month before, priced by a plan and packed; processor time of a process of its own, "+
		"median of %d, its memory the highest of them. Bucket and pointer are files, the table counts.", last.Rows, monthTurns)
}

// written makes a sheet.
func written(path string, o sheet.Options) error {
	f, err := os.Create(filepath.Clean(path))
	if err != nil {
		return err
	}
	if err := o.CSV(f); err != nil {
		return err
	}
	return f.Close()
}

// month runs the program, which was built with the others.
func month(ctx context.Context, dir, mode, file string) (trial, error) {
	cmd := exec.CommandContext(ctx, bootstrap(runtime.GOARCH, "bench-month"), dir, mode, file) //nolint:gosec // a program of ours
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		return trial{}, fmt.Errorf("month %s: %w: %s", mode, err, errors.Bytes())
	}
	var t trial
	if err := json.Unmarshal(out.Bytes(), &t); err != nil {
		return trial{}, fmt.Errorf("month %s: %w", mode, err)
	}
	t.used = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return t, nil
}
