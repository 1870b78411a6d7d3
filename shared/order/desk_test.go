package order_test

import (
	"context"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
)

// desk is a small shop: an order desk, a worker and a seller that share a clock which sleeping moves.
type desk struct {
	order.Desk
	order.Fulfil
	ledger *ledger
	house  *house
	clock  time.Time
}

func newDesk() *desk {
	d := &desk{ledger: newLedger(), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return d.clock }
	d.house = newHouse(now)
	d.Desk = order.Desk{Book: d.ledger, Waker: d.ledger, Now: now}
	d.Fulfil = order.Fulfil{Ledger: d.ledger, Seller: d.house.seller, Vault: d.house, Now: now, Sleep: func(_ context.Context, w time.Duration) error {
		d.clock = d.clock.Add(w)
		return nil
	}}
	return d
}

// settle runs an order whenever it is due, until it rests.
func (d *desk) settle(t interface{ Fatalf(string, ...any) }, id order.ID) order.Order {
	for range 300 {
		_, err := d.Run(context.Background(), id)
		if err != nil && fault.Of(err) != fault.Unavailable {
			t.Fatalf("run: %v", err)
		}
		o, err := d.ledger.Load(context.Background(), id)
		if err != nil {
			t.Fatalf("load: %v", err)
		}
		if o.Due.IsZero() || o.State == order.Waiting || o.State == order.AsksPerson {
			return o
		}
		if o.Due.After(d.clock) {
			d.clock = o.Due
		}
	}
	t.Fatalf("the order never rests")
	return order.Order{}
}

func sample() order.Order {
	cost, _ := money.Parse("216.00", "EUR")
	return order.Order{
		Partner: "acme", Source: order.Source{Kind: "api", Of: "client", Ref: "k1"},
		Customer: order.Customer{
			Domain: "northwind.onmicrosoft.com", Company: "Northwind", First: "Jo", Last: "Doe", Email: "jo@example.com",
			Address: order.Address{Line1: "Main 1", City: "Berlin", PostalCode: "10115", Country: "DE"},
		},
		Agreement: &order.Consent{First: "Jo", Last: "Doe", Email: "jo@example.com", Date: time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)},
		Lines: []order.Line{{
			Key: "1", Quantity: 5, UnitCost: &cost,
			Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly", Segment: "commercial"},
		}},
	}
}

func place(t *testing.T, d *desk, o order.Order) order.ID {
	t.Helper()
	placed, err := d.Place(t.Context(), o)
	if err != nil {
		t.Fatalf("place: %v", err)
	}
	return placed.ID
}

func run(t *testing.T, d *desk, id order.ID) order.Order {
	t.Helper()
	o, err := d.Run(t.Context(), id)
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	return o
}
