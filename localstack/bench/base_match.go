package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
)

// So many subscriptions are matched, in so many megabytes.
const (
	matchMany   = 30_000
	matchMemory = 128.0
)

// matched has a process of its own match what many customers have.
func matched(ctx context.Context, r *report) error {
	cmd := exec.CommandContext(ctx, bootstrap(runtime.GOARCH, "bench-match"), strconv.Itoa(matchMany)) //nolint:gosec // a program of ours
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("match: %w: %s", err, errors.Bytes())
	}
	var t struct {
		Plans, Taken, Asked, Missing int
		Peak                         float64
	}
	if err := json.Unmarshal(out.Bytes(), &t); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	x := row{
		group: groupBase, name: fmt.Sprintf("memory of matching %d subscriptions", matchMany), figure: fmt.Sprintf("%.0f MB", t.Peak),
		bound: fmt.Sprintf("%d plans; %d taken, %d asked, %d missing", t.Plans, t.Taken, t.Asked, t.Missing),
	}
	x.aim, x.verdict = aim(t.Peak, matchMemory, "%.0f MB")
	r.add(x)
	return nil
}
