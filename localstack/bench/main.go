// Bench is `make bench`: what the functions cost, in one table, each figure beside a bound or a peer that is measured in the same run.
//
//	start.go    start of each function, against a program that does nothing     size.go     zipped sizes
//	webhook.go  a webhook acknowledged, against one written by hand             units.go    write units of the table
//	burst.go    a burst of orders: requests to the queue, processor, memory     cost.go     a million orders in dollars
//	token.go    tokens for many at once, and one that is there    secret.go  calls of a refresh
//	csv.go      a price sheet in CSV, typed and checked        money.go    one price, from text to text
//	runtime.go  Lambda's Runtime API   aws.go  the services, on loopback        process.go  programs and what they use
//	month.go    a month's price sheet imported     month/     the program that does it
//	workbook.go workbooks read and written      book/      the program that does it
//	plan.go     domains planned     zone/  the zones            plan/      the program that keeps many plans
//	domain.go   one domain from its first plan to the end       crowd.go   a thousand of them through the queue
//	shop.go     a shop's busy day through the whole system      rush/  the day
//	fan.go      programs of shops that are told of events, some of them sick
//	enqueue.go  customers sent to be taken over     base.go, base_run.go    a whole base taken over
//	base_match.go    what customers have matched with plans              match/     the program that does it
//	world.go    orders for the system in one process                            report.go   the table
//
// It builds programs of its own: bare, which only answers, peer, the webhook written by hand, month, book, plan and match. Times are this machine's; the ratios
// are what holds elsewhere. Nothing here fails because a figure is missed.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// tooLong ends a bench that hangs. It takes some minutes.
const tooLong = 15 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	only := flag.String("only", "", "measure this part alone, such as \"write units\"")
	flag.Parse()
	if err := run(ctx, *only, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

// run measures everything, or one part, and prints it. The burst comes first, so that the peak of the memory is its own.
func run(ctx context.Context, only string, out, progress io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, tooLong)
	defer cancel()
	began := now()
	r := &report{}
	var c consumption
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"a burst of orders", func() error { return burst(ctx, r, &c) }},
		{"write units", func() error { return units(ctx, r, &c) }},
		{"changes of licences", func() error { return changes(ctx, r) }},
		{"steps", func() error { return steps(ctx, r) }},
		{"the programs to compare with", func() error { return build(ctx) }},
		{"sizes", func() error { return sizes(r) }},
		{"start", func() error { return starts(ctx, r) }},
		{"a webhook acknowledged", func() error { return acknowledged(ctx, r, &c) }},
		{"tokens", func() error { return tokens(ctx, r) }},
		{"a month's prices", func() error { return months(ctx, r) }},
		{"price sheets in CSV", func() error { return sheets(ctx, r) }},
		{"prices", func() error { return amounts(r) }},
		{"workbooks", func() error { return workbooks(ctx, r) }},
		{"a domain", func() error { return lone(ctx, r) }},
		{"many domains", func() error { return crowded(ctx, r) }},
		{"plans of domains", func() error { return plans(ctx, r) }},
		{"a shop's day", func() error { return shops(ctx, r) }},
		{"programs of shops", func() error { return programs(ctx, r) }},
		{"customers enqueued", func() error { return enqueued(ctx, r) }},
		{"customers matched", func() error { return matched(ctx, r) }},
		{"a base taken over", func() error { return bases(ctx, r) }},
		{"cost", func() error { cost(r, c); return nil }},
	} {
		if only != "" && only != part.name && part.name != "the programs to compare with" {
			continue
		}
		at := now()
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Fprintf(progress, "%-30s %5.1f s\n", part.name, now().Sub(at).Seconds())
	}
	r.note("The whole bench took %.0f s.", now().Sub(began).Seconds())
	return r.print(out)
}

func now() time.Time { return time.Now() } //nolint:forbidigo // what is measured here is this machine's time
