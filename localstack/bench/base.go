package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// A base has so many customers, and each three subscriptions. Where much goes wrong it is a smaller one.
const (
	baseSize     = 10_000
	baseSick     = 500
	baseServices = 3
	sendsAim     = 0.11
	refusedAim   = 1.0 // of a hundred calls
	timeAim      = 1.2
	lagAim       = 2.0 // seconds
)

// bases takes a base over, and another one while much goes wrong.
func bases(ctx context.Context, r *report) error {
	well, err := walk(ctx, baseSize, false)
	if err != nil {
		return err
	}
	well.report(r)
	sick, err := walk(ctx, baseSick, true)
	if err != nil {
		return err
	}
	r.add(sick.whole(fmt.Sprintf("%d customers where much goes wrong: not done, or not once", baseSick),
		fmt.Sprintf("%.1f %% of calls failed, %d deaths, %d messages twice", share(sick.failed, sick.total), sick.seam.Hits(), sick.twice)))
	return nil
}

// whole says whether every customer is done, once.
func (w *walked) whole(name, beside string) row {
	x := row{group: groupBase, name: name, figure: strconv.Itoa(w.bad), bound: beside, aim: "0", verdict: "met"}
	if w.bad > 0 {
		x.verdict = "NOT MET"
	}
	return x
}

func share(part, of int) float64 { return 100 * float64(part) / float64(max(of, 1)) }

// walked is a base that was taken over.
type walked struct {
	*trek

	size    int
	taps    *tap
	run     span
	reading time.Duration // that the reading took, in virtual time
	running time.Duration
	cpu     time.Duration
	bad     int // customers that are not done, and services that are not ours once
}

// walk takes a base over from the reading to the end.
func walk(ctx context.Context, size int, sick bool) (*walked, error) {
	seam, taps := local.NewSeam(), &tap{}
	e, err := zonesOpen(ctx, local.Options{Seam: seam, World: local.World{Throttle: partnercenter.DocumentedThrottle}, Store: func(s store.Store) store.Store {
		taps.Store = s
		return taps
	}})
	if err != nil {
		return nil, err
	}
	defer e.DNS.Close()                                                                                                                                                      //nolint:errcheck // nobody asks any more
	t := &trek{estate: e, seam: seam, dice: rand.New(rand.NewPCG(1, 2)), calls: map[string]int{}, kept: table.Open(e.Store, e.clock.Now).Migrations(), fired: e.clock.Now()} //nolint:gosec // the same fates each time
	f, err := e.Seed()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(t.people(string(f.Partners[0].Tenant), size, size*baseServices), t.prices(ctx)); err != nil {
		return nil, err
	}
	if t.sick = sick; sick {
		if err := t.failing(size); err != nil {
			return nil, err
		}
	}
	w := &walked{trek: t, size: size}
	before, err := spent()
	if err != nil {
		return nil, err
	}
	w.taps = taps
	taps.full = t.count
	if err := w.way(ctx); err != nil {
		return nil, err
	}
	after, err := spent()
	if err != nil {
		return nil, err
	}
	w.cpu = after - before
	return w, w.check(ctx)
}

// way reads, computes and runs.
func (w *walked) way(ctx context.Context) error {
	began := w.clock.Now()
	var g struct{ Done bool }
	if err := w.tell(ctx, http.MethodPost, "/base", "{}", nil); err != nil {
		return err
	}
	if err := w.pump(ctx, func() (bool, error) { return g.Done, w.tell(ctx, http.MethodGet, "/base", "", &g) }); err != nil {
		return err
	}
	w.taps.full = nil
	w.reading = w.clock.Now().Sub(began)
	var d struct{ ID, State, Hash string }
	if err := w.tell(ctx, http.MethodPost, "/forecasts", "", &d); err != nil {
		return err
	}
	if err := w.pump(ctx, func() (bool, error) {
		return d.State != "computing", w.tell(ctx, http.MethodGet, "/forecasts/"+d.ID, "", &d)
	}); err != nil {
		return err
	}
	mark := w.Migrations.Counts()
	began = w.clock.Now()
	var m struct{ ID, State string }
	waves := `{"forecast":"` + d.Hash + `","waves":[{"count":100,"failed_per_mille":1000},{"failed_per_mille":1000}]}`
	if err := w.tell(ctx, http.MethodPost, "/migrations", waves, &m); err != nil {
		return err
	}
	w.id = m.ID
	if err := w.pump(ctx, func() (bool, error) {
		return m.State == string(migration.HeadOver), w.tell(ctx, http.MethodGet, "/migrations/"+m.ID, "", &m)
	}); err != nil {
		return err
	}
	w.running = w.clock.Now().Sub(began)
	w.run.queue = minus(w.Migrations.Counts(), mark)
	return nil
}

