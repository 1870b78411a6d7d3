package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// Reread builds the function that a rule wakes each hour: it reads what the seller's audit remembers to have been changed, and then the subscriptions of every
// partner's customers anew, so that what was changed elsewhere shows even when its event came late or never.
func Reread(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	r := rereader{env: e, table: t, sellers: s, work: e.licenceWork(t, s)}
	if r.work.Notice, err = e.renewalNotice(); err != nil {
		return nil, err
	}
	return edge.Schedule(edge.Options{Operation: "reread", Log: e.Log, Now: e.Now}, r.round), nil
}

// renewalNotice reads how long before a renewal its shop is told.
func (e *Env) renewalNotice() (time.Duration, error) {
	text := cmp.Or(e.Settings[setting.RenewalNotice], setting.RenewalNotice.Default())
	days, err := strconv.Atoi(text)
	if err != nil || days < 0 {
		return 0, fmt.Errorf("%s: want a number of days from 0 on", setting.RenewalNotice)
	}
	const day = 24 * time.Hour
	return time.Duration(days) * day, nil
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
	return eachPartner(ctx, r.table, func(id order.PartnerID) error {
		seen, err := r.partner(ctx, id)
		return r.report(ctx, id, seen, err)
	})
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
	caught, err := r.catch(ctx, c, id)
	if fault.Of(err) == "" && err != nil {
		return caught, err
	} else if err != nil { // the round reads everything anyway
		r.env.Log.WarnContext(ctx, "audit records not read", "partner", string(id), "error", err.Error())
	}
	all, err := c.AllCustomers(ctx)
	if err != nil {
		return caught, err
	}
	tenants := make([]string, len(all))
	for i, t := range all {
		tenants[i] = string(t)
	}
	seen, err := r.work.Round(ctx, r.table.Subscriptions(), string(id), tenants, r.until(ctx))
	return seen.Plus(caught), err
}

// remembered is how far back the audit is read: its records come late, too.
const remembered = 24 * time.Hour

// catch reads what others changed lately by the seller's audit: a round over many customers takes longer than an hour. What our own app did is known.
func (r rereader) catch(ctx context.Context, c *partnercenter.Client, id order.PartnerID) (subscription.Seen, error) {
	p, err := r.table.Partner(ctx, id)
	if err != nil {
		return subscription.Seen{}, err
	}
	now := r.env.Now()
	var told []subscription.Told
	for _, day := range []time.Time{now.Add(-remembered), now} {
		all, err := c.Audit(ctx, day)
		if err != nil {
			return subscription.Seen{}, err
		}
		for _, a := range all {
			if a.Succeeded && a.Subscription != "" && a.Tenant != "" && !strings.EqualFold(a.App, p.App.Client) {
				told = append(told, subscription.Told{Tenant: a.Tenant, ID: a.Subscription, At: a.At})
			}
		}
	}
	return r.work.Catch(ctx, string(id), told)
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
