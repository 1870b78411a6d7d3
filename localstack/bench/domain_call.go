package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// route gives a call's path with words for what differs from call to call.
func route(c control.Call) string {
	parts := strings.Split(strings.TrimPrefix(c.Path, "/1.0"), "/")
	const zone, row = 3, 5 // of /domain/zone/{zone}/record/{id}
	if len(parts) > zone {
		parts[zone] = "{zone}"
	}
	if len(parts) > row {
		parts[row] = "{id}"
		if strings.ContainsAny(c.Path, ",") || strings.Contains(c.Path, "%2C") {
			parts[row] = "{ids}"
		}
	}
	return strings.Join(parts, "/")
}

// perRoute counts calls, the most frequent first.
func perRoute(calls []string) string {
	n := map[string]int{}
	for _, c := range calls {
		n[c]++
	}
	names := make([]string, 0, len(n))
	for name := range n {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", n[name], name)
	}
	return strings.Join(names, ", ")
}
