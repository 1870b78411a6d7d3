package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"text/tabwriter"

	"github.com/seatwright/seatwright/shared/api"
)

// diff prints what a sheet changes: its first lines, and how many there are.
func (c client) diff(ctx context.Context, i imported) ([]api.PriceDiffLine, error) {
	var d api.PriceDiff
	if _, err := c.call(ctx, http.MethodGet, "/prices/imports/"+i.ID+"/diff", nil, nil, &d); err != nil {
		return nil, err
	}
	s := d.Diff
	fmt.Fprintf(c.out, "\nAgainst the month before: %d new, %d withdrawn, %d up, %d down, %d otherwise changed, %d the same. The first of them:\n\n",
		number(s.New), number(s.Withdrawn), number(s.Up), number(s.Down), number(s.Altered), number(s.Same))
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "  CHANGE\tOFFER\tTERM\tBILLING\tSEGMENT\tCOST BEFORE\tCOST AFTER\tPERCENT")
	const most = 12
	for n, l := range d.Lines {
		if n == most {
			break
		}
		fmt.Fprintf(w, "  %s\t%s:%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Move, l.ProductId, text(l.SkuId), text(l.TermDuration), text(l.BillingPlan), text(l.Segment),
			text(l.CostBefore), text(l.CostAfter), text(l.Percent))
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var f struct {
		URL string `json:"url"`
	}
	if _, err := c.call(ctx, http.MethodGet, "/prices/imports/"+i.ID+"/diff/file", nil, nil, &f); err != nil {
		return nil, err
	}
	fmt.Fprintf(c.out, "\nAll of them as a workbook:\n\n  curl -s -o changes.xlsx '%s'\n", f.URL)
	return d.Lines, nil
}

// plan gives the partner a plan, unless there is one.
func (c client) plan(ctx context.Context) error {
	percent, limit := "20", "0"
	p := api.NewPlan{Name: "Standard", MaxOverList: &limit, Rules: []api.PlanRule{{Id: "all", Way: api.Markup, Percent: &percent}}}
	status, err := c.call(ctx, http.MethodPut, "/plans/default?reason=first", map[string]string{"If-None-Match": "*"}, p, nil)
	if status == http.StatusPreconditionFailed {
		return nil
	}
	fmt.Fprintln(c.out, "\nThe plan named default: a markup of 20 % on the cost, never above the price that Microsoft suggests.")
	return err
}

// explain explains the price of the first offer that costs more by now.
func (c client) explain(ctx context.Context, lines []api.PriceDiffLine) error {
	for _, l := range lines {
		if l.Move != "up" && l.Move != "down" || l.SeatsFrom != nil {
			continue
		}
		q := url.Values{"product_id": {l.ProductId}, "quantity": {"10"}}
		for name, v := range map[string]*string{"sku_id": l.SkuId, "term_duration": l.TermDuration, "billing_plan": l.BillingPlan, "segment": l.Segment} {
			if v != nil {
				q.Set(name, *v)
			}
		}
		var e api.PriceExplanation
		if _, err := c.call(ctx, http.MethodGet, "/prices/explain?"+q.Encode(), nil, nil, &e); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "\nWhy a seat of %s costs %s %s:\n\n", text(e.Product), e.Price, e.Currency)
		for _, s := range e.Steps {
			fmt.Fprintf(c.out, "  %-8s  %s\n", s.Step, s.Text)
		}
		fmt.Fprintf(c.out, "\n  markup %s %%, margin %s %%\n", e.MarkupPercent, e.MarginPercent)
		return nil
	}
	return errors.New("no price of the first page rose or fell")
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
