package app

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
)

// Price builds the function behind price sheets, plans and prices.
func Price(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	files, err := e.openFiles()
	if err != nil {
		return nil, err
	}
	d, err := e.priceDesk(t, files)
	if err != nil {
		return nil, err
	}
	c := priceCounter{env: e, table: t, prices: auditedPrices{t.Prices(), e.trail(t)}, files: files, desk: d}
	answer := func(operation, scope string, call edge.Call) lambda.Handler {
		return edge.HTTP(edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}, called(call))
	}
	const all, one, plans = "/v1/partners/{partner_id}/prices", "/v1/partners/{partner_id}/prices/imports/{import_id}", "/v1/partners/{partner_id}/plans"
	return edge.Routes(map[string]lambda.Handler{
		"POST " + all + "/imports":                     answer("createPriceImport", scopePricesWrite, c.announce),
		"GET " + all + "/imports":                      answer("listPriceImports", scopePricesRead, c.list),
		"GET " + one:                                   answer("getPriceImport", scopePricesRead, c.show),
		"GET " + one + "/rejects":                      answer("getPriceRejects", scopePricesRead, c.rejects),
		"POST " + one + "/approve":                     answer("approvePriceImport", scopePricesWrite, c.approve),
		"POST " + one + "/reject":                      answer("rejectPriceImport", scopePricesWrite, c.reject),
		"GET " + one + "/diff":                         answer("getPriceDiff", scopePricesRead, c.diff),
		"GET " + all + "/lists":                        answer("listPriceLists", scopePricesRead, c.lists),
		"GET " + one + "/diff/file":                    answer("getPriceDiffFile", scopePricesRead, c.diffFile),
		"GET " + one + "/preview":                      answer("previewPrices", scopePricesRead, c.preview),
		"GET " + all + "/explain":                      answer("explainPrice", scopePricesRead, c.explain),
		"GET " + all + "/offers":                       answer("listOffers", scopePricesRead, c.offers),
		"GET " + all + "/offers/{product_id}/{sku_id}": answer("getOffer", scopePricesRead, c.offer),
		"PUT " + all + "/offers/{product_id}/{sku_id}": answer("setOffer", scopePricesWrite, c.name),
		"GET " + plans:                                 answer("listPlans", scopePricesRead, c.plans),
		"GET " + plans + "/{plan_id}":                  answer("getPlan", scopePricesRead, c.plan),
		"PUT " + plans + "/{plan_id}":                  answer("putPlan", scopePricesWrite, c.putPlan),
		"POST " + all + "/rollback":                    answer("rollbackPrices", scopePricesWrite, c.rollback),
	}), nil
}

// priceCounter answers what is asked of prices.
type priceCounter struct {
	env    *Env
	table  *table.Table
	prices auditedPrices
	files  Files
	desk   *price.Desk
}

// linkLife is for how long a link to a file is good.
const linkLife = time.Hour

func (c priceCounter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, err := c.prices.Import(ctx, r.Partner, r.Path["import_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownImport{Import: i}, Note: string(i.State)}, nil
}

// shownImport is what callers see of an import: all but how it is kept.
type shownImport struct {
	price.Import

	Version *struct{} `json:"version,omitempty"`
	Object  *struct{} `json:"object,omitempty"`
	Attempt *struct{} `json:"attempt,omitempty"`
}

type importPage struct {
	Imports []shownImport `json:"imports"`
	Next    string        `json:"next,omitempty"`
}

func (c priceCounter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.prices.Imports(ctx, r.Partner, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := importPage{Imports: []shownImport{}, Next: next}
	for _, i := range found {
		page.Imports = append(page.Imports, shownImport{Import: i})
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

type priceLists struct {
	Lists []shownPointer `json:"lists"`
}

// shownPointer is what callers see of a pointer.
type shownPointer struct {
	price.Pointer

	Entries []shownUse `json:"entries"`
}

type shownUse struct {
	price.Entry

	Trace *struct{} `json:"trace,omitempty"`
}

func shownList(p price.Pointer) shownPointer {
	out := shownPointer{Pointer: p, Entries: []shownUse{}}
	for _, e := range p.Entries {
		out.Entries = append(out.Entries, shownUse{Entry: e})
	}
	return out
}

func (c priceCounter) lists(ctx context.Context, r edge.Request) (edge.Answer, error) {
	found, err := c.prices.Pointers(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	all := priceLists{Lists: []shownPointer{}}
	for _, p := range found {
		all.Lists = append(all.Lists, shownList(p))
	}
	return edge.Answer{Status: http.StatusOK, Body: all}, nil
}

// priceFile is a link to a file.
type priceFile struct {
	URL   string    `json:"url"`
	Until time.Time `json:"until"`
}

func (c priceCounter) rejects(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, err := c.prices.Import(ctx, r.Partner, r.Path["import_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	if i.Reading.Rejected == 0 {
		return edge.Answer{}, fault.NotFound.Errorf("no row of this sheet was rejected")
	}
	return c.link(ctx, price.RejectsBlob(r.Partner, i.ID), "rejects.csv")
}

func (c priceCounter) link(ctx context.Context, name, as string) (edge.Answer, error) {
	l, err := c.files.Download(ctx, name, as, linkLife)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: priceFile{URL: l.URL, Until: l.Until}}, nil
}
