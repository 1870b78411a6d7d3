package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/seatwright/seatwright/shared/api"
)

// forecast has the migration computed with nothing written, and prints what it would be.
func (c client) forecast(ctx context.Context) (string, error) {
	var f api.ForecastAnswer
	if err := c.call(ctx, http.MethodPost, "/forecasts", nil, &f); err != nil {
		return "", err
	}
	if err := until(ctx, func() (bool, error) {
		return f.State != "computing", c.call(ctx, http.MethodGet, "/forecasts/"+f.Id, nil, &f)
	}); err != nil {
		return "", err
	}
	if f.Hash == nil {
		return "", fmt.Errorf("the forecast is %s: %s", f.State, value(f.Why))
	}
	fmt.Fprintf(c.out, "Nothing is written. %d customers, as they would be:\n\n", value(f.CustomerCount))
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "A MONTH\t\tCOST\tPRICE\tMARGIN\tOF SERVICES")
	for _, s := range value(f.Totals) {
		if s.Unknown < s.Services {
			fmt.Fprintf(w, "before\t%s\t%s\t%s\t%s\t%d\n", s.Currency, s.CostBefore, s.PriceBefore, s.MarginBefore, s.Services-s.Unknown)
		} else {
			fmt.Fprintf(w, "before\t%s\t?\t?\t?\tnobody said what they cost now\n", s.Currency)
		}
		fmt.Fprintf(w, "after\t%s\t%s\t%s\t%s\t%d\n", s.Currency, s.CostAfter, s.PriceAfter, s.MarginAfter, s.Services)
	}
	fmt.Fprint(w, "\n")
	fmt.Fprintln(w, "EXPECTED\tCUSTOMERS\tWHO\tWHAT TO DO")
	for _, x := range value(f.Expected) {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\n", x.Cause, x.Customers, x.Who, x.Action)
	}
	if err := w.Flush(); err != nil {
		return "", err
	}
	var file struct{ URL string }
	if err := c.call(ctx, http.MethodGet, "/forecasts/"+f.Id+"/file?format=xlsx", nil, &file); err != nil {
		return "", err
	}
	fmt.Fprintf(c.out, "\nAll of it as a workbook:\n\n  curl -s -o forecast.xlsx '%s'\n\n", file.URL)
	return *f.Hash, nil
}

// start starts what is computed just now: a canary, half of all, the rest.
func (c client) start(ctx context.Context, canary, rest int) error {
	hash, err := c.forecast(ctx)
	if err != nil {
		return err
	}
	waves := []map[string]int{
		{"count": canary, "wait_seconds": rest, "failed_per_mille": 0}, {"per_mille": 500, "wait_seconds": rest, "failed_per_mille": 20}, {"failed_per_mille": 20},
	}
	var m api.MigrationAnswer
	if err := c.call(ctx, http.MethodPost, "/migrations", map[string]any{"forecast": hash, "waves": waves}, &m); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Started %s: %d customers as a canary, of which none may fail; then half of all and the rest, of which 2 %% may.\n", m.Id, canary)
	return nil
}

// newest gives the partner's last migration.
func (c client) newest(ctx context.Context) (api.MigrationAnswer, error) {
	var all api.MigrationPage
	if err := c.call(ctx, http.MethodGet, "/migrations", nil, &all); err != nil {
		return api.MigrationAnswer{}, err
	}
	if len(all.Migrations) == 0 {
		return api.MigrationAnswer{}, errors.New("no migration was started yet")
	}
	var m api.MigrationAnswer
	return m, c.call(ctx, http.MethodGet, "/migrations/"+all.Migrations[0].Id, nil, &m)
}

// progress shows the counters of each wave.
func (c client) progress(ctx context.Context, watch bool) error {
	last := ""
	return until(ctx, func() (bool, error) {
		m, err := c.newest(ctx)
		if err != nil {
			return false, err
		}
		t := value(m.Total)
		if now := fmt.Sprint(m.State, m.Wave, t); watch && m.State == "running" || last == "" {
			if now != last {
				fmt.Fprintf(c.out, "%s  wave %d  %d pending, %d working, %d done, %d failed, %d held\n", m.State, m.Wave, t.Pending, t.Working, t.Done, t.Failed-held(m), held(m))
			}
			last = now
		}
		if watch && (m.State == "running" || m.State == "preparing") {
			return false, nil
		}
		return true, c.show(m)
	})
}

// held counts the customers that are not begun before somebody mends what was expected to fail. They count as failed, and no wave's rule asks for them.
func held(m api.MigrationAnswer) int {
	for _, x := range m.Counters {
		if x.Wave < 0 {
			return x.Failed
		}
	}
	return 0
}

func (c client) show(m api.MigrationAnswer) error {
	fmt.Fprintf(c.out, "\nMigration %s is %s", m.Id, m.State)
	if m.Why != nil {
		fmt.Fprintf(c.out, ": %s", *m.Why)
	}
	fmt.Fprint(c.out, "\n\n")
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WAVE\tPENDING\tWORKING\tDONE\tFAILED\tSERVICES\tDONE\tFAILED")
	for _, x := range m.Counters {
		name := strconv.Itoa(x.Wave)
		if x.Wave < 0 {
			name = "held"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", name, x.Pending, x.Working, x.Done, x.Failed, x.Services, x.ServicesDone, x.ServicesFailed)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if m.LikelyOver != nil {
		fmt.Fprintf(c.out, "\n%.0f customers a minute; likely over at %s\n", value(m.PerMinute), m.LikelyOver.Format(time.TimeOnly))
	}
	return nil
}

// steer pauses the migration or lets it go on.
func (c client) steer(ctx context.Context, verb string) error {
	m, err := c.newest(ctx)
	if err != nil {
		return err
	}
	var now api.MigrationAnswer
	if err := c.call(ctx, http.MethodPost, "/migrations/"+m.Id+"/"+verb, nil, &now); err != nil {
		return err
	}
	return c.show(now)
}

// failures lists what failed by what mends it.
func (c client) failures(ctx context.Context) error {
	m, err := c.newest(ctx)
	if err != nil {
		return err
	}
	var all api.MigrationFailures
	if err := c.call(ctx, http.MethodGet, "/migrations/"+m.Id+"/failures", nil, &all); err != nil {
		return err
	}
	if len(all.Failures) == 0 {
		fmt.Fprintln(c.out, "Nothing has failed.")
	}
	for _, f := range all.Failures {
		fmt.Fprintf(c.out, "%s: %d customers\n  example    %s: %s\n  %-9s  %s\n", f.Cause, f.Customers, f.Example, f.Text, f.Who, f.Action)
		fmt.Fprintf(c.out, "  then       POST %s/migrations/%s/retry {\"cause\":%q}\n\n", c.base, m.Id, f.Cause)
	}
	return nil
}
