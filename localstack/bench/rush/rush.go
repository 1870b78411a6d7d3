// Package rush plays a busy day of a shop through the whole system in one process, and counts what was lost and what was done twice.
//
// The shop sells to a customer at a time, takes some seats out of some orders, and gives the money of others back. What it sends comes twice, and late, as
// luck has it; and the table may fail meanwhile. In the end each order has exactly one licence, with the seats that are left of it.
//
//	rush.go  the day     count.go  what became of it     table.go  a table that fails
package rush

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Day says what kind of day it is.
type Day struct {
	Orders int
	Twice  int // of a hundred messages so many come twice
	Late   int // of a hundred so many are late, by twenty minutes at most
	Fails  int // of a hundred tries to write to the table so many fail
	Tries  int // of each write, of which one that is good is enough: the SDK makes three; 0: one
}

// What happens to orders later on: every fifth loses two seats, every eighth is given the money of one back.
const (
	sold      = 5
	fewer     = 3
	editEvery = 5
	backEvery = 8
	perMinute = 50
	sku       = "M365-BP-1Y-M"
)

// day is one on its way.
type day struct {
	Day
	*local.System

	clock *local.Clock
	table *flaky
	want  map[string]int // seats, by the tenant's domain
	ids   []uint64       // of the shop's orders
}

// Play plays a day to its end.
func Play(ctx context.Context, how Day) (Outcome, error) {
	d := &day{Day: how, clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), table: newFlaky(how.Fails, how.Tries), want: map[string]int{}}
	var err error
	d.System, err = local.Start(ctx, local.Options{
		Clock: d.clock, Idle: []string{"pricesheet", "refresh", "seal"}, // they are of other days
		Store: func(s store.Store) store.Store {
			d.table.Store = s
			return d.table
		},
	})
	if err != nil {
		return Outcome{}, err
	}
	const lateBy = 20 * 60
	err = errors.Join(d.Shops.Connect(local.API), d.Shops.Shopify.Behave(control.Luck{Seed: "rush", Twice: how.Twice, Late: how.Late, LateBy: lateBy}))
	if err != nil {
		return Outcome{}, err
	}
	d.table.wakeUp()
	for _, part := range []func(context.Context) error{d.sell, d.change, d.rest} {
		if err := part(ctx); err != nil {
			return Outcome{}, err
		}
	}
	return d.count(ctx)
}

// sell sells all orders, some each minute.
func (d *day) sell(ctx context.Context) error {
	for n := range d.Orders {
		domain := fmt.Sprintf("rush%05d.onmicrosoft.com", n)
		id, err := d.Shops.Shopify.Create(shopify.NewOrder{
			Paid: true, TaxPercent: 19, Email: "mira.beispiel@example.com",
			Attributes: []shopify.Attribute{
				{Name: "m365_tenant_domain", Value: domain},
				{Name: "m365_mca_first_name", Value: "Mira"},
				{Name: "m365_mca_last_name", Value: "Beispiel"},
				{Name: "m365_mca_email", Value: "mira.beispiel@example.com"},
				{Name: "m365_mca_date", Value: "2026-11-20"},
			},
			Lines: []shopify.NewLine{{SKU: sku, Quantity: sold, Price: "250.00"}},
		})
		if err != nil {
			return err
		}
		d.ids, d.want[domain] = append(d.ids, id), sold
		if n%perMinute == perMinute-1 {
			if err := d.minute(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// change takes seats out of some orders, and gives the money of some back.
func (d *day) change(ctx context.Context) error {
	for n, id := range d.ids {
		domain := fmt.Sprintf("rush%05d.onmicrosoft.com", n)
		var failed error
		if n%editEvery == 0 {
			failed = d.Shops.Shopify.Edit(shopify.Edit{Order: id, SKU: sku, Quantity: fewer})
			d.want[domain] = fewer
		}
		if n%backEvery == 0 {
			failed = errors.Join(failed, d.Shops.Shopify.Refund(shopify.Refund{Order: id, Lines: map[string]int{sku: 1}}))
			d.want[domain]--
		}
		if failed != nil {
			return failed
		}
		if n%perMinute == perMinute-1 {
			if err := d.minute(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// rest lets time pass until every order is as it is to be, for a day at most.
func (d *day) rest(ctx context.Context) error {
	const most, look = 24 * 60, 15
	for n := range most {
		if err := d.minute(ctx); err != nil {
			return err
		}
		if _, more := d.Shops.Shopify.Next(); more || n%look != 0 {
			continue
		}
		if o, err := d.count(ctx); err != nil || o.Right == d.Orders && o.Waiting == 0 {
			return err
		}
	}
	return nil // the counts tell
}

// minute lets a minute pass. A schedule that fails comes again, as on AWS.
func (d *day) minute(ctx context.Context) error {
	d.clock.Advance(time.Minute)
	if err := d.Deliver(ctx); err != nil {
		return err
	}
	d.table.ticks(d.Fire(ctx))
	return d.Drain(ctx)
}
