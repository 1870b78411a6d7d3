package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// row is one figure. Bound, ratio and aim are "" where there is none.
type row struct {
	group, name, figure, bound, ratio, aim, verdict string
}

// report collects rows and notes. Groups are printed in the order of the requirement, whatever was measured first.
type report struct {
	rows  []row
	notes []string
}

// Groups of the table.
const (
	groupStart   = "start"
	groupSize    = "size"
	groupWebhook = "webhook"
	groupUnits   = "units"
	groupQueue   = "queue"
	groupOutside = "outside"
	groupWhole   = "whole"
	groupToken   = "token"
	groupPrice   = "price"
	groupDomain  = "domain"
	groupShop    = "shop"
	groupBase    = "base"
	groupCost    = "cost"
)

func (r *report) add(x row) { r.rows = append(r.rows, x) }

func (r *report) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// aim gives what is printed of an aim and whether the value keeps it; an aim of 0 is none.
func aim(value, most float64, format string) (wanted, verdict string) {
	switch {
	case most == 0:
		return "shown", ""
	case value <= most:
		return fmt.Sprintf("<= "+format, most), "met"
	default:
		return fmt.Sprintf("<= "+format, most), "NOT MET"
	}
}

// missed counts the aims that are not met.
func (r *report) missed() int {
	n := 0
	for _, x := range r.rows {
		if x.verdict == "NOT MET" {
			n++
		}
	}
	return n
}

func (r *report) print(out io.Writer) error {
	order := []string{groupStart, groupSize, groupWebhook, groupUnits, groupQueue, groupOutside, groupWhole, groupToken, groupPrice, groupDomain, groupShop, groupBase, groupCost}
	slices.SortStableFunc(r.rows, func(a, b row) int { return slices.Index(order, a.group) - slices.Index(order, b.group) })
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHAT\tFIGURE\tBOUND OR PEER\tRATIO\tAIM\t")
	last := ""
	for _, x := range r.rows {
		if x.group != last && last != "" {
			fmt.Fprintln(w, "\t\t\t\t\t")
		}
		last = x.group
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", x.name, x.figure, x.bound, x.ratio, x.aim, x.verdict)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nAims not met: %d\n\nNotes\n", r.missed())
	for _, n := range r.notes {
		fmt.Fprintln(out, "- "+n)
	}
	return nil
}
