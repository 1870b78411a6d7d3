package localstack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/shared/api"
)

// read has the customers read.
func (w *moving) read(ctx context.Context) error {
	var r api.Reading
	if err := w.call(ctx, http.MethodPost, "base", map[string]bool{}, &r); err != nil {
		return err
	}
	if err := w.until(ctx, "the customers are read", func() (bool, error) {
		err := w.call(ctx, http.MethodGet, "base", nil, &r)
		return r.Done, err
	}); err != nil {
		return err
	}
	if r.Customers != len(w.tenants) {
		return fmt.Errorf("%d customers are read of %d", r.Customers, len(w.tenants))
	}
	return nil
}

// match looks that everything is decided by its ids.
func (w *moving) match(ctx context.Context) error {
	var all api.Matches
	if err := w.call(ctx, http.MethodGet, "matches", nil, &all); err != nil {
		return err
	}
	for _, m := range all.Matches {
		if m.Verdict != "taken" {
			return fmt.Errorf("%s (%s) is %s", m.Name, m.Of, m.Verdict)
		}
	}
	return nil
}

// start has the migration computed, and starts what was shown with a canary.
func (w *moving) start(ctx context.Context) error {
	if err := w.c.Drain(ctx); err != nil { // everything is filled in
		return err
	}
	var f api.ForecastAnswer
	if err := w.call(ctx, http.MethodPost, "forecasts", nil, &f); err != nil {
		return err
	}
	if err := w.until(ctx, "the forecast is computed", func() (bool, error) {
		err := w.call(ctx, http.MethodGet, "forecasts/"+f.Id, nil, &f)
		return f.State != "computing", err
	}); err != nil {
		return err
	}
	if f.Hash == nil {
		return fmt.Errorf("the forecast is %s: %s", f.State, value(f.Why))
	}
	for _, x := range some(f.Expected) {
		fmt.Printf("  expected %s: %d customers\n", x.Cause, x.Customers)
	}
	waves := []map[string]int{{"count": movedCanary, "failed_per_mille": 0}, {"failed_per_mille": 0}}
	var m api.MigrationAnswer
	err := w.call(ctx, http.MethodPost, "migrations", map[string]any{"forecast": *f.Hash, "waves": waves}, &m)
	w.id = m.Id
	return err
}

// watch looks at the progress until the end, and pauses on the way.
func (w *moving) watch(ctx context.Context) error {
	return w.until(ctx, "the migration is over", func() (bool, error) {
		m, err := w.look(ctx)
		switch {
		case err != nil:
			return false, err
		case m.State == "over" && w.rested == 0:
			return false, errors.New("it was over before anybody could pause it")
		case m.State == "over":
			return true, nil
		case m.State != "preparing" && m.State != "running":
			return false, fmt.Errorf("it is %s: %s", m.State, value(m.Why))
		case w.rested == 0 && w.last.Done >= movedPause:
			return false, w.pause(ctx)
		}
		return false, nil
	})
}

// look reads the counters. None is ever less than what was done before, and together they are all customers.
func (w *moving) look(ctx context.Context) (api.MigrationAnswer, error) {
	var m api.MigrationAnswer
	if err := w.call(ctx, http.MethodGet, "migrations/"+w.id, nil, &m); err != nil {
		return m, err
	}
	t := *m.Total
	if t != w.last {
		w.shown++
	}
	if t.Done < w.last.Done || m.State != "preparing" && t.Pending+t.Working+t.Done+t.Failed+t.Cancelled != len(w.tenants) {
		return m, fmt.Errorf("the counters were %+v and are %+v", w.last, t)
	}
	if m.Wave == 0 && t.Done > movedCanary {
		return m, errors.New("others than the canary are done while it runs")
	}
	w.last = t
	return m, nil
}

// pause pauses the migration: who was begun comes to the end, and nobody else is begun. Then it goes on.
func (w *moving) pause(ctx context.Context) error {
	var m api.MigrationAnswer
	if err := w.call(ctx, http.MethodPost, "migrations/"+w.id+"/pause", nil, &m); err != nil {
		return err
	}
	if err := w.c.Drain(ctx); err != nil {
		return err
	}
	if _, err := w.look(ctx); err != nil {
		return err
	}
	w.rested = w.last.Done
	if err := wait(ctx, 3*time.Second); err != nil {
		return err
	}
	m, err := w.look(ctx)
	if err != nil {
		return err
	}
	if m.State != "paused" || w.last.Done != w.rested || w.last.Working > 0 || w.last.Pending == 0 {
		return fmt.Errorf("paused at %d done, it is %s: %+v", w.rested, m.State, w.last)
	}
	return w.call(ctx, http.MethodPost, "migrations/"+w.id+"/resume", nil, &m)
}
