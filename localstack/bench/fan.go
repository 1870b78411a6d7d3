package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/bench/rush"
)

// Ten thousand messages to a hundred programs of ten shops.
const (
	fanPrograms = 100
	fanSick     = 10 // are slow, and as many dead
	fanEvents   = 100
	fanEvery    = 400 * time.Millisecond
	fanAim      = 2.0 // times what the healthy programs wait without the sick ones
)

// programs tells a crowd of programs, first of healthy ones alone.
func programs(ctx context.Context, r *report) error {
	crowd := rush.Crowd{Endpoints: fanPrograms, Each: fanEvents, Every: fanEvery, Now: now}
	for _, q := range functions.Queues() {
		if q.Name == functions.EventQueue {
			crowd.Workers, crowd.Batch = q.AtOnce, q.Batch
		}
	}
	well, err := rush.Tell(ctx, crowd)
	if err != nil {
		return err
	}
	crowd.Slow, crowd.Dead = fanSick, fanSick
	beside, err := rush.Tell(ctx, crowd)
	if err != nil {
		return err
	}
	x := row{group: groupShop, name: "healthy programs: messages missing or double", figure: strconv.Itoa(beside.Missing + beside.Double), bound: fmt.Sprintf("of %d", beside.Messages), aim: "0", verdict: "met"}
	if beside.Missing+beside.Double > 0 {
		x.verdict = "NOT MET"
	}
	r.add(x)
	times := ratio(beside.P99, well.P99)
	x = row{
		group: groupShop, name: fmt.Sprintf("healthy programs beside %d slow and %d dead: p99", fanSick, fanSick), figure: ms(beside.P99),
		bound: ms(well.P99) + " without them", ratio: fmt.Sprintf("%.2f", times),
	}
	x.aim, x.verdict = aim(times, fanAim, "%.1f")
	r.add(x)
	r.note("Events of shops: the median was %s, and %s without the sick programs. This runs in real time, all in one process.", ms(beside.Median), ms(well.Median))
	return nil
}
