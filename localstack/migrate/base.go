package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"

	"github.com/seatwright/seatwright/shared/api"
)

// read has the customers read, and shows how far that is.
func (c client) read(ctx context.Context) error {
	if err := c.prices(ctx); err != nil {
		return err
	}
	var r api.Reading
	if err := c.call(ctx, http.MethodPost, "/base", map[string]bool{}, &r); err != nil {
		return err
	}
	if err := until(ctx, func() (bool, error) {
		err := c.call(ctx, http.MethodGet, "/base", nil, &r)
		fmt.Fprintf(c.out, "\r%d customers with %d services read ", r.Customers, r.Services)
		return r.Done, err
	}); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "\n%d without a change since the reading before, %d gone\n", r.Kept, r.Gone)
	if r.Whole != nil {
		fmt.Fprintf(c.out, "everything was read: %s\n", *r.Whole)
	}
	return nil
}

// match shows which plan each offer is of, and answers what is not decided.
func (c client) match(ctx context.Context, answer bool) error {
	var all api.Matches
	if err := c.call(ctx, http.MethodGet, "/matches", nil, &all); err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "OFFER\tID\tSERVICES\tCUSTOMERS\tVERDICT\tPLAN")
	for _, m := range all.Matches {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\t%s\n", m.Name, m.Of, m.Services, m.Customers, m.Verdict, value(m.Plan))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	open := 0
	for i := range all.Matches {
		m := &all.Matches[i]
		if m.Verdict != "asked" && m.Verdict != "missing" || len(value(m.Nearest)) == 0 {
			continue
		}
		open++
		near := (*m.Nearest)[0]
		fmt.Fprintf(c.out, "\n%s: the nearest plan is %s, %.1f %% sure: %s\n", m.Name, near.Plan, float64(near.Confidence)/10, strings.Join(near.Evidence, "; "))
		if answer {
			if err := c.answer(ctx, m.Id, near.Plan); err != nil {
				return err
			}
		}
	}
	if open > 0 && !answer {
		fmt.Fprintln(c.out, "\nTake the nearest plans with: -answer match")
	}
	return nil
}

// answer says which plan an offer is.
func (c client) answer(ctx context.Context, match, plan string) error {
	err := c.call(ctx, http.MethodPut, "/matches/"+match+"/answer", map[string]string{"plan": plan}, nil)
	if err == nil {
		fmt.Fprintln(c.out, "  answered: it is; the answer is remembered as a rule")
	}
	return err
}
