// Match matches what a reseller's customers have with the plans of a price list of usual size, in a process of its own so that its memory can be measured:
// `make bench` runs it.
//
//	match N    matches N subscriptions, one after the other
//
// It prints how many of them were recognised, and the most memory that it had, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"github.com/seatwright/seatwright/localstack/bench/status"
	"github.com/seatwright/seatwright/shared/migration"
)

// figures is what is printed.
type figures struct {
	Plans, Services, Taken, Asked, Missing int
	Peak                                   float64 // MB (10^6 bytes)
}

func main() {
	f, err := run(os.Args[1:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "match:", err)
		os.Exit(1)
	}
}

func run(args []string) (figures, error) {
	var f figures
	if len(args) != 1 {
		return f, fmt.Errorf("%d arguments: want how many", len(args))
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return f, err
	}
	plans := plans()
	f.Plans, f.Services = len(plans), n
	m := migration.NewMatcher(plans, nil, migration.Usual())
	kept := make([]migration.Match, n) // as if all answers were held until the end
	for i := range kept {
		kept[i] = m.Match(service(plans, i))
	}
	if f.Peak, err = status.Memory("self", "VmHWM"); err != nil {
		return f, err
	}
	for i := range kept {
		switch kept[i].Verdict {
		case migration.Taken:
			f.Taken++
		case migration.Asked:
			f.Asked++
		default:
			f.Missing++
		}
	}
	return f, nil
}
