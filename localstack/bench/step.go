package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
)

// Each step is made so often, one at a time. The aim is how much longer than the median the slowest in a hundred may take.
const (
	turns   = 400
	tailAim = 20.0
)

// lap is what a step took of a processor each time.
type lap struct {
	name string
	took []time.Duration
}

// steps measures the steps of an order and of its licence's changes: the call that takes something in, and the worker that does it. Nothing waits in the
// world of the bench, so that all of it is work, the simulators' too.
func steps(ctx context.Context, r *report) error {
	w, err := begin(ctx, local.World{})
	if err != nil {
		return err
	}
	laps := make([]lap, 6)
	for n := range turns {
		event, err := delivery(n + 1)
		if err != nil {
			return err
		}
		if err := w.step(ctx, laps[:2], "a webhook order", "webhook", event); err != nil {
			return err
		}
	}
	if err := w.each(ctx, laps[2:4], "a seat more", "subscription.seats.delta"); err != nil {
		return err
	}
	if err := w.each(ctx, laps[4:], "a cancel", "subscription.cancel"); err != nil {
		return err
	}
	for _, l := range laps {
		if len(l.took) != turns {
			return fmt.Errorf("%s: %d times, want %d", l.name, len(l.took), turns)
		}
		slices.Sort(l.took)
		half, tail := l.took[turns/2], l.took[turns*99/100]
		x := row{group: groupWhole, name: l.name + ", p99 by p50", figure: ms(tail), bound: ms(half), ratio: fmt.Sprintf("%.1f", ratio(tail, half))}
		x.aim, x.verdict = aim(ratio(tail, half), tailAim, "%.0f")
		r.add(x)
	}
	r.note("Steps: %d of each, one at a time, in one process with the simulators.", turns)
	return nil
}

// each makes a change of every licence that there is.
func (w *world) each(ctx context.Context, laps []lap, name, sample string) error {
	for n, s := range w.PartnerCenter.Subscriptions() {
		event, err := w.change(ctx, sample, s.ID, fmt.Sprintf("%s-%d", sample, n))
		if err != nil {
			return err
		}
		if err := w.step(ctx, laps, name, "subscription", event); err != nil {
			return err
		}
	}
	return nil
}

// step has something taken in and worked on, and notes what each took of a processor: who else uses the machine does not matter then.
func (w *world) step(ctx context.Context, laps []lap, name, function string, event []byte) error {
	for i, do := range []func() error{
		func() error { return w.send(ctx, function, event) },
		func() error { return w.Drain(ctx) },
	} {
		before, err := spent()
		if err != nil {
			return err
		}
		if err := do(); err != nil {
			return err
		}
		after, err := spent()
		if err != nil {
			return err
		}
		laps[i].name = name + []string{" taken in", " worked on"}[i]
		laps[i].took = append(laps[i].took, after-before)
	}
	return nil
}
