package app

import (
	"context"

	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/takeover"
)

// changedUsers reads and changes the users of the tenant of one takeover. It is for one run, and reads the tenant's SKUs once.
type changedUsers struct {
	tenants *tenants
	partner string
	opened  *graph.Licences
}

var _ takeover.Licences = (*changedUsers)(nil)

func (u *changedUsers) open(ctx context.Context, tenant string) (*graph.Licences, error) {
	if u.opened != nil {
		return u.opened, nil
	}
	v, err := u.tenants.at(ctx, order.PartnerID(u.partner), tenant)
	if err != nil {
		return nil, err
	}
	u.opened, err = v.client.Licences(ctx)
	return u.opened, err
}

// Holders implements takeover.Licences.
func (u *changedUsers) Holders(ctx context.Context, tenant, sku string) ([]takeover.Holder, error) {
	l, err := u.open(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return l.Holders(ctx, sku)
}

// Holder implements takeover.Licences.
func (u *changedUsers) Holder(ctx context.Context, tenant, user string) (takeover.Holder, error) {
	l, err := u.open(ctx, tenant)
	if err != nil {
		return takeover.Holder{}, err
	}
	return l.Holder(ctx, user)
}

// Change implements takeover.Licences.
func (u *changedUsers) Change(ctx context.Context, tenant, user string, c takeover.Change) error {
	l, err := u.open(ctx, tenant)
	if err != nil {
		return err
	}
	return l.Change(ctx, user, c)
}

// plans gives the names of a SKU's service plans. It is asked of users that were read before.
func (u *changedUsers) plans(sku string) []string {
	if u.opened == nil {
		return nil
	}
	return u.opened.Plans(sku)
}
