// Plan makes plans of zones and keeps all of them in memory, in a process of its own so that its memory can be measured: `make bench` runs it.
//
//	plan N    plans N zones
//
// It prints how many there are, and the most memory that it had, as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"github.com/seatwright/seatwright/localstack/bench/status"
	"github.com/seatwright/seatwright/localstack/bench/zone"
	"github.com/seatwright/seatwright/shared/dns"
)

// figures is what is printed.
type figures struct {
	Plans, Items int
	Peak         float64 // MB (10^6 bytes)
}

func main() {
	f, err := run(context.Background(), os.Args[1:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "plan:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (figures, error) {
	var f figures
	if len(args) != 1 {
		return f, fmt.Errorf("%d arguments: want how many", len(args))
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return f, err
	}
	all := make([]dns.Plan, n)
	for i := range all {
		if all[i], err = zone.Plan(ctx, zone.Rows(i), zone.Facts(i)); err != nil {
			return f, err
		}
	}
	if f.Peak, err = status.Memory("self", "VmHWM"); err != nil {
		return f, err
	}
	f.Plans = n
	for _, p := range all { // all of them are still there
		f.Items += len(p.Items)
	}
	return f, nil
}
