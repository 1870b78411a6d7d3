package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/table"
)

type base struct {
	*local.System

	clock *local.Clock
	kept  table.Migrations
	k     takeovers
	id    string // of the migration
}

// prices has a price list with one plan.
func (w *base) prices(ctx context.Context) error {
	const list = "ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin," +
		"PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\n" +
		"Everything,CFQ7TTC0LCHC,0002,Everything,Microsoft,,,P1Y,Monthly,DE,EUR,216.00,,,2026-01-01T00:00:00Z,9999-11-30T00:00:00Z,License,270.00,Commercial\n"
	var made struct {
		Upload struct {
			Method, URL string
			Headers     map[string]string
		}
	}
	wish := map[string]any{"kind": "new_commerce", "month": "2026-11", "file": "sheet.csv", "size": len(list), "media_type": "text/csv"}
	if err := w.call(ctx, http.MethodPost, "prices/imports", wish, &made); err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, made.Upload.Method, made.Upload.URL, strings.NewReader(list))
	if err != nil {
		return err
	}
	for name, v := range made.Upload.Headers {
		r.Header.Set(name, v)
	}
	if code := served(w.Files, r); code != http.StatusOK {
		return fmt.Errorf("the price list is not taken: %d", code)
	}
	return w.Drain(ctx)
}

// faults has Partner Center behave as the story says.
func (w *base) faults() error {
	var all []control.Fault
	if w.k.busy > 0 {
		all = append(all, control.Fault{Method: "GET", Path: "/v1/customers/*/subscriptions", Status: 429, Header: map[string]string{"Retry-After": "90"}, Times: w.k.busy})
	}
	if w.k.cut > 0 {
		all = append(all, control.Fault{Method: "POST", Path: "/v1/customers/*/migrations/newcommerce", Cut: "after", Times: w.k.cut})
	}
	for _, f := range all {
		if err := w.PartnerCenter.Inject(f); err != nil {
			return err
		}
	}
	return nil
}

// call calls our API until it answers: a function that crashes gives none.
func (w *base) call(ctx context.Context, method, path string, in, out any) error {
	body := ""
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = string(raw)
	}
	token, err := w.Token(ctx, local.Client)
	if err != nil {
		return err
	}
	for range 10 {
		r, err := http.NewRequestWithContext(ctx, method, local.API+"/v1/partners/sample/"+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Idempotency-Key", "story")
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		res, err := w.Transport().RoundTrip(r)
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		switch {
		case err != nil:
			return err
		case res.StatusCode < http.StatusBadRequest:
			return json.Unmarshal(raw, out)
		case res.StatusCode < http.StatusInternalServerError:
			return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
		if err := w.pass(ctx, time.Minute); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s %s: no answer", method, path)
}

// pass has time go by, with all that comes by itself.
func (w *base) pass(ctx context.Context, d time.Duration) error {
	w.clock.Advance(d)
	return errors.Join(w.Fire(ctx), w.Drain(ctx))
}

// until passes time until something is so.
func (w *base) until(ctx context.Context, what string, so func() (bool, error)) error {
	for n := range 400 {
		if err := w.Drain(ctx); err != nil {
			return err
		}
		ok, err := so()
		if err != nil || ok {
			return err
		}
		step := time.Minute
		if n > 60 {
			step = 10 * time.Minute
		}
		if err := w.pass(ctx, step); err != nil {
			return err
		}
	}
	return errors.New("waited in vain until " + what)
}
