package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
)

// Aims for the write units of an order: 12 and 10 for the order itself, its delivery and its claim, 2 for the records of the audit, and 3 for the licence
// that it leaves, with its two lines of the lists.
const (
	newTenantAim = 12.0 + 2 + 3
	existingAim  = 10.0 + 2 + 3
)

// slow is how long the seller takes to provide licences in the second story.
const slow = 30 * time.Second

// units counts the write units of the table, by AWS's rule, for a webhook order with a new tenant and an API order of a tenant that has agreed.
func units(ctx context.Context, r *report, c *consumption) error {
	for _, after := range []time.Duration{0, slow} {
		w, err := begin(ctx, local.World{ProvisionAfter: after})
		if err != nil {
			return err
		}
		hook, err := delivery(0)
		if err != nil {
			return err
		}
		first, err := w.story(ctx, "webhook", hook, 1)
		if err != nil {
			return err
		}
		call, err := w.again(ctx)
		if err != nil {
			return err
		}
		second, err := w.story(ctx, "order", call, 2)
		if err != nil {
			return err
		}
		if after == 0 {
			c.write, c.read, c.workCalls = first.units.Write, first.units.Read, first.worked
			addUnits(r, "webhook order, new tenant", first.units, newTenantAim)
			addUnits(r, "API order, existing tenant", second.units, existingAim)
			addCalls(r, "API order, existing tenant", second, orderQueueAim, orderOutsideAim)
			continue
		}
		addUnits(r, fmt.Sprintf("webhook order, licences after %s", after), first.units, 0)
		addUnits(r, fmt.Sprintf("API order, licences after %s", after), second.units, 0)
	}
	return nil
}

// taken is what a story took of the table, of the queue and of the seller.
type taken struct {
	units   memory.Units
	worked  int // requests to the table that the worker made
	queue   memory.Counts
	outside []string // calls to the seller
}

// story takes an order to its end, and gives what it took.
func (w *world) story(ctx context.Context, function string, event []byte, orders int) (taken, error) {
	return w.measured(ctx, function, event, func() error { return w.finish(ctx, orders) })
}

// measured calls a function of the API and has the work done that comes of it.
func (w *world) measured(ctx context.Context, function string, event []byte, work func() error) (taken, error) {
	var t taken
	units, queue := w.Store.Units(), w.Queue.Counts()
	w.PartnerCenter.Forget()
	if err := w.send(ctx, function, event); err != nil {
		return t, err
	}
	w.Store.Observe = func(string, float64) { t.worked++ }
	defer func() { w.Store.Observe = nil }()
	if err := work(); err != nil {
		return t, err
	}
	t.units, t.queue = w.Store.Units(), w.Queue.Counts()
	for op, n := range units.By {
		t.units.By[op] -= n
	}
	t.units.Write, t.units.Read = t.units.Write-units.Write, t.units.Read-units.Read
	t.queue.Sends, t.queue.Receives, t.queue.Deletes = t.queue.Sends-queue.Sends, t.queue.Receives-queue.Receives, t.queue.Deletes-queue.Deletes
	for _, c := range w.PartnerCenter.Calls() {
		t.outside = append(t.outside, c.Method+" "+c.Path)
	}
	return t, nil
}

func addUnits(r *report, name string, u memory.Units, most float64) {
	x := row{group: groupUnits, name: "write units: " + name, figure: fmt.Sprintf("%.0f", u.Write), bound: fmt.Sprintf("%.0f read units", u.Read)}
	x.aim, x.verdict = aim(u.Write, most, "%.0f")
	r.add(x)
	r.note("Write units of a %s: %s. Read units: %s.", name, perKind(u.By, false), perKind(u.By, true))
}

// addCalls shows what a lone story takes of the queue and of the seller.
func addCalls(r *report, name string, t taken, queue, outside float64) {
	x := row{group: groupQueue, name: "SQS requests: " + name, figure: fmt.Sprintf("%.0f", requests(t.queue)), bound: counts(t.queue)}
	x.aim, x.verdict = aim(requests(t.queue), queue, "%.0f")
	r.add(x)
	x = row{group: groupOutside, name: "calls to the seller: " + name, figure: strconv.Itoa(len(t.outside)), bound: perMethod(t.outside)}
	x.aim, x.verdict = aim(float64(len(t.outside)), outside, "%.0f")
	r.add(x)
}

// perMethod counts calls by their method.
func perMethod(calls []string) string {
	n := map[string]int{}
	for _, c := range calls {
		method, _, _ := strings.Cut(c, " ")
		n[method]++
	}
	var parts []string
	for _, method := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%d %s", n[method], method))
	}
	return strings.Join(parts, ", ")
}

// perKind lists the units by operation and kind of item, the largest first.
func perKind(by map[string]float64, reads bool) string {
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		if by[a] != by[b] {
			return int(2 * (by[b] - by[a])) // units come in halves
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, op := range names {
		verb, kind, _ := strings.Cut(op, " ")
		if by[op] == 0 || (verb == "get" || verb == "query") != reads {
			continue
		}
		name := op
		if verb == "put" || verb == "get" {
			name = kind
		}
		parts = append(parts, fmt.Sprintf("%s %g", name, by[op]))
	}
	return strings.Join(parts, ", ")
}
