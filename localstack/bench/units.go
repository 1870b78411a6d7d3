package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
)

// Aims for the write units of an order.
const (
	newTenantAim = 12.0
	existingAim  = 10.0
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
		first, requests, err := w.story(ctx, "webhook", hook, 1)
		if err != nil {
			return err
		}
		call, err := w.again(ctx)
		if err != nil {
			return err
		}
		second, _, err := w.story(ctx, "order", call, 2)
		if err != nil {
			return err
		}
		if after == 0 {
			c.write, c.read, c.workCalls = first.Write, first.Read, requests
			addUnits(r, "webhook order, new tenant", first, newTenantAim)
			addUnits(r, "API order, existing tenant", second, existingAim)
			continue
		}
		addUnits(r, fmt.Sprintf("webhook order, licences after %s", after), first, 0)
		addUnits(r, fmt.Sprintf("API order, licences after %s", after), second, 0)
	}
	return nil
}

// story takes an order to its end, and gives the units that it took and how many requests the worker made for it.
func (w *world) story(ctx context.Context, function string, event []byte, orders int) (u memory.Units, worked int, err error) {
	before := w.Store.Units()
	if err := w.send(ctx, function, event); err != nil {
		return u, 0, err
	}
	w.Store.Observe = func(string, float64) { worked++ }
	defer func() { w.Store.Observe = nil }()
	if err := w.finish(ctx, orders); err != nil {
		return u, 0, err
	}
	u = w.Store.Units()
	for op, n := range before.By {
		u.By[op] -= n
	}
	u.Write, u.Read = u.Write-before.Write, u.Read-before.Read
	return u, worked, nil
}

func addUnits(r *report, name string, u memory.Units, most float64) {
	x := row{group: groupUnits, name: "write units: " + name, figure: fmt.Sprintf("%.0f", u.Write), bound: fmt.Sprintf("%.0f read units", u.Read)}
	x.aim, x.verdict = aim(u.Write, most, "%.0f")
	r.add(x)
	r.note("Write units of a %s: %s. Read units: %s.", name, perKind(u.By, false), perKind(u.By, true))
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
