package order_test

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// door is a partner's sign-in: it refuses every call while it is dead, and is on hold once somebody met the refusal.
type door struct {
	dead  bool
	hold  *order.Hold
	reads int
	look  func() (*order.Hold, error) // instead of hold, when set
}

func (d *door) Hold(context.Context, order.PartnerID) (*order.Hold, error) {
	d.reads++
	if d.look != nil {
		return d.look()
	}
	return d.hold, nil
}

func (d *door) die(at time.Time) {
	d.dead = true
	d.hold = &order.Hold{Since: at, Code: "AADSTS700082", Reason: "the sign-in is too old", Actor: "operator", Next: "sign in again", Link: "/v1/partners/acme/consents"}
}

func (d *door) open() { d.dead, d.hold = false, nil }

// locked is a house behind the door.
func locked(d *desk) *door {
	door := &door{}
	d.Holds = door
	d.Seller = func(ctx context.Context, p order.PartnerID) (order.Seller, error) {
		s, err := d.house.seller(ctx, p)
		l := lock{s, door}
		locked := s
		locked.Tenants, locked.Agreements, locked.Catalogue, locked.Carts, locked.Sales, locked.Licences = l, l, l, l, l, l
		locked.Countries, locked.Standing = l, l
		return locked, err
	}
	return door
}

// lock lets a call through to the seller only with a sign-in that lives: without one nothing is sent.
type lock struct {
	order.Seller

	door *door
}

func (l lock) shut() error {
	if l.door.dead {
		return fault.Coded(fault.Unauthenticated.Errorf("the sign-in is too old"), "AADSTS700082")
	}
	return nil
}

// through makes a call when the door is open.
func through[T any](l lock, call func() (T, error)) (T, error) {
	if err := l.shut(); err != nil {
		return *new(T), err
	}
	return call()
}

func (l lock) Taken(ctx context.Context, domain string) (bool, error) {
	return through(l, func() (bool, error) { return l.Tenants.Taken(ctx, domain) })
}

func (l lock) CreateTenant(ctx context.Context, id order.RequestID, c order.Customer) (order.Tenant, error) {
	return through(l, func() (order.Tenant, error) { return l.Tenants.CreateTenant(ctx, id, c) })
}

func (l lock) FindTenant(ctx context.Context, ref string) (order.Tenant, error) {
	return through(l, func() (order.Tenant, error) { return l.Tenants.FindTenant(ctx, ref) })
}

func (l lock) Attested(ctx context.Context, t order.TenantID) (bool, error) {
	return through(l, func() (bool, error) { return l.Agreements.Attested(ctx, t) })
}

func (l lock) Attest(ctx context.Context, id order.RequestID, t order.TenantID, c order.Consent) (string, error) {
	return through(l, func() (string, error) { return l.Agreements.Attest(ctx, id, t, c) })
}

func (l lock) Country(ctx context.Context, code string) (order.Country, error) {
	return through(l, func() (order.Country, error) { return l.Countries.Country(ctx, code) })
}

func (l lock) Screened(ctx context.Context, t order.TenantID) (order.Screening, error) {
	return through(l, func() (order.Screening, error) { return l.Standing.Screened(ctx, t) })
}

func (l lock) Segments(ctx context.Context, t order.TenantID) (map[string]bool, error) {
	return through(l, func() (map[string]bool, error) { return l.Standing.Segments(ctx, t) })
}

func (l lock) Resolve(ctx context.Context, t order.TenantID, country string, i order.Item) (order.Offer, error) {
	return through(l, func() (order.Offer, error) { return l.Catalogue.Resolve(ctx, t, country, i) })
}

func (l lock) CreateCart(ctx context.Context, id order.RequestID, t order.TenantID, mpn string, lines []order.CartLine) (order.Cart, error) {
	return through(l, func() (order.Cart, error) { return l.Carts.CreateCart(ctx, id, t, mpn, lines) })
}

func (l lock) Checkout(ctx context.Context, id order.RequestID, t order.TenantID, cart string) (order.Receipt, error) {
	return through(l, func() (order.Receipt, error) { return l.Carts.Checkout(ctx, id, t, cart) })
}

func (l lock) Cart(ctx context.Context, t order.TenantID, cart string) (order.Cart, error) {
	return through(l, func() (order.Cart, error) { return l.Carts.Cart(ctx, t, cart) })
}

func (l lock) SoldSince(ctx context.Context, t order.TenantID, since time.Time) ([]order.Sold, error) {
	return through(l, func() ([]order.Sold, error) { return l.Sales.SoldSince(ctx, t, since) })
}

func (l lock) SoldOrder(ctx context.Context, t order.TenantID, id string) (order.Sold, error) {
	return through(l, func() (order.Sold, error) { return l.Sales.SoldOrder(ctx, t, id) })
}

func (l lock) Provisioned(ctx context.Context, t order.TenantID, id string) ([]string, error) {
	return through(l, func() ([]string, error) { return l.Sales.Provisioned(ctx, t, id) })
}

func (l lock) Read(ctx context.Context, tenant string, id subscription.ID) (subscription.Facts, error) {
	return through(l, func() (subscription.Facts, error) { return l.Licences.Read(ctx, tenant, id) })
}

func (l lock) List(ctx context.Context, tenant string) (map[subscription.ID]subscription.Facts, error) {
	return through(l, func() (map[subscription.ID]subscription.Facts, error) { return l.Licences.List(ctx, tenant) })
}

func (l lock) Edit(ctx context.Context, request, tenant string, id subscription.ID, e subscription.Edit) (subscription.Facts, error) {
	return through(l, func() (subscription.Facts, error) { return l.Licences.Edit(ctx, request, tenant, id, e) })
}
