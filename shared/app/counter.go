package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// keysTimeout bounds the fetching of the issuer's keys.
const keysTimeout = 5 * time.Second

// Scopes of our API. functions.All names the same, and a test compares both with the contract.
const (
	scopeRead          = "orders.read"
	scopeWrite         = "orders.write"
	scopePricesRead    = "prices.read"
	scopePricesWrite   = "prices.write"
	scopePartnersRead  = "partners.read"
	scopePartnersWrite = "partners.write"

	scopeSubscriptionsRead   = "subscriptions.read"
	scopeSubscriptionsWrite  = "subscriptions.write"
	scopeSubscriptionsCancel = "subscriptions.cancel"
	scopeTenantsSecret       = "tenants.secret"

	scopeDNSRead  = "dns.read"
	scopeDNSWrite = "dns.write"

	scopeMigrationsRead  = "migrations.read"
	scopeMigrationsWrite = "migrations.write"

	scopeEventsRead  = "events.read"
	scopeEventsWrite = "events.write"
)

// counter is what the functions of the order API share.
type counter struct {
	options edge.Options
	table   *table.Table
	desk    order.Desk
}

// counter opens the order API for one operation. Only those that write wake the worker.
func (e *Env) counter(operation, scope string) (counter, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return counter{}, err
	}
	c := counter{options: edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope, Shops: scope == scopeRead || scope == scopeWrite}, table: t}
	c.desk = order.Desk{Book: t, Now: e.Now}
	if scope == scopeWrite {
		q, err := e.openQueue(setting.OrderQueue)
		if err != nil {
			return counter{}, err
		}
		c.desk.Waker = waker{queue: q, now: e.Now, log: e.Log}
	}
	return c, nil
}

// at gives the desk for one call: a shop's client finds its shop's orders there.
func (c counter) at(r edge.Request) order.Desk {
	d := c.desk
	d.Shop = r.Shop
	return d
}

// audited gives the desk for one call that changes an order, which leaves a record with the change, and with it what the caller says of people.
func (c counter) audited(r edge.Request, what audit.What, personal map[string]string) order.Desk {
	d := c.at(r)
	d.Book = &auditedBook{Table: c.table, trail: audit.Trail{Chains: c.table, Now: d.Now}, what: what, by: caller(r), personal: personal}
	return d
}

// openGuarded opens the table, and what verifies the callers of our API by it.
func (e *Env) openGuarded() (*table.Table, *edge.Guard, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, nil, err
	}
	v, err := e.need(setting.Issuer, setting.Audience)
	if err != nil {
		return nil, nil, err
	}
	rate, err := e.callRate()
	if err != nil {
		return nil, nil, err
	}
	return t, &edge.Guard{
		Issuer: v[0], Audience: v[1], Clients: clients{t}, HTTP: &http.Client{Transport: e.web(), Timeout: keysTimeout}, Now: e.Now,
		Rate: &edge.Rate{Allowance: t, PerMinute: rate, Now: e.Now},
	}, nil
}

// callRate reads how many calls a minute a client may make.
func (e *Env) callRate() (int, error) {
	text := cmp.Or(e.Settings[setting.CallRate], "0")
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s: want a number of calls from 0 on", setting.CallRate)
	}
	return n, nil
}

// clients tells for whom an API client acts.
type clients struct{ table *table.Table }

// Client implements edge.Clients.
func (c clients) Client(ctx context.Context, id string) (partner, shop string, err error) {
	p, shop, err := c.table.Acts(ctx, id)
	return string(p), shop, err
}

// testable refuses a test order for a partner whose account is live: it would buy.
func (c counter) testable(ctx context.Context, o order.Order) error {
	if !o.Test {
		return nil
	}
	p, err := c.table.Partner(ctx, o.Partner)
	if err != nil {
		return err
	}
	if !p.Live {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("a test order is never bought on a live account"), fault.Field{Pointer: "/test", Text: "want false, or a partner with a sandbox account"})
}
