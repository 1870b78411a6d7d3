package partnercenter

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Base is the partner's customers and what they have, for a migration.
type Base struct{ client *Client }

var _ migration.Source = Base{}

// Base gives the client as source of a migration.
func (c *Client) Base() Base { return Base{c} }

// pageSize is the most customers that Microsoft documents for a page.
const pageSize = "500"

// Customers gives a page of all customers. Microsoft's list shows of each the tenant, the company and the first domain; Details gives the rest.
func (b Base) Customers(ctx context.Context, cursor string) ([]migration.Customer, string, error) {
	items, next, err := turn[wireCustomer](ctx, b.client, cursor, "/v1/customers", url.Values{"size": {pageSize}})
	if err != nil {
		return nil, "", err
	}
	all := make([]migration.Customer, 0, len(items))
	for _, w := range items {
		t := w.noun()
		if !guid.MatchString(string(t.ID)) {
			return nil, "", fault.Unavailable.Errorf("list the customers: Partner Center gives one without an id")
		}
		if !same(w.Relationship, "none") {
			all = append(all, migration.Customer{Tenant: migration.Tenant(t.ID), Company: t.Company, Domain: t.Domain})
		}
	}
	return all, next, nil
}

// Services gives all subscriptions of a customer, those among them that are over, or fault.NotFound when it is no customer any more.
func (b Base) Services(ctx context.Context, t migration.Tenant) ([]migration.Service, error) {
	items, err := list[wireSubscription](ctx, b.client, "/v1/customers/{customer}/subscriptions", nil, string(t))
	if err != nil {
		return nil, gone(err)
	}
	all := make([]migration.Service, 0, len(items))
	for _, w := range items {
		if w.ID == "" {
			return nil, fault.Unavailable.Errorf("list the subscriptions: Partner Center gives one without an id")
		}
		all = append(all, b.client.service(w))
	}
	return all, nil
}

// gone gives the refusals that mean "no customer of this partner" the kind of that.
func gone(err error) error {
	if code := fault.Code(err); code == "20002" || code == "60003" {
		return fault.Coded(fault.NotFound.Wrap(err, "the tenant is no customer of the partner"), code)
	}
	return err
}

// service gives a subscription as a migration sees it. Currency, segment and family are not shown by Partner Center. The end of a legacy
// subscription is documented as the day after its last one, that of the new commerce as the last day itself.
func (c *Client) service(w wireSubscription) migration.Service {
	f := c.facts(w)
	s := migration.Service{
		ID: migration.ServiceID(strings.ToLower(w.ID)), Offer: strings.TrimSpace(w.Offer), Name: f.Name, Term: f.Term, Billing: f.Billing, Quantity: f.Quantity,
		Status: f.Status, Base: migration.ServiceID(f.Base), Trial: f.Trial, Created: f.Created, Started: f.Started, MPN: f.PartnerOfRecord,
	}
	s.Kind = migration.KindOf(s.Offer, strings.TrimSpace(w.Product.ID))
	if end := f.CommitmentEnds; !end.IsZero() {
		s.Ends = end.UTC().Truncate(24 * time.Hour)
	}
	switch s.Kind {
	case migration.Legacy:
		s.Offer = strings.ToLower(s.Offer)
		if !s.Ends.IsZero() {
			s.Ends = s.Ends.AddDate(0, 0, -1)
		}
	case migration.NewCommerce, migration.Other:
		s.Product, s.SKU = f.Product, f.SKU
	}
	return s
}

// Changed gives the customers about whom Microsoft's audit records tell something since a time, asked for day by day as Microsoft recommends. It keeps them
// for 90 days. What nobody did has no record: terms that end and renew by themselves.
func (b Base) Changed(ctx context.Context, since time.Time) (map[migration.Tenant]bool, error) {
	today := b.client.now().UTC().Truncate(24 * time.Hour)
	first := since.UTC().Truncate(24 * time.Hour)
	if today.Sub(first) >= auditDays*24*time.Hour { // the oldest day may be going while it is asked for
		return nil, fault.Gone.Errorf("Microsoft tells changes of the last %d days only", auditDays)
	}
	changed := map[migration.Tenant]bool{}
	for day := first; !day.After(today); day = day.AddDate(0, 0, 1) {
		records, err := b.client.Audit(ctx, day)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if guid.MatchString(r.Tenant) {
				changed[migration.Tenant(r.Tenant)] = true
			}
		}
	}
	return changed, nil
}

// Details reads what the list does not show of a customer: how to reach it, its reseller, whether it answers as our customer and has accepted the agreement. In
// which currency it is billed Microsoft does not show. That delegated administration is there is shown for the old kind of it only, so that its absence is not
// taken for a no.
func (b Base) Details(ctx context.Context, m *migration.Customer) error {
	var w struct {
		wireCustomer

		Delegated bool `json:"allowDelegatedAccess"`
	}
	err := gone(b.client.read(ctx, &w, customerRoute, nil, string(m.Tenant)))
	if fault.Of(err) == fault.NotFound || err == nil && same(w.Relationship, "none") {
		m.Reached = migration.No
		return nil
	}
	if err != nil {
		return err
	}
	m.Reached = migration.Yes
	if w.Delegated {
		m.Consented = migration.Yes
	}
	t := w.noun()
	m.Email, m.Country = t.Email, t.Country
	agreed, err := b.client.Attested(ctx, order.TenantID(m.Tenant))
	switch {
	case fault.Of(err) == fault.Denied: // Microsoft tells it to a signed-in user only
	case err != nil:
		return err
	case agreed:
		m.Agreed = migration.Yes
	default:
		m.Agreed = migration.No
	}
	return b.reseller(ctx, m)
}

// reseller reads which indirect reseller a provider's customer belongs to. Where several act for it, each subscription says whose it is.
func (b Base) reseller(ctx context.Context, m *migration.Customer) error {
	if b.client.partner.Tier != partner.Indirect {
		return nil
	}
	all, err := b.client.ResellersOf(ctx, string(m.Tenant))
	if err == nil && len(all) == 1 {
		m.MPN = all[0].MPN
	}
	return err
}
