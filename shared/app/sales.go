package app

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/webhook"
)

// sales joins what shops' orders ask for with the desks of orders and licences.
type sales struct {
	env   *Env
	table *table.Table
	wake  waker
}

// openSales opens what the functions that take shops' orders in share.
func (e *Env) openSales(t *table.Table) (sales, error) {
	q, err := e.openQueue(setting.OrderQueue)
	return sales{env: e, table: t, wake: waker{queue: q, now: e.Now, log: e.Log}}, err
}

// of gives the desk for one delivery to a connection, which is who acts then.
func (s sales) of(connection, correlation string) webhook.Desk {
	o := shopOrders{sales: s, by: actor{who: audit.Worker, correlation: correlation}, name: "connection " + connection}
	return webhook.Desk{Settings: s.table, Records: s.table, Marks: s.table, Orders: o, Licences: shopLicences(o), Inbox: s.table, Now: s.env.Now}
}

// shopOrders is the desk of orders as shops' orders see it.
type shopOrders struct {
	sales

	by   actor
	name string // who asks, for people
}

var _ webhook.Orders = shopOrders{}

// Load implements webhook.Orders.
func (s shopOrders) Load(ctx context.Context, id order.ID) (order.Order, error) {
	return s.table.Load(ctx, id)
}

// Place implements webhook.Orders.
func (s shopOrders) Place(ctx context.Context, o order.Order) error {
	o.Correlation = s.by.correlation
	_, err := order.Desk{Book: s.table, Waker: s.wake, Now: s.env.Now}.Place(ctx, o)
	return err
}

// Cancel implements webhook.Orders.
func (s shopOrders) Cancel(ctx context.Context, p order.PartnerID, id order.ID) error {
	book := &auditedBook{Table: s.table, trail: s.env.trail(s.table), what: audit.OrderCancelled, by: s.by}
	_, err := order.Desk{Book: book, Waker: s.wake, Now: s.env.Now}.Cancel(ctx, p, id, order.End, s.name)
	return err
}

// shopLicences is the desk of licences likewise.
type shopLicences shopOrders

var _ webhook.Licences = shopLicences{}

// Licence implements webhook.Licences.
func (s shopLicences) Licence(ctx context.Context, p order.PartnerID, id subscription.ID) (subscription.Subscription, error) {
	return s.table.Subscriptions().Load(ctx, string(p), id)
}

// Change implements webhook.Licences.
func (s shopLicences) Change(ctx context.Context, p order.PartnerID, id subscription.ID, change string) (subscription.Change, error) {
	return s.desk().Change(ctx, string(p), id, change)
}

// Ask implements webhook.Licences.
func (s shopLicences) Ask(ctx context.Context, p order.PartnerID, id subscription.ID, change string, w subscription.Wish) error {
	_, err := s.desk().Ask(ctx, subscription.Request{Partner: string(p), Of: id, Wish: w, By: s.name, Key: change, Correlation: s.by.correlation})
	return err
}

// desk decides on what is known of a licence. The worker decides once more on what the seller shows, so that nobody has to sign in here.
func (s shopLicences) desk() subscription.Desk {
	l := s.table.Subscriptions()
	return subscription.Desk{Records: l, Changes: l, Seller: nobody, Waker: licenceWaker{s.wake}, Now: s.env.Now}
}

func nobody(context.Context, string) (subscription.Seller, error) {
	return subscription.Seller{}, fault.Unavailable.Errorf("the seller is not asked here")
}
