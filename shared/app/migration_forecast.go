package app

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// askForecast has a forecast computed.
func (c migrationCounter) askForecast(ctx context.Context, r edge.Request) (edge.Answer, error) {
	if err := nothing(r); err != nil {
		return edge.Answer{}, err
	}
	id, err := named("fc_", "computeForecast", r)
	if err != nil {
		return edge.Answer{}, err
	}
	now := c.env.Now()
	d := table.DryRun{Partner: r.Partner, ID: id, By: r.Client, Asked: now, Due: now.Add(reserve)}
	err = c.kept.SaveDryRun(ctx, &d)
	if fault.Of(err) == fault.Stale { // it was asked for by the same key before
		if d, err = c.kept.DryRun(ctx, r.Partner, id); err == nil && !d.Done.IsZero() {
			return edge.Answer{Status: http.StatusAccepted, Body: asked(d)}, nil
		}
	}
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.wake.forecast(ctx, r.Partner, id, r.Correlation); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: asked(d), Note: id}, nil
}

// shownForecast is a forecast, as far as one answer holds it.
type shownForecast struct {
	api.ForecastAnswer

	Customers []shownOutlook `json:"customers,omitempty"`
}

// shownOutlook is what callers see of a customer in a forecast, with amounts as people write them.
type shownOutlook struct {
	migration.Outlook

	Sums []api.ForecastSum `json:"sums"`
}

// asked gives what is known of a forecast without what it says.
func asked(d table.DryRun) shownForecast {
	out := shownForecast{ForecastAnswer: api.ForecastAnswer{Id: d.ID, State: "computing", Why: some(d.Why), Hash: some(d.Hash), At: some(d.Done), CustomerCount: some(d.Customers)}}
	switch {
	case d.Hash != "":
		out.State = "ready"
	case !d.Done.IsZero():
		out.State = "failed"
	}
	return out
}

func (c migrationCounter) showForecast(ctx context.Context, r edge.Request) (edge.Answer, error) {
	d, err := c.kept.DryRun(ctx, r.Partner, r.Path["forecast_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	out := asked(d)
	if d.Hash == "" {
		return edge.Answer{Status: http.StatusOK, Body: out, Note: out.State}, nil
	}
	f, err := c.kept.Forecast(ctx, r.Partner, d.Hash)
	if err != nil {
		return edge.Answer{}, err
	}
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	first, err := strconv.Atoi(cmp.Or(after, "0"))
	if err != nil || first < 0 || first > len(f.Customers) {
		return edge.Answer{}, fault.Malformed.Errorf("the cursor is not the next of a page of this list")
	}
	end := min(first+onPage, len(f.Customers))
	for _, o := range f.Customers[first:end] {
		out.Customers = append(out.Customers, shownOutlook{Outlook: o, Sums: shownSums(o.Sums)})
	}
	if end < len(f.Customers) {
		out.Next = some(strconv.Itoa(end))
	}
	out.Totals, out.Expected = new(shownSums(f.Totals)), new(shownExpected(f.Expected))
	return edge.Answer{Status: http.StatusOK, Body: out, Note: out.State}, nil
}

func shownSums(all []migration.Sum) []api.ForecastSum {
	out := []api.ForecastSum{}
	for _, s := range all {
		out = append(out, api.ForecastSum{
			Currency: s.Currency, CostBefore: s.CostNow.Text(s.Currency), CostAfter: s.Cost.Text(s.Currency), PriceBefore: s.PriceNow.Text(s.Currency), PriceAfter: s.Price.Text(s.Currency),
			MarginBefore: s.MarginNow().Text(s.Currency), MarginAfter: s.Margin().Text(s.Currency), Services: s.Services, Unknown: s.Unknown,
		})
	}
	return out
}

func shownExpected(all map[migration.Cause]int) []api.ForecastExpected {
	out := []api.ForecastExpected{}
	for cause, n := range all {
		cure := cause.Cure()
		out = append(out, api.ForecastExpected{Cause: string(cause), Customers: n, Who: string(cure.Who), Action: cure.Action, Blocks: cure.Blocks})
	}
	slices.SortFunc(out, func(a, b api.ForecastExpected) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Cause, b.Cause))
	})
	return out
}

// forecastFile writes a forecast whole. What is kept under its hash stays what it is, so that the file may be written again.
func (c migrationCounter) forecastFile(ctx context.Context, r edge.Request) (edge.Answer, error) {
	format, err := optional(r, "format")
	if err != nil {
		return edge.Answer{}, err
	}
	d, err := c.kept.DryRun(ctx, r.Partner, r.Path["forecast_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	if d.Hash == "" {
		return edge.Answer{}, fault.Conflict.Errorf("the forecast is %s", asked(d).State)
	}
	f, err := c.kept.Forecast(ctx, r.Partner, d.Hash)
	if err != nil {
		return edge.Answer{}, err
	}
	var body []byte
	media := mediaJSON
	if format == "json" {
		body, err = json.Marshal(f)
	} else {
		body, media, err = sheet(format, "Forecast", migration.ForecastColumns(), f.Out)
	}
	if err != nil {
		return edge.Answer{}, err
	}
	end := "." + cmp.Or(format, "csv")
	return c.link(ctx, "migrations/"+r.Partner+"/forecast-"+d.Hash+end, "forecast "+d.Hash[:min(12, len(d.Hash))]+end, body, media)
}
