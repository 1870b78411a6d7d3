package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/rush"
)

// A busy day of a shop: three messages for each order that is bought, and more for those that change. It comes to ten thousand.
const (
	dayOrders = 2625
	dayTwice  = 5  // of a hundred
	dayLate   = 10 // of a hundred
	dayFails  = 10 // of a hundred tries to write
	dayTries  = 3  // of each, as the SDK makes
)

// shops plays a busy day twice: as it is, and with a table that fails.
func shops(ctx context.Context, r *report) error {
	for _, day := range []struct {
		name  string
		fails int
	}{{"a shop's day", 0}, {"the same with a table that fails", dayFails}} {
		before, err := spent()
		if err != nil {
			return err
		}
		o, err := rush.Play(ctx, rush.Day{Orders: dayOrders, Twice: dayTwice, Late: dayLate, Fails: day.fails, Tries: dayTries})
		if err != nil {
			return err
		}
		after, err := spent()
		if err != nil {
			return err
		}
		of := fmt.Sprintf("%d messages, %d twice, %d overtaken", o.Sent, o.Twice, o.Overtaken)
		harm := o.Lost + o.Doubled + o.Wrong + o.Waiting + o.GivenUp
		x := row{group: groupShop, name: day.name + ": lost, doubled or wrong", figure: strconv.Itoa(harm), bound: of, aim: "0", verdict: "met"}
		if harm > 0 {
			x.verdict = "NOT MET"
		}
		r.add(x)
		r.add(row{
			group: groupShop, name: day.name + ": CPU a message", figure: ms((after - before) / time.Duration(max(1, o.Attempts))),
			bound: fmt.Sprintf("%d attempts, %d tries of %d writes failed", o.Attempts, o.Failed, o.Writes), aim: "shown",
		})
		r.note("%s: %s.", day.name, o)
	}
	return nil
}
