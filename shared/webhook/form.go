package webhook

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Form is what a person is asked for an order of a shop that waits.
type Form struct {
	Shop   string // the address of the shop
	Name   string // by which the shop's people and the buyer know the order
	Fields []storefront.Field
}

// Form gives a form, and changes nothing. It fails with fault.Gone when the form was used, or the order waits for it no more.
func (d Desk) Form(ctx context.Context, c partner.Connection, l Link) (Form, error) {
	r, err := d.asking(ctx, c, l)
	if err != nil {
		return Form{}, err
	}
	latest := r.State.Filled(r.Filled).Latest
	return Form{Shop: c.Shop, Name: latest.Name, Fields: storefront.Blank(latest)}, nil
}

// Fill takes what a person filled in, once, and brings about what follows. It fails as Form does, and with fault.Invalid, by the names of the fields, when
// something cannot be used; then the form is good for another try. What is kept is carried on with even when this call dies.
func (d Desk) Fill(ctx context.Context, c partner.Connection, l Link, given map[storefront.Field]string) (Outcome, error) {
	for range overtakes {
		r, err := d.asking(ctx, c, l)
		if err != nil {
			return Outcome{}, err
		}
		latest := r.State.Filled(r.Filled).Latest
		fresh, err := storefront.Fill(latest, given)
		if err != nil {
			return Outcome{}, err
		}
		all := storefront.Filled{}
		for _, f := range storefront.Fields() {
			if v := fresh[f]; v != "" {
				all[f] = v
			} else if v := r.Filled[f]; v != "" {
				all[f] = v
			}
		}
		r.Filled, r.Due = all, d.Now()
		r.Forms++
		if err = d.Records.SaveRecord(ctx, &r); fault.Of(err) == fault.Stale {
			continue
		}
		if err != nil {
			return Outcome{}, err
		}
		return d.Settle(ctx, c, r.Order, nil, "")
	}
	return Outcome{}, fault.Unavailable.Errorf("the order of the shop is being changed by others; try again")
}

// asking gives the record of an order that waits for this form.
func (d Desk) asking(ctx context.Context, c partner.Connection, l Link) (Record, error) {
	r, err := d.Records.Record(ctx, l.Connection, l.Order)
	if err != nil && fault.Of(err) != fault.NotFound {
		return r, err
	}
	waits := func(m Matter) bool { return !m.Over && m.Form == l.Form }
	if err != nil || c.ID != l.Connection || l.Form != r.Forms+1 || !slices.ContainsFunc(r.Matters, waits) {
		return r, fault.Gone.Errorf("This form was used already, or the order does not wait for it any more.")
	}
	return r, nil
}
