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
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// onDiff is how many lines a page of a diff has.
const onDiff = 200

// diff gives a page of what a sheet changes. Its cursor is the number of the first line: a sheet's changes stay what they are.
func (c priceCounter) diff(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, d, err := c.compared(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	by, err := optional(r, "by")
	if err != nil || by != "" && by != "product" {
		return edge.Answer{}, cmp.Or(err, fault.Malformed.Errorf("want the parameter by to be product"))
	}
	s := d.Summary
	page := api.PriceDiff{Import: i.ID, Currency: i.List.Currency, Lines: []api.PriceDiffLine{}}
	page.Diff.New, page.Diff.Withdrawn, page.Diff.Up = &s.New, &s.Withdrawn, &s.Up
	page.Diff.Down, page.Diff.Altered, page.Diff.Same = &s.Down, &s.Altered, &s.Same
	if by == "product" {
		err = productsOn(&page, r, d)
	} else {
		err = c.linesOn(ctx, &page, r, d)
	}
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// onPageOf gives the numbers of what stands on the page of so many that a request asks for, and the cursor of the page behind it.
func onPageOf(r edge.Request, all int) (first, end int, next *string, err error) {
	after, err := cursor(r)
	if err != nil {
		return 0, 0, nil, err
	}
	if first, err = strconv.Atoi(cmp.Or(after, "0")); err != nil || first < 0 || first > all {
		return 0, 0, nil, fault.Malformed.Errorf("the cursor is not the next of a page of this list")
	}
	if end = min(first+onDiff, all); end < all {
		next = some(strconv.Itoa(end))
	}
	return first, end, next, nil
}

// linesOn fills a page with lines and, where the query names a plan, with what that makes of them.
func (c priceCounter) linesOn(ctx context.Context, page *api.PriceDiff, r edge.Request, d *price.Diff) error {
	first, end, next, err := onPageOf(r, d.Len())
	if err != nil {
		return err
	}
	var b *price.Book
	if len(r.Query["plan"]) > 0 {
		if b, err = c.book(ctx, r); err != nil {
			return err
		}
	}
	page.Next = next
	for n := first; n < end; n++ {
		l := shownMove(d.Line(n))
		if b != nil {
			resold(&l, d.Resale(n, b), page.Currency)
		}
		page.Lines = append(page.Lines, l)
	}
	return nil
}

// resold adds what a plan makes of a line.
func resold(l *api.PriceDiffLine, r price.Resold, currency string) {
	l.Unpriced = some(r.Why)
	if r.Old != nil {
		l.PriceBefore = new(r.Old.Price.Text(currency))
	}
	if r.New != nil {
		l.PriceAfter = new(r.New.Price.Text(currency))
	}
	if r.Old != nil && r.New != nil {
		l.PricePercent = new(percentage(r.Points))
	}
}

// productsOn fills a page with what changes by product.
func productsOn(page *api.PriceDiff, r edge.Request, d *price.Diff) error {
	all := d.Products()
	first, end, next, err := onPageOf(r, len(all))
	if err != nil {
		return err
	}
	page.Next = next
	products := []api.PriceDiffProduct{}
	for _, p := range all[first:end] {
		s := p.Summary
		out := api.PriceDiffProduct{ProductId: p.Product, Product: p.Title, New: s.New, Withdrawn: s.Withdrawn, Up: s.Up, Down: s.Down, Altered: s.Altered}
		if s.Up+s.Down > 0 {
			out.PercentLeast, out.PercentMost = new(percentage(p.Least)), new(percentage(p.Most))
		}
		products = append(products, out)
	}
	page.Products = &products
	return nil
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
		out.Percent = new(percentage(l.Points))
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

// compared gives the import that a request names, and what its sheet changes.
func (c priceCounter) compared(ctx context.Context, r edge.Request) (price.Import, *price.Diff, error) {
	i, err := c.prices.Import(ctx, r.Partner, r.Path["import_id"])
	if err != nil {
		return i, nil, err
	}
	d, err := c.desk.Diff(ctx, i)
	return i, d, err
}

// diffFile writes all that a sheet changes as a workbook, and gives a link to it. A sheet's changes stay what they are, so that the file may be written again.
func (c priceCounter) diffFile(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, d, err := c.compared(ctx, r)
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
	if err := w.Sheet("Products", "Product", "Name", "New", "Withdrawn", "Up", "Down", "Otherwise changed", "Least percent", "Most percent"); err != nil {
		return err
	}
	for _, p := range d.Products() {
		s := p.Summary
		if err := w.Row(p.Product, p.Title, s.New, s.Withdrawn, s.Up, s.Down, s.Altered, xlsx.Number(percentage(p.Least)), xlsx.Number(percentage(p.Most))); err != nil {
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
