package transfer

import (
	"context"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Desk is where people ask for transfers and decide about them. Nothing at the seller is changed from here.
type Desk struct {
	Book  Book
	Waker Waker
	Now   func() time.Time
}

// Wish is a transfer to us that somebody asks for. The same ID again is the same wish.
type Wish struct {
	ID          string
	Tenant      string
	Customer    string
	Other       Party
	Contact     string
	Ours        string
	Reseller    string
	Products    []string
	Correlation string
}

// Ask takes a wish in. The same wish with the same ID finds the first; another with its ID is fault.Conflict.
func (d Desk) Ask(ctx context.Context, partner string, w Wish) (Transfer, error) {
	t, err := d.Book.Load(ctx, partner, w.ID)
	if err == nil {
		if t.Tenant != w.Tenant || t.Other.Tenant != w.Other.Tenant || !slices.Equal(t.Products, w.Products) {
			return Transfer{}, fault.Conflict.Errorf("transfer %s: is another one already", w.ID)
		}
		return t, nil
	}
	if fault.Of(err) != fault.NotFound {
		return t, err
	}
	now := d.Now()
	t = Transfer{
		ID: w.ID, Partner: partner, Direction: In, Tenant: w.Tenant, Customer: w.Customer, Other: w.Other, Contact: w.Contact, Ours: w.Ours, Reseller: w.Reseller,
		Products: w.Products, Created: now, Correlation: w.Correlation,
	}
	t.enter(Asked, now, "")
	err = d.Book.Save(ctx, &t)
	if fault.Of(err) == fault.Stale { // the same call came twice at once
		return d.Book.Load(ctx, partner, w.ID)
	}
	if err == nil {
		d.Waker.Wake(ctx, &t)
	}
	return t, err
}

// Find has a customer's requests looked for at the seller.
func (d Desk) Find(ctx context.Context, partner, tenant, correlation string) error {
	return d.Waker.Look(ctx, partner, tenant, correlation)
}

// Refresh has a transfer looked at now, whatever it waits for. One that is over is fault.Conflict.
func (d Desk) Refresh(ctx context.Context, partner, id string) (Transfer, error) {
	return d.change(ctx, partner, id, func(t *Transfer, now time.Time) error {
		if t.State.Over() {
			return fault.Conflict.Errorf("transfer %s: is %s", id, t.State)
		}
		t.Due, t.Tries = now, 0
		return nil
	})
}

// change changes a transfer, and has the worker go on with it.
func (d Desk) change(ctx context.Context, partner, id string, f func(*Transfer, time.Time) error) (Transfer, error) {
	t, err := d.Book.Load(ctx, partner, id)
	if err != nil {
		return Transfer{}, err
	}
	if err := f(&t, d.Now()); err != nil {
		return Transfer{}, err
	}
	if err := d.Book.Save(ctx, &t); err != nil {
		return Transfer{}, err
	}
	if !t.Due.IsZero() {
		d.Waker.Wake(ctx, &t)
	}
	return t, nil
}
