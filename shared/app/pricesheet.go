package app

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnerapi"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Pricesheet builds the function that a rule wakes once a day: it fetches each partner's price sheet from Microsoft and hands it to the import, as if
// somebody had sent it. A sheet that was not changed is not sent by Microsoft again.
func Pricesheet(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	files, err := e.openFiles()
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	v, err := e.need(setting.PriceAPI)
	if err != nil {
		return nil, err
	}
	f := sheetFetcher{env: e, table: t, files: files, sellers: s, holds: holds{t}, base: v[0]}
	return edge.Schedule(edge.Options{Operation: "pricesheet", Log: e.Log, Now: e.Now}, f.round), nil
}

type sheetFetcher struct {
	env     *Env
	table   *table.Table
	files   Files
	sellers *sellers
	holds   holds
	base    string
}

// round fetches for one partner after the other. One that fails does not stop the others, and is no failure of the function: it is tried again tomorrow.
func (f sheetFetcher) round(ctx context.Context, _ time.Time) error {
	return eachPartner(ctx, f.table, func(id order.PartnerID) error {
		what, err := f.partner(ctx, id)
		return f.report(ctx, id, what, err)
	})
}

// What a round may come to for a partner.
const (
	sheetFetched = "fetched"
	sheetSame    = "same"
	sheetHeld    = "on hold"
	sheetFailed  = "failed"
)

func (f sheetFetcher) partner(ctx context.Context, id order.PartnerID) (string, error) {
	held, _, err := f.holds.Held(ctx, string(id))
	if err != nil || held {
		return sheetHeld, err
	}
	p, err := f.table.Partner(ctx, id)
	if err != nil {
		return sheetFailed, err
	}
	tag, err := f.table.Prices().Fetched(ctx, string(id), p.Market, partnerapi.NewCommerce)
	if err != nil {
		return sheetFailed, err
	}
	got, err := f.client(p).Fetch(ctx, partnerapi.Want{Market: p.Market, Tag: tag})
	if err != nil {
		return sheetFailed, err
	}
	if got.Same {
		return sheetSame, nil
	}
	if err := f.hand(ctx, p, got.Body); err != nil {
		return sheetFailed, err
	}
	// After a crash before this the same sheet is fetched again, and the import finds nothing new in it.
	return sheetFetched, f.table.Prices().SaveFetched(ctx, string(id), p.Market, partnerapi.NewCommerce, got.Tag)
}

func (f sheetFetcher) client(p partner.Partner) *partnerapi.Client {
	return partnerapi.Open(partnerapi.Options{
		Base: cmp.Or(p.Hosts.PartnerAPI, f.base), Tokens: f.sellers.tokens.For(string(p.ID), string(p.Tenant), p.App.Client),
		Transport: f.env.web(), Now: f.env.Now, Sleep: f.env.Sleep, Observe: f.env.observe,
	})
}

// hand makes an import of a sheet and puts the file where its arrival wakes the function that reads it.
func (f sheetFetcher) hand(ctx context.Context, p partner.Partner, body []byte) error {
	now := f.env.Now()
	i := price.Import{
		ID: newImportID(now), Timeline: price.Current, Month: now.Format("2006-01"), File: "sheets.csv", Size: int64(len(body)),
		List: listOf(p, price.NewCommerce, "", ""),
		By:   audit.Schedule("pricesheet"), Created: now, Since: now, State: price.WaitingUpload,
	}
	media := "text/csv"
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		i.File, media = "sheets.zip", "application/zip"
	}
	i.Object = uploaded(string(p.ID), i.ID)
	prices := auditedPrices{f.table.Prices(), f.env.trail(f.table)}
	if err := prices.SaveImport(acting(ctx, actor{who: i.By}), &i); err != nil {
		return err
	}
	return f.files.Keep(ctx, i.Object, body, media)
}

// report logs what the round for a partner came to, and gives back what is a defect of ours.
func (f sheetFetcher) report(ctx context.Context, id order.PartnerID, what string, err error) error {
	attrs := []slog.Attr{slog.String("partner", string(id)), slog.String("result", what)}
	l := slog.LevelInfo
	if err != nil {
		attrs, l = append(attrs, slog.String("error", err.Error())), slog.LevelWarn
	}
	f.env.Log.LogAttrs(ctx, l, "price sheet", attrs...)
	if fault.Of(err) == "" {
		return err
	}
	return nil
}
