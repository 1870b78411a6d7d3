package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/status"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
)

// A burst has so many orders. The aim is in requests to the queue for each.
const (
	many     = 1000
	queueAim = 2.6
)

// load is what a burst took.
type load struct {
	queue         memory.Counts
	taken, worked time.Duration // of a processor: until all were taken in, and from there to the end
	logs          *counter
	outside       int     // calls to the seller
	peak          float64 // MB
}

// burst delivers many orders and then works on all of them. A lone order is measured beside it.
func burst(ctx context.Context, r *report, c *consumption) error {
	lone, err := flood(ctx, 1)
	if err != nil {
		return err
	}
	l, err := flood(ctx, many)
	if err != nil {
		return err
	}
	each := requests(l.queue) / many
	x := row{group: groupQueue, name: fmt.Sprintf("SQS requests an order, burst of %d", many), figure: fmt.Sprintf("%.2f", each), bound: counts(l.queue)}
	x.aim, x.verdict = aim(each, queueAim, "%.1f")
	r.add(x)
	r.add(row{group: groupQueue, name: "SQS requests of a lone order", figure: fmt.Sprintf("%.0f", requests(lone.queue)), bound: counts(lone.queue), aim: "shown"})
	total := l.taken + l.worked
	r.add(row{
		group: groupWhole, name: "orders a CPU-second, all in one process", figure: fmt.Sprintf("%.0f", many/total.Seconds()), aim: "shown",
		bound: fmt.Sprintf("%s taking in, %s working", ms(l.taken/many), ms(l.worked/many)),
	})
	r.add(row{group: groupWhole, name: "peak memory of that process", figure: fmt.Sprintf("%.0f MB", l.peak), bound: fmt.Sprintf("%d orders held", many), aim: "shown"})
	r.note("The burst runs in virtual time: nothing waits, and the simulators' own work is in its time.")
	c.learn(lone, l)
	return nil
}

// flood plays a burst in a system of its own.
func flood(ctx context.Context, orders int) (load, error) {
	w, err := begin(ctx, local.World{})
	if err != nil {
		return load{}, err
	}
	l := load{logs: w.logs}
	before, err := spent()
	if err != nil {
		return l, err
	}
	for n := range orders {
		event, err := delivery(n + 1)
		if err != nil {
			return l, err
		}
		if err := w.send(ctx, "webhook", event); err != nil {
			return l, err
		}
	}
	between, err := spent()
	if err != nil {
		return l, err
	}
	if err := w.Drain(ctx); err != nil {
		return l, err
	}
	after, err := spent()
	if err != nil {
		return l, err
	}
	l.queue, l.taken, l.worked = w.Queue.Counts(), between-before, after-between
	l.outside = len(w.PartnerCenter.Calls())
	if l.peak, err = status.Memory("self", "VmHWM"); err != nil {
		return l, err
	}
	return l, w.finish(ctx, orders)
}

// spent gives the time that this process has run on a processor.
func spent() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// requests counts what AWS bills, without empty receives: how many of those there are depends on the poller and not on the orders.
func requests(c memory.Counts) float64 { return float64(c.Sends + c.Receives + c.Deletes) }

func counts(c memory.Counts) string {
	return fmt.Sprintf("%d sends, %d receives, %d deletes", c.Sends, c.Receives, c.Deletes)
}
