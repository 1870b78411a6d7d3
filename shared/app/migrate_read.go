package app

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/order"
)

// read goes on with the reading of a partner's customers, and fills in what was read when it is done. What the seller or the end of the function's time
// stops is due later, and the sweep finds it.
func (w migrateWork) read(ctx context.Context, partner string) error {
	g, err := w.kept.Reading(ctx, partner)
	if err != nil {
		return unlessGone(err)
	}
	if !g.Done.IsZero() { // a run that ended right then may not have said so
		return w.wake.refill(ctx, partner, g.ID, "")
	}
	if held, err := w.held(ctx, partner); held || err != nil {
		return err
	}
	c, err := w.sellers.client(ctx, order.PartnerID(partner))
	if err != nil {
		return err
	}
	from := c.Base()
	until := w.until(ctx)
	r := migration.Reader{Source: timed{from, w.env.Now, until}, Details: from.Details, AtOnce: 8, Shelf: w.kept, Now: w.env.Now}
	err = r.Run(ctx, &g)
	if fault.Of(err) == fault.Stale { // another process reads
		return nil
	}
	p := g.Progress()
	w.env.Log.InfoContext(ctx, "customers read", "partner", partner, "customers", p.Customers, "services", p.Services, "kept", p.Kept, "gone", p.Gone, "done", !g.Done.IsZero())
	switch {
	case err != nil:
		return err
	case g.Done.IsZero() && !w.env.Now().Before(until): // nobody asked to wait but ourselves
		return w.wake.reading(ctx, &g)
	case g.Done.IsZero():
		return nil
	}
	return w.wake.refill(ctx, partner, g.ID, "")
}

// refill fills in what is known of all customers. When the function's time is over it goes on in another run, which passes over what is filled in already.
func (w migrateWork) refill(ctx context.Context, partner, why string) error {
	f, err := w.filling(ctx, partner)
	if err != nil {
		return err
	}
	until := w.until(ctx)
	whole, err := f.all(ctx, func() bool { return !w.env.Now().Before(until) })
	if err != nil || whole {
		return err
	}
	return w.wake.refill(ctx, partner, why+"+", "")
}

// held reports whether a partner's work stands still. What it waits for is due again by the sweep.
func (w migrateWork) held(ctx context.Context, partner string) (bool, error) {
	held, why, err := w.licences.Holds.Held(ctx, partner)
	if held {
		w.env.Log.InfoContext(ctx, "customers left for now", "partner", partner, "reason", why)
	}
	return held, err
}

// until is when a run has to stop.
func (w migrateWork) until(ctx context.Context) time.Time {
	const usual = 4 * time.Minute
	if at, ok := ctx.Deadline(); ok {
		return w.env.Now().Add(time.Until(at) - reserve)
	}
	return w.env.Now().Add(usual)
}

// timed is the seller until a run's time is over: then it asks to wait, and the reading goes on in another run.
type timed struct {
	migration.Source

	now   func() time.Time
	until time.Time
}

var _ migration.Source = timed{}

// Services implements migration.Source.
func (t timed) Services(ctx context.Context, tenant migration.Tenant) ([]migration.Service, error) {
	if !t.now().Before(t.until) {
		return nil, fault.Throttled.Errorf("the function's time is over")
	}
	return t.Source.Services(ctx, tenant)
}

// reread reads one customer anew, and keeps what was read. One that is no customer any more has nothing.
func (w migrateWork) reread(ctx context.Context, partner string, t migration.Tenant) (migration.Folder, error) {
	folder, err := w.kept.Folder(ctx, partner, t)
	if err != nil {
		return folder, err
	}
	c, err := w.sellers.client(ctx, order.PartnerID(partner))
	if err != nil {
		return folder, err
	}
	from := c.Base()
	if err := from.Details(ctx, &folder.Customer); err != nil {
		return folder, waiting(err)
	}
	folder.Services, err = from.Services(ctx, t)
	if fault.Of(err) == fault.NotFound {
		folder.Services, folder.Customer.Reached, err = nil, migration.No, nil
	}
	if err != nil {
		return folder, waiting(err)
	}
	folder.Seen = w.env.Now()
	return folder, w.kept.Keep(ctx, folder)
}
