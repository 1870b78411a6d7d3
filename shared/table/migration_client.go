package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Client is a customer that was taken over, with what was filled in for it.
type Client struct {
	Partner   string                     `json:"partner"`
	Tenant    migration.Tenant           `json:"tenant"`
	Username  string                     `json:"username"`
	Company   string                     `json:"company"`
	Email     string                     `json:"email,omitempty"`
	Filled    map[migration.Field]string `json:"filled"`
	Migration string                     `json:"migration"` // which took it over
	At        time.Time                  `json:"at"`
}

// Owned is a subscription that was taken over. Its licence is kept by Subscriptions; this is what the migration knew.
type Owned struct {
	Partner      string                     `json:"partner"`
	Tenant       migration.Tenant           `json:"tenant"`
	Subscription migration.ServiceID        `json:"subscription"`
	Was          migration.ServiceID        `json:"was,omitempty"` // the legacy subscription that it was
	Base         migration.ServiceID        `json:"base,omitempty"`
	Offer        string                     `json:"offer"`
	Seats        int                        `json:"seats"`
	Filled       map[migration.Field]string `json:"filled"`
	Migration    string                     `json:"migration"`
	At           time.Time                  `json:"at"`
}

// Opening is the opening invoice of a subscription that was taken over: what its seats cost from one day to another, both included.
type Opening struct {
	Partner      string              `json:"partner"`
	Tenant       migration.Tenant    `json:"tenant"`
	Subscription migration.ServiceID `json:"subscription"`
	Offer        string              `json:"offer"`
	Seats        int                 `json:"seats"`
	From         string              `json:"from"`
	To           string              `json:"to"`
	Reseller     string              `json:"reseller,omitempty"` // amount of a seat that the reseller pays
	Customer     string              `json:"customer,omitempty"` // and that the customer pays
	Currency     string              `json:"currency"`
	Migration    string              `json:"migration"`
	At           time.Time           `json:"at"`
}

// TakeClient makes the customer of an item a client. Doing it again changes nothing, but what was filled in otherwise meanwhile. It fails with fault.Conflict when
// the tenant is a client under another username, or the username is another client's.
func (m Migrations) TakeClient(ctx context.Context, i *migration.Item) error {
	c := Client{
		Partner: i.Partner, Tenant: i.Tenant, Username: i.Filled[migration.Username], Company: i.Company, Email: i.Email, Filled: i.Filled,
		Migration: i.Migration, At: m.table.now(),
	}
	is, err := m.Client(ctx, c.Partner, c.Tenant)
	switch {
	case err == nil && is.Username != c.Username:
		return fault.Conflict.Errorf("the tenant is a client under another username")
	case err == nil && is.Migration != c.Migration:
		return nil // an earlier migration took it over
	case err == nil:
		c.At = is.At
	case fault.Of(err) != fault.NotFound:
		return err
	}
	// The name comes first: who dies in between has it still, when the client is written.
	if err := m.name(ctx, &c); err != nil {
		return err
	}
	return m.table.putDocument(ctx, key.Owner(c.Partner, string(c.Tenant)), "client", c)
}

// name makes a username the client's.
func (m Migrations) name(ctx context.Context, c *Client) error {
	if c.Username == "" {
		return nil
	}
	k := key.OwnerNamed(c.Partner, c.Username)
	i := item(k)
	i[attrBy] = string(c.Tenant)
	err := m.table.store.Put(ctx, i, absent()) // one that is the same is fine
	if fault.Of(err) == fault.Conflict {
		return fault.Conflict.Errorf("the username is another client's")
	}
	return wrap(err, "claim a username")
}

// Client gives a client that was taken over, or fault.NotFound.
func (m Migrations) Client(ctx context.Context, partner string, t migration.Tenant) (Client, error) {
	var c Client
	err := m.table.document(ctx, key.Owner(partner, string(t)), "client", &c)
	return c, err
}

// Clients gives a page of a partner's clients that were taken over, in the order of their tenants. Next is what to give as after for the page behind it, and ""
// on the last. A cursor of another list fails with fault.Invalid.
func (m Migrations) Clients(ctx context.Context, partner, after string, limit int) (page []Client, next string, err error) {
	return list(ctx, m.table, m.owners(partner, key.Owners, after, limit), "clients", plainly[Client])
}

func (m Migrations) owners(partner, prefix, after string, limit int) store.Query {
	return store.Query{Partition: string(key.Owner(partner, "").PK), Prefix: prefix, Limit: limit, After: after}
}

// TakeService makes a subscription one of the client's. Doing it again changes nothing. It fails with fault.Conflict when another client has it.
func (m Migrations) TakeService(ctx context.Context, i *migration.Item, t *migration.Task) error {
	o := Owned{
		Partner: i.Partner, Tenant: i.Tenant, Subscription: t.Result, Base: t.Base, Offer: t.Offer, Seats: t.Seats, Filled: t.Filled,
		Migration: i.Migration, At: m.table.now(),
	}
	if t.Result != t.Service {
		o.Was = t.Service
	}
	return m.own(ctx, key.Owned(o.Partner, string(o.Subscription)), i.Tenant, "subscription that was taken over", o)
}

// OpenInvoice makes the opening invoice of a service. Doing it again changes nothing.
func (m Migrations) OpenInvoice(ctx context.Context, i *migration.Item, t *migration.Task) error {
	o := Opening{
		Partner: i.Partner, Tenant: i.Tenant, Subscription: t.Result, Offer: t.Offer, Seats: t.Seats, From: t.Filled[migration.InvoiceFrom],
		To: t.Filled[migration.InvoiceTo], Reseller: t.Filled[migration.ResellerOrder], Customer: t.Filled[migration.CustomerOrder],
		Currency: i.Filled[migration.Currency], Migration: i.Migration, At: m.table.now(),
	}
	return m.own(ctx, key.Opening(o.Partner, string(o.Subscription)), i.Tenant, "opening invoice", o)
}

// own puts what is a client's, once.
func (m Migrations) own(ctx context.Context, k key.Key, t migration.Tenant, what string, v any) error {
	i, err := document(k, v)
	if err != nil {
		return err
	}
	i[attrBy] = string(t)
	err = m.table.store.Put(ctx, i, absent())
	if fault.Of(err) != fault.Conflict {
		return wrap(err, "store the "+what)
	}
	is, err := m.table.get(ctx, k, what)
	if err == nil && text(is, attrBy) != string(t) {
		return fault.Conflict.Errorf("%s: it is another client's", what)
	}
	return err
}

// Owned gives a subscription that was taken over, or fault.NotFound.
func (m Migrations) Owned(ctx context.Context, partner string, id migration.ServiceID) (Owned, error) {
	var o Owned
	err := m.table.document(ctx, key.Owned(partner, string(id)), "subscription that was taken over", &o)
	return o, err
}

// AllOwned gives a page of a partner's subscriptions that were taken over, in the order of their ids, as Clients does.
func (m Migrations) AllOwned(ctx context.Context, partner, after string, limit int) (page []Owned, next string, err error) {
	return list(ctx, m.table, m.owners(partner, key.AllOwned, after, limit), "subscriptions that were taken over", plainly[Owned])
}

// Openings gives a page of a partner's opening invoices, in the order of the subscriptions' ids, as Clients does.
func (m Migrations) Openings(ctx context.Context, partner, after string, limit int) (page []Opening, next string, err error) {
	return list(ctx, m.table, m.owners(partner, key.Openings, after, limit), "opening invoices", plainly[Opening])
}
