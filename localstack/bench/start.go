package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/seatwright/seatwright/functions"
)

// rounds is how often each program is started; one more comes first and is dropped.
const rounds = 41

// startAim is for the functions that somebody waits for.
const startAim = 2.0

// hot reports whether a caller waits for the function.
func hot(f functions.Function) bool { return len(f.Operations) > 0 }

// starts measures the time from a program's start to its first request for an event: each function, and a program that only answers.
// All of them take turns, so that a slow moment of the machine is everybody's.
func starts(ctx context.Context, r *report) error {
	_, server, endpoint, err := openServices(ctx, nil, "")
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // nobody is served any more
	took := map[string][]time.Duration{}
	for round := range rounds + 1 {
		for _, f := range append([]functions.Function{{Name: "bench-bare"}}, functions.All()...) {
			d, err := start(ctx, f, endpoint)
			if err != nil {
				return err
			}
			if round > 0 {
				took[f.Name] = append(took[f.Name], d)
			}
		}
	}
	bare := median(took["bench-bare"])
	for _, f := range functions.All() {
		own, most := median(took[f.Name]), 0.0
		if hot(f) {
			most = startAim
		}
		x := row{group: groupStart, name: "start of " + f.Name, figure: ms(own), bound: ms(bare) + " bare", ratio: fmt.Sprintf("%.2f", ratio(own, bare))}
		x.aim, x.verdict = aim(ratio(own, bare), most, "%.1f")
		r.add(x)
	}
	r.note("Start: from exec to the first GET .../invocation/next, medians of %d starts each, taking turns; bare is aws-lambda-go without the SDK (range %s to %s).",
		rounds, ms(slices.Min(took["bench-bare"])), ms(slices.Max(took["bench-bare"])))
	return nil
}

// start starts a function once.
func start(ctx context.Context, f functions.Function, endpoint string) (time.Duration, error) {
	p, err := launch(ctx, io.Discard, bootstrap(runtime.GOARCH, f.Name), environment(f, endpoint))
	if err != nil {
		return 0, err
	}
	defer p.stop()
	at, err := p.api.started(ctx, p)
	return at.Sub(p.began), err
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }
