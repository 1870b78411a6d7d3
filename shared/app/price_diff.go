package app

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// onDiff is how many lines a page of a diff has.
const onDiff = 200

// diff gives a page of what a sheet changes. Its cursor is the number of the first line: a sheet's changes stay what they are.
func (c priceCounter) diff(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	i, err := c.prices.Import(ctx, r.Partner, r.Path["import_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	d, err := c.desk.Diff(ctx, i)
	if err != nil {
		return edge.Answer{}, err
	}
	first := 0
	if after != "" {
		if first, err = strconv.Atoi(after); err != nil || first < 0 || first > d.Len() {
			return edge.Answer{}, fault.Malformed.Errorf("the cursor is not the next of a page of this list")
		}
	}
	s := d.Summary
	page := api.PriceDiff{Import: i.ID, Currency: i.List.Currency, Lines: []api.PriceDiffLine{}}
	page.Diff.New, page.Diff.Withdrawn, page.Diff.Up = &s.New, &s.Withdrawn, &s.Up
	page.Diff.Down, page.Diff.Altered, page.Diff.Same = &s.Down, &s.Altered, &s.Same
	for n := first; n < min(first+onDiff, d.Len()); n++ {
		page.Lines = append(page.Lines, shownMove(d.Line(n)))
	}
	if first+onDiff < d.Len() {
		page.Next = some(strconv.Itoa(first + onDiff))
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

func shownMove(l price.Line) api.PriceDiffLine {
	of := cmp.Or(l.New, l.Old)
	out := api.PriceDiffLine{
		Move: string(l.Move), ProductId: of.Product, SkuId: some(of.SKU), Product: titled(*of),
		TermDuration: some(of.Term), BillingPlan: some(of.Billing), Segment: some(of.Segment), SeatsFrom: some(int(of.TierMin)),
	}
	if l.Old != nil {
		out.CostBefore, out.ListBefore = some(l.Old.Cost.Text(l.Old.Currency)), some(l.Old.List.Text(l.Old.Currency))
	}
	if l.New != nil {
		out.CostAfter, out.ListAfter = some(l.New.Cost.Text(l.New.Currency)), some(l.New.List.Text(l.New.Currency))
	}
	if l.Old != nil && l.New != nil {
		const hundredth = 10_000 // of a percent, in millionths
		out.Percent = some(money.Micro(l.Points * hundredth).String())
	}
	return out
}

// titled names what is sold: often the SKU's title repeats that of the product.
func titled(r price.Row) string {
	if r.SKUTitle == "" || strings.HasPrefix(r.SKUTitle, r.ProductTitle) {
		return cmp.Or(r.SKUTitle, r.ProductTitle)
	}
	return strings.TrimSpace(r.ProductTitle + " " + r.SKUTitle)
}

// diffFile writes all that a sheet changes as a workbook, and gives a link to it. A sheet's changes stay what they are, so that the file may be written again.
func (c priceCounter) diffFile(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, err := c.prices.Import(ctx, r.Partner, r.Path["import_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	d, err := c.desk.Diff(ctx, i)
	if err != nil {
		return edge.Answer{}, err
	}
	var out bytes.Buffer
	if err := writeMoves(&out, i, d); err != nil {
		return edge.Answer{}, err
	}
	name := "prices/imports/" + r.Partner + "/" + i.ID + "/diff.xlsx"
	if err := c.files.Keep(ctx, name, out.Bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"); err != nil {
		return edge.Answer{}, err
	}
	return c.link(ctx, name, "changes "+i.ID+".xlsx")
}

func writeMoves(to *bytes.Buffer, i price.Import, d *price.Diff) error {
	w := xlsx.NewWriter(to)
	if err := w.Sheet("Changes "+i.List.Currency, "Change", "Product", "SKU", "Name", "Term", "Billing", "Segment", "Seats from", "Cost before", "Cost after", "Percent",
		"Suggested before", "Suggested after"); err != nil {
		return err
	}
	for n := range d.Len() {
		l := shownMove(d.Line(n))
		if err := w.Row(l.Move, l.ProductId, value(l.SkuId), l.Product, value(l.TermDuration), value(l.BillingPlan), value(l.Segment), value(l.SeatsFrom),
			cell(l.CostBefore), cell(l.CostAfter), cell(l.Percent), cell(l.ListBefore), cell(l.ListAfter)); err != nil {
			return err
		}
	}
	return w.Close()
}

// cell writes an amount as a number, and nothing for none.
func cell(text *string) any {
	if text == nil {
		return nil
	}
	return xlsx.Number(*text)
}
