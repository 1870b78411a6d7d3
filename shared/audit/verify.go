package audit

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Archive gives everything that was left.
type Archive interface {
	// Opened gives the aggregates whose chains grew on a day.
	Opened(ctx context.Context, d Day) ([]Aggregate, error)
	// Chain gives all entries of a chain, in their order. Place and aggregate are those under which an entry is kept, whatever it says itself.
	Chain(ctx context.Context, a Aggregate) ([]Entry, error)
}

// Verifier holds records, chains and roots against each other. It changes nothing.
type Verifier struct {
	Archive Archive
	Safe    Safe
	Now     func() time.Time
}

// Report is what was looked at and what is not as it was left.
type Report struct {
	Roots, Chains, Records int
	Erased                 int // records whose data of people was erased
	Last                   Day // the last day with a root; "" when there is none
	Findings               []Finding
}

// rest is how long after the end of a day its root may be missing: the sealing comes once a day.
const rest = settle + 24*time.Hour

// Verify looks at the roots from a day on, "" for all, and at every chain that they or the days since then name. The error says what could not be
// looked at; what was found is in the report.
func (v Verifier) Verify(ctx context.Context, from Day) (Report, error) {
	var report Report
	roots, err := v.roots(ctx, from, &report)
	if err != nil {
		return report, err
	}
	aggregates, err := v.aggregates(ctx, roots, &report)
	if err != nil {
		return report, err
	}
	known := newSeals(roots)
	for _, a := range aggregates {
		all, err := v.Archive.Chain(ctx, a)
		if err != nil {
			return report, err
		}
		c := newChain(a, all, known)
		c.walk(erasedThrough(all))
		slices.Reverse(c.found)
		report.Chains, report.Records, report.Erased = report.Chains+1, report.Records+len(all), report.Erased+c.erased
		report.Findings = append(report.Findings, c.found...)
	}
	return report, nil
}

// roots reads the roots from a day on, in their order, and leaves out those that say nothing that can be believed.
func (v Verifier) roots(ctx context.Context, from Day, report *Report) ([]Root, error) {
	names, err := v.Safe.List(ctx, Roots)
	if err != nil {
		return nil, err
	}
	var good []Root
	previous := ""
	for _, n := range names {
		d, hash, ok := named(n)
		if !ok || d < from {
			continue
		}
		switch {
		case report.Last == d:
			report.note(d, "there are two")
		case report.Last != "":
			for gap := report.Last.Next(); gap < d; gap = gap.Next() {
				report.note(gap, "removed")
			}
		}
		root, wrong, err := v.root(ctx, n, d, hash)
		if err != nil {
			return nil, err
		}
		report.Roots++
		switch {
		case wrong != "":
			report.note(d, wrong)
		case previous != "" && report.Last.Next() == d && root.Previous != previous:
			report.note(d, "does not stand on the root of the day before")
		default:
			good = append(good, root)
		}
		report.Last, previous = d, hash
	}
	return good, nil
}

func (v Verifier) root(ctx context.Context, name string, d Day, hash string) (Root, string, error) {
	body, err := v.Safe.Get(ctx, name)
	if fault.Of(err) == fault.NotFound {
		return Root{}, "removed", nil
	}
	if err != nil {
		return Root{}, "", err
	}
	var r Root
	read := json.Unmarshal(body, &r) == nil
	if hashOf(body) != hash || !read || r.Day != d || merkle(r.Heads) != r.Merkle {
		return r, "altered", nil
	}
	return r, "", nil
}

func (r *Report) note(d Day, text string) {
	r.Findings = append(r.Findings, Finding{Day: d, Text: text})
}

// aggregates lists the chains that roots name, those that grew on sealed days by the table, and those of the days since.
func (v Verifier) aggregates(ctx context.Context, roots []Root, report *Report) ([]Aggregate, error) {
	names := map[Aggregate]bool{}
	first := DayOf(v.Now().AddDate(0, 0, -back))
	for i, r := range roots {
		if i == 0 {
			first = r.Day
		}
		for _, h := range r.Heads {
			names[h.Aggregate] = true
		}
	}
	for d := first; d <= DayOf(v.Now()); d = d.Next() {
		grown, err := v.Archive.Opened(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, a := range grown {
			names[a] = true
		}
		late := d > report.Last && !v.Now().Before(d.Ends().Add(rest))
		if late && (report.Last != "" || len(grown) > 0) {
			report.note(d, "removed, or the day was never sealed")
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}
