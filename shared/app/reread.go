package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// Reread builds the function that a rule wakes each hour: it reads the subscriptions of every partner's customers anew, so that what was changed elsewhere
// shows even when nobody told of it.
func Reread(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, secrets)
	if err != nil {
		return nil, err
	}
	r := rereader{env: e, table: t, sellers: s, work: e.licenceWork(t, s)}
	return edge.Schedule(edge.Options{Operation: "reread", Log: e.Log, Now: e.Now}, r.round), nil
}

type rereader struct {
	env     *Env
	table   *table.Table
	sellers *sellers
	work    subscription.Work
}

// reserve is what is left of a run's time for its end.
const reserve = time.Minute

// round reads for one partner after the other. One that fails does not stop the others, and is no failure of the function: it is tried again in an hour.
func (r rereader) round(ctx context.Context, _ time.Time) error {
	var failed error
	for after, more := "", true; more; more = after != "" {
		ids, next, err := r.table.Partners(ctx, after, listed)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, id := range ids {
			seen, err := r.partner(ctx, id)
			failed = errors.Join(failed, r.report(ctx, id, seen, err))
		}
		after = next
	}
	return failed
}

// partner reads for one partner. What stands still because of its sign-in is left alone.
func (r rereader) partner(ctx context.Context, id order.PartnerID) (subscription.Seen, error) {
	held, _, err := r.work.Holds.Held(ctx, string(id))
	if err != nil || held {
		return subscription.Seen{}, err
	}
	c, err := r.sellers.client(ctx, id)
	if err != nil {
		return subscription.Seen{}, err
	}
	all, err := c.AllCustomers(ctx)
	if err != nil {
		return subscription.Seen{}, err
	}
	tenants := make([]string, len(all))
	for i, t := range all {
		tenants[i] = string(t)
	}
	return r.work.Round(ctx, r.table.Subscriptions(), string(id), tenants, r.until(ctx))
}

// until is when a round has to stop.
func (r rereader) until(ctx context.Context) time.Time {
	const usual = 10 * time.Minute
	if at, ok := ctx.Deadline(); ok {
		return r.env.Now().Add(time.Until(at) - reserve)
	}
	return r.env.Now().Add(usual)
}

// report logs and measures what the round for a partner came to, and gives back what is a defect of ours.
func (r rereader) report(ctx context.Context, id order.PartnerID, seen subscription.Seen, err error) error {
	attrs := []slog.Attr{
		slog.String("partner", string(id)), slog.Int("read", seen.Read), slog.Int("new", seen.New), slog.Int("left", seen.Left),
		slog.Int("failed", seen.Failed),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	r.env.measure(ctx, "reread", metric{name: "ChangedElsewhere", unit: "Count", value: float64(seen.Changed)}, attrs...)
	if fault.Of(err) == "" {
		return err
	}
	return nil
}
