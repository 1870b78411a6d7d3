package app

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// start starts the migration that a forecast showed, if it still holds.
func (c migrationCounter) start(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.NewMigration](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asMigration(b); err != nil {
		return edge.Answer{}, err
	}
	waves := wavesOf(b.Waves)
	if err := migration.CheckWaves(waves); err != nil {
		return edge.Answer{}, err
	}
	h, _, err := migration.Started(ctx, c.kept, r.Partner, b.Forecast)
	if fault.Of(err) == fault.NotFound {
		if err := c.holds(ctx, r.Partner, b.Forecast); err != nil {
			return edge.Answer{}, err
		}
		h, err = migration.Start(ctx, c.audited(), r.Partner, b.Forecast, r.Client, waves, c.env.Now())
	}
	if err != nil {
		return edge.Answer{}, err
	}
	return c.conducted(ctx, http.StatusAccepted, h)
}

// holds refuses a start on what is not any more as it was shown, saying what changed.
func (c migrationCounter) holds(ctx context.Context, partner, shown string) error {
	before, err := c.kept.Forecast(ctx, partner, shown)
	if fault.Of(err) == fault.NotFound {
		return fault.At(fault.Invalid.Errorf("there is no such forecast"), fault.Field{Pointer: "/forecast", Text: "want the hash of a forecast that was shown"})
	}
	if err != nil {
		return err
	}
	now, err := c.compute(ctx, partner)
	if err != nil {
		return err
	}
	return migration.Shown(shown, &before, &now)
}

func wavesOf(all []api.MigrationWave) []migration.Wave {
	out := make([]migration.Wave, 0, len(all))
	for _, w := range all {
		out = append(out, migration.Wave{
			Count: value(w.Count), PerMille: value(w.PerMille), Wait: time.Duration(value(w.WaitSeconds)) * time.Second, FailedPerMille: w.FailedPerMille,
		})
	}
	return out
}

// conducted has a migration led on, and answers with it. A message that is lost is sent again by the sweep.
func (c migrationCounter) conducted(ctx context.Context, status int, h migration.Head) (edge.Answer, error) {
	if err := c.wake.conduct(ctx, &h); err != nil {
		c.env.Log.WarnContext(ctx, "wish not sent", "migration_id", h.ID, "error", err.Error())
	}
	return c.answered(ctx, status, h)
}

func (c migrationCounter) answered(ctx context.Context, status int, h migration.Head) (edge.Answer, error) {
	t, err := c.kept.Tally(ctx, h.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: status, Body: shownMigration(h, t, c.env.Now()), Note: string(h.State)}, nil
}

func shownMigration(h migration.Head, t migration.Tally, now time.Time) api.MigrationAnswer {
	out := api.MigrationAnswer{
		Id: h.ID, State: string(h.State), Why: some(h.Why), Shown: h.Shown, By: h.By, Began: h.Began, Wave: h.Wave, Waves: []api.MigrationWave{}, Counters: shownTally(t),
	}
	for _, w := range h.Waves {
		out.Waves = append(out.Waves, api.MigrationWave{
			Count: some(w.Count), PerMille: some(w.PerMille), WaitSeconds: some(int(w.Wait / time.Second)), FailedPerMille: w.FailedPerMille,
		})
	}
	total := t.Total()
	out.Total = new(shownCounts(0, total))
	running := total.Done + total.Failed - t[migration.Held].Failed
	if took := now.Sub(h.Began).Minutes(); took > 0 && running > 0 {
		rate := float32(float64(running) / took)
		out.PerMinute = &rate
		if h.State == migration.HeadRunning && total.Open() > 0 {
			out.LikelyOver = new(now.Add(time.Duration(float64(total.Open()) / float64(rate) * float64(time.Minute))).Truncate(time.Second))
		}
	}
	return out
}

func shownTally(t migration.Tally) []api.MigrationCounters {
	out := []api.MigrationCounters{}
	for wave, c := range t {
		if c != (migration.Counts{}) {
			out = append(out, shownCounts(wave, c))
		}
	}
	slices.SortFunc(out, func(a, b api.MigrationCounters) int { return cmp.Compare(a.Wave, b.Wave) })
	return out
}

func shownCounts(wave int, c migration.Counts) api.MigrationCounters {
	return api.MigrationCounters{
		Wave: wave, Pending: c.Pending, Working: c.Working, Done: c.Done, Failed: c.Failed, Cancelled: c.Cancelled, Suspected: c.Suspected,
		Services: c.Services, ServicesDone: c.ServicesDone, ServicesFailed: c.ServicesFailed,
	}
}

// head gives a migration of the caller's partner.
func (c migrationCounter) head(ctx context.Context, r edge.Request) (migration.Head, error) {
	h, err := c.kept.Head(ctx, r.Path["migration_id"])
	if err == nil && h.Partner != r.Partner {
		return migration.Head{}, fault.NotFound.Errorf("migration: not found")
	}
	return h, err
}

type migrationPage struct {
	Migrations []api.MigrationEntry `json:"migrations"`
	Next       string               `json:"next,omitempty"`
}

func (c migrationCounter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.kept.Heads(ctx, r.Partner, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := migrationPage{Migrations: []api.MigrationEntry{}, Next: next}
	for _, h := range found {
		page.Migrations = append(page.Migrations, api.MigrationEntry{Id: h.ID, State: string(h.State), Why: some(h.Why), By: some(h.By), Began: h.Began})
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

func (c migrationCounter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	h, err := c.head(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	return c.answered(ctx, http.StatusOK, h)
}

// steer changes what a migration does.
func (c migrationCounter) steer(ctx context.Context, r edge.Request, to func(b migration.Board, id string) (migration.Head, error)) (edge.Answer, error) {
	if err := nothing(r); err != nil {
		return edge.Answer{}, err
	}
	h, err := c.head(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	if h, err = to(c.audited(), h.ID); err != nil {
		return edge.Answer{}, err
	}
	return c.conducted(ctx, http.StatusOK, h)
}

func (c migrationCounter) pause(ctx context.Context, r edge.Request) (edge.Answer, error) {
	return c.steer(ctx, r, func(b migration.Board, id string) (migration.Head, error) {
		return migration.Pause(ctx, b, id, r.Client)
	})
}

func (c migrationCounter) resume(ctx context.Context, r edge.Request) (edge.Answer, error) {
	return c.steer(ctx, r, func(b migration.Board, id string) (migration.Head, error) { return migration.Resume(ctx, b, id) })
}

func (c migrationCounter) cancel(ctx context.Context, r edge.Request) (edge.Answer, error) {
	return c.steer(ctx, r, func(b migration.Board, id string) (migration.Head, error) {
		return migration.Cancel(ctx, b, id, r.Client)
	})
}
