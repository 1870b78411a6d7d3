package transfer

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// Find looks at a customer's transfers at the seller: a request of another partner that is new is taken in and shown to a person; those that are known are looked at
// now. It gives those that it took in.
func (w Worker) Find(ctx context.Context, partner, tenant, correlation string) ([]Transfer, error) {
	seller, err := w.Seller(ctx, partner)
	if err != nil {
		return nil, err
	}
	all, err := seller.Views.List(ctx, tenant)
	if err != nil {
		return nil, err
	}
	var taken []Transfer
	for _, shown := range all {
		id, err := w.Book.Of(ctx, partner, shown.ID)
		if err != nil {
			return taken, err
		}
		switch {
		case id != "":
			err = w.look(ctx, partner, id)
		case shown.Source.Tenant == seller.Own && shown.Status == Open:
			var t Transfer
			if t, err = w.offered(ctx, partner, tenant, correlation, shown); err == nil {
				taken = append(taken, t)
			}
		}
		if err != nil && fault.Of(err) != fault.Stale { // of two at once the other did it
			return taken, err
		}
	}
	return taken, nil
}

// look has a transfer looked at now, whatever it waits for.
func (w Worker) look(ctx context.Context, partner, id string) error {
	t, err := w.Book.Load(ctx, partner, id)
	if err != nil || t.State.Over() {
		return err
	}
	t.Due, t.Tries = w.Now(), 0
	if err := w.Book.Save(ctx, &t); err != nil {
		return err
	}
	_, err = w.Run(ctx, partner, id)
	return err
}

// offered takes in a request of another partner, with what would leave.
func (w Worker) offered(ctx context.Context, partner, tenant, correlation string, shown Shown) (Transfer, error) {
	now := w.Now()
	t := Transfer{
		ID: "trf_" + shown.ID, Partner: partner, Direction: Out, Tenant: tenant, Customer: shown.Customer, Other: shown.Target, Products: shown.Products,
		Created: now, Seller: shown, Correlation: correlation,
	}
	have, err := w.House.Licences(ctx, partner, tenant)
	if err != nil {
		return t, err
	}
	t.Offer = offer(&t, have, now)
	t.enter(Offered, now, "asked for by "+t.other())
	return t, w.Book.Save(ctx, &t)
}

// Stick has a person look at a transfer that our own work failed on too often, so that it does not fail in silence. One that waits stays as it is.
func (w Worker) Stick(ctx context.Context, partner, id string) error {
	t, err := w.Book.Load(ctx, partner, id)
	if err != nil || t.Due.IsZero() || t.Due.After(w.Now()) {
		return err
	}
	if now := w.Now(); !t.Late {
		t.Problem = &Problem{Code: "stuck", Text: "our own work failed five times; see the dead letter", At: now}
		t.late(now)
	}
	t.Tries++
	t.Due = w.Now().Add(day)
	return w.Book.Save(ctx, &t)
}