func minus(a, b memory.Counts) memory.Counts {
	return memory.Counts{Sends: a.Sends - b.Sends, Receives: a.Receives - b.Receives, Deletes: a.Deletes - b.Deletes}
}

// check counts what is not as it should be: each customer done, each service ours once, and the counters those of the customers.
func (w *walked) check(ctx context.Context) error {
	done, services, owned := 0, 0, 0
	items := func(after string) (string, error) {
		page, next, err := w.kept.ItemPage(ctx, w.id, nil, after, 100)
		for i := range page {
			if page[i].State == migration.Done {
				done++
			}
			services += len(page[i].Tasks)
		}
		return next, err
	}
	ours := func(after string) (string, error) {
		page, next, err := w.kept.AllOwned(ctx, samplePartner, after, 100)
		owned += len(page)
		return next, err
	}
	if err := errors.Join(pages(items), pages(ours)); err != nil {
		return err
	}
	w.bad = w.size - done + max(services-owned, owned-services) + w.wrong
	_, differs, err := migration.Recount(ctx, w.kept, w.kept, w.id)
	if differs != "" {
		w.bad++
	}
	return err
}

// pages goes through a list to its end.
func pages(page func(after string) (string, error)) error {
	for after := ""; ; {
		next, err := page(after)
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

func (w *walked) report(r *report) {
	n := float64(w.size)
	q := w.run.queue
	name := fmt.Sprintf("%d customers, %d subscriptions", w.size, w.size*baseServices)
	x := row{group: groupBase, name: "SQS sends a customer", figure: fmt.Sprintf("%.3f", float64(q.Sends)/n), bound: fmt.Sprintf("%.2f receives, %.2f deletes", float64(q.Receives)/n, float64(q.Deletes)/n)}
	x.aim, x.verdict = aim(float64(q.Sends)/n, sendsAim, "%.2f")
	r.add(x)
	x = row{group: groupBase, name: name + ": calls refused", figure: fmt.Sprintf("%.2f %%", share(w.denied, w.total)), bound: fmt.Sprintf("of %d", w.total)}
	x.aim, x.verdict = aim(share(w.denied, w.total), refusedAim, "%.0f %%")
	r.add(x)
	busiest := ""
	for about, calls := range w.calls {
		if calls > w.calls[busiest] {
			busiest = about
		}
	}
	allowed := max(time.Duration(w.calls[busiest])*time.Minute/partnercenter.DocumentedThrottle, time.Minute)
	took := w.reading + w.running
	x = row{group: groupBase, name: name + ": time", figure: minutes(took), bound: fmt.Sprintf("%s for %d calls about one thing", minutes(allowed), w.calls[busiest]), ratio: fmt.Sprintf("%.2f", ratio(took, allowed))}
	x.aim, x.verdict = aim(ratio(took, allowed), timeAim, "%.1f")
	r.add(x)
	r.add(w.whole(name+": not done, or not once", ms(w.cpu/time.Duration(w.size))+" CPU a customer"))
	x = row{group: groupBase, name: "a change in progress: slowest answer", figure: ms(w.slow), bound: fmt.Sprintf("%d answers said something else than the customers", w.wrong)}
	x.aim, x.verdict = aim(w.slow.Seconds(), lagAim, "%.0f s")
	if w.wrong > 0 {
		x.verdict = "NOT MET"
	}
	r.add(x)
	r.note("The base: read in %s and run in %s of virtual time, in which answers take none: Microsoft documents 500 calls a minute for a partner and for each pair of partner and customer, and the "+
		"simulator counts so; most calls are about one customer. %s.", minutes(w.reading), minutes(w.running), strings.TrimSpace(counts(q)))
}

func minutes(d time.Duration) string { return fmt.Sprintf("%.1f min", d.Minutes()) }
