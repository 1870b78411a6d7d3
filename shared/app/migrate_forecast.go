package app

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// forecaster computes what a migration of a partner's customers does, with nothing written.
func (b base) forecaster(ctx context.Context, f baseFilling) (*migration.Forecaster, error) {
	g, err := b.kept.Reading(ctx, f.partner)
	if fault.Of(err) == fault.NotFound {
		return nil, fault.Conflict.Errorf("the partner's customers were not read yet")
	}
	if err != nil {
		return nil, err
	}
	if g.Done.IsZero() {
		return nil, fault.Conflict.Errorf("the partner's customers are being read")
	}
	out := &migration.Forecaster{Match: f.match, Reading: g.ID, Same: map[migration.Tenant]string{}}
	var here []migration.Here
	clients := pager[table.Client]{read: func(after string) ([]table.Client, string, error) {
		return b.kept.Clients(ctx, f.partner, after, onFolders)
	}}
	for c, err := clients.first(); c != nil || err != nil; c, err = clients.first() {
		if err != nil {
			return nil, err
		}
		h := migration.Here{ID: c.Username, Tenant: c.Tenant, Company: c.Company, Email: c.Email}
		here = append(here, h)
		out.Same[c.Tenant] = h.ID // an earlier migration made it of this customer
		clients.drop()
	}
	out.Here = migration.NewTwins(here)
	return out, nil
}

// compute gives the forecast of all customers as they are now.
func (b base) compute(ctx context.Context, partner string) (migration.Forecast, error) {
	f, err := b.filling(ctx, partner)
	if err != nil {
		return migration.Forecast{}, err
	}
	out, err := b.forecaster(ctx, f)
	if err != nil {
		return migration.Forecast{}, err
	}
	if err := f.each(ctx, func(folder *migration.Folder, was migration.Entry) error {
		e, err := f.filler.Fill(ctx, folder, was)
		if err != nil {
			return err
		}
		if e.Same != "" {
			out.Same[e.Tenant] = e.Same
		}
		return out.Add(folder, &e)
	}); err != nil {
		return migration.Forecast{}, err
	}
	return out.Done(b.env.Now())
}

// forecast computes a forecast that somebody asked for, and keeps it under its hash. What cannot be computed is said there.
func (w migrateWork) forecast(ctx context.Context, partner, id string, receives int) error {
	d, err := w.kept.DryRun(ctx, partner, id)
	if err != nil || !d.Done.IsZero() {
		return unlessGone(err)
	}
	f, err := w.compute(ctx, partner)
	if err == nil {
		d.Hash, d.Customers = f.Hash, len(f.Customers)
		if err = w.kept.SaveForecast(ctx, partner, &f); err != nil {
			return err
		}
	} else if kind := fault.Of(err); receives < lastReceive && (kind == "" || kind.Retryable()) {
		return err
	} else {
		d.Why = failureOf(err)
	}
	d.Done, d.Due = w.env.Now(), time.Time{}
	err = w.kept.SaveDryRun(ctx, &d)
	if fault.Of(err) == fault.Stale { // another process was as fast
		return nil
	}
	return err
}

// prepare writes the customers of a migration down as they were shown.
func (w migrateWork) prepare(ctx context.Context, h migration.Head) error {
	shown, err := w.kept.Forecast(ctx, h.Partner, h.Shown)
	if err != nil {
		return err
	}
	var tenants []migration.Tenant
	for i := range shown.Customers {
		if o := &shown.Customers[i]; o.Take && !o.Blocked {
			tenants = append(tenants, o.Tenant)
		}
	}
	cast := migration.Cast(h.ID, tenants, h.Waves)
	var items []migration.Item
	for i := range shown.Customers {
		o := &shown.Customers[i]
		if !o.Take {
			continue
		}
		folder, err := w.kept.Folder(ctx, h.Partner, o.Tenant)
		if fault.Of(err) == fault.NotFound {
			folder, err = migration.Folder{Partner: h.Partner, Customer: migration.Customer{Tenant: o.Tenant, Company: o.Company}}, nil
		}
		if err != nil {
			return err
		}
		items = append(items, migration.NewItem(h.ID, h.Partner, &folder, o, cast[o.Tenant], w.env.Now()))
	}
	_, err = w.conductor().Prepare(ctx, h, items)
	return err
}

// again tries the failures of a cause again, each customer as it is now.
func (w migrateWork) again(ctx context.Context, id string, r migration.Retry) error {
	h, err := w.kept.Head(ctx, id)
	if err != nil {
		return unlessGone(err)
	}
	f, err := w.filling(ctx, h.Partner)
	if err != nil {
		return err
	}
	r.Renew = func(ctx context.Context, i *migration.Item) (migration.Item, error) { return w.renew(ctx, f, &h, i) }
	n, err := w.conductor().Again(ctx, id, r)
	w.env.Log.InfoContext(ctx, "failures tried again", "cause", string(r.Cause), "customers", n)
	if kind := fault.Of(err); kind == fault.Conflict || kind == fault.Invalid { // it was cancelled meanwhile
		w.env.Log.WarnContext(ctx, "failures not tried again", "error", err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	return w.conduct(ctx, id)
}

// renew makes a customer's unit of work as it would be made now: read anew at the seller, filled in anew, and judged anew.
func (w migrateWork) renew(ctx context.Context, f baseFilling, h *migration.Head, i *migration.Item) (migration.Item, error) {
	folder, err := w.reread(ctx, h.Partner, i.Tenant)
	if err != nil {
		return migration.Item{}, err
	}
	e, err := f.keep(ctx, &folder)
	if err != nil {
		return migration.Item{}, err
	}
	one, err := w.forecaster(ctx, f)
	if err != nil {
		return migration.Item{}, err
	}
	one.Reading = "" // it was read just now
	if e.Same != "" {
		one.Same[e.Tenant] = e.Same
	}
	if err := one.Add(&folder, &e); err != nil {
		return migration.Item{}, err
	}
	all, err := one.Done(w.env.Now())
	if err != nil {
		return migration.Item{}, err
	}
	return migration.NewItem(h.ID, h.Partner, &folder, &all.Customers[0], h.Wave, w.env.Now()), nil
}
