package main

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/functions"
)

// Public prices in dollars, of us-east-1: requests and units by the million, memory by the GB-second, logs by the GB.
const (
	priceGateway = 3.50 // a REST API
	priceInvoke  = 0.20
	priceGBs     = 0.0000133334 // arm64
	priceWrite   = 0.625
	priceRead    = 0.125
	priceQueue   = 0.50 // FIFO
	priceLogs    = 0.50
)

// What cannot be measured here is assumed.
const (
	tableCall   = 5 * time.Millisecond   // a request to AWS from within its region
	outsideCall = 300 * time.Millisecond // a request to Partner Center
	platform    = 600                    // bytes that Lambda itself logs for a call
	wholeCore   = 1769.0                 // MB of memory that come with one processor; less gives a part of one
	atOnce      = 10.0                   // orders that a worker works on at a time
)

// consumption is what one webhook order with a new tenant takes, in a burst.
type consumption struct {
	write, read float64       // units of the table
	queue       float64       // requests to the queue
	batches     float64       // calls of the worker
	logged      float64       // bytes
	outside     float64       // calls to the seller
	hook, work  time.Duration // of a processor, to acknowledge it and to work on it
	hookCalls   int           // requests to AWS that acknowledging makes
	workCalls   int           // requests to the table that working on it makes
}

// learn takes over what the burst showed. The calls to the seller are those of a lone order: the simulator remembers only so many.
func (c *consumption) learn(lone, l load) {
	c.queue, c.batches = requests(l.queue)/many, float64(l.queue.Receives)/many
	c.logged, c.outside, c.work = float64(l.logs.bytes.Load())/many, float64(lone.outside), l.worked/many
}

// gbs gives the GB-seconds of a call of a function: its work on its part of a processor, and what it waits for.
func gbs(name string, work, waits time.Duration) float64 {
	for _, f := range functions.All() {
		if f.Name == name {
			size := float64(f.MemoryMB)
			return (work.Seconds()*max(1, wholeCore/size) + waits.Seconds()) * size / 1024
		}
	}
	return 0
}

// cost gives what a million webhook orders with new tenants cost.
func cost(r *report, c consumption) {
	const million = 1e6
	hook := gbs("webhook", c.hook, time.Duration(c.hookCalls)*tableCall)
	waits := time.Duration(c.outside*float64(outsideCall)) + time.Duration(c.workCalls)*tableCall
	work := gbs("fulfil", time.Duration(atOnce*float64(c.work)), waits) / atOnce
	calls := 1 + c.batches
	logged := c.logged + platform*calls
	parts := []struct {
		name    string
		dollars float64
		formula string
	}{
		{"API Gateway", priceGateway, fmt.Sprintf("1 request x $%.2f/M (REST)", priceGateway)},
		{"Lambda calls", calls * priceInvoke, fmt.Sprintf("(1 + %.2f) x $%.2f/M", c.batches, priceInvoke)},
		{"Lambda webhook", hook * million * priceGBs, fmt.Sprintf("%.4f GB-s x $%.2f/M", hook, priceGBs*million)},
		{"Lambda worker", work * million * priceGBs, fmt.Sprintf("%.4f GB-s x $%.2f/M", work, priceGBs*million)},
		{"table writes", c.write * priceWrite, fmt.Sprintf("%.0f units x $%.3f/M", c.write, priceWrite)},
		{"table reads", c.read * priceRead, fmt.Sprintf("%.0f units x $%.3f/M", c.read, priceRead)},
		{"queue", c.queue * priceQueue, fmt.Sprintf("%.2f requests x $%.2f/M (FIFO)", c.queue, priceQueue)},
		{"logs", logged * million / 1e9 * priceLogs, fmt.Sprintf("%.0f bytes x $%.2f/GB", logged, priceLogs)},
	}
	total := 0.0
	for _, p := range parts {
		total += p.dollars
		r.add(row{group: groupCost, name: "cost of a million orders: " + p.name, figure: fmt.Sprintf("$%.2f", p.dollars), bound: p.formula, aim: "shown"})
	}
	r.add(row{group: groupCost, name: "cost of a million orders", figure: fmt.Sprintf("$%.2f", total), bound: "the sum", aim: "shown"})
	r.note("Cost, for webhook orders with a new tenant in bursts: GB-s of a call = (CPU x %.0f MB / MemoryMB + waits) x MemoryMB / 1024. CPU is measured (webhook %s a call; worker %s an order,"+
		" simulators included); assumed are %s for each of the webhook's %d and the worker's %d requests to AWS, %s for each of the %.0f calls to the seller, %.0f orders at a time, %d bytes of Lambda's own log a call.",
		wholeCore, ms(c.hook), ms(c.work), tableCall, c.hookCalls, c.workCalls, outsideCall, c.outside, atOnce, platform)
	r.note("Cost, not in the sum: $0.40 a month for each secret, and every new tenant's administrator is one; traces; what runs without orders (the schedule, empty receives, alarms).")
}
