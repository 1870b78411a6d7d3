package storefront

import (
	"cmp"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// Trial is an order that a connection is tried with. Nobody ordered it, and nothing comes of it.
type Trial struct {
	SKU   string
	Seats int
	// Body is a webhook's as a shop sent it once, instead of a sample. Topic is what it came under; "" for the platform's usual one.
	Body  []byte
	Topic string
}

// Sampler makes the webhook that a shop would send, signed with its secret, at the current time.
type Sampler interface {
	Sample(t Trial, c partner.Connection, secret string, at time.Time) (Delivery, error)
}

// TrialOrder is the shop's key of a trial's order.
const TrialOrder = "1001"

// TrialPrice is what a seat of a trial is sold for, which is more than one costs.
const TrialPrice = 100_000

// TrialCurrency is what a connection's limits and costs are in, so that a trial is sold in it.
func TrialCurrency(c partner.Connection, sku string) string {
	limit, cost := "", ""
	if c.Limits.Money != nil {
		limit = c.Limits.Money.Currency()
	}
	if m := c.SKUs[sku].UnitCost; m != nil {
		cost = m.Currency()
	}
	return cmp.Or(cost, limit, "EUR")
}

// TrialGiven are the attributes of a trial, under the names that the connection has for them.
func TrialGiven(names partner.Attributes) []Given {
	used := withDefaults(names)
	return []Given{{Name: used.Domain, Value: "seatwrighttrial.onmicrosoft.com"}, {Name: used.Kind, Value: string(NewTenant)}}
}

// TrialBuyer is who buys a trial.
func TrialBuyer() order.Customer {
	return order.Customer{
		Company: "Trial GmbH", First: "Tom", Last: "Trial", Email: "trial@example.com", Phone: "+493055501",
		Address: order.Address{Line1: "Musterweg 7", City: "Berlin", PostalCode: "10115", Country: "DE"},
	}
}

// Sale gives a trial as the platform's API would show it, for a platform whose webhooks do not tell the order.
func (t Trial) Sale(c partner.Connection, at time.Time) Sale {
	s := Sale{
		Order: TrialOrder, Version: at, Read: at, Whole: true, Paid: true, Currency: TrialCurrency(c, t.SKU),
		Lines: []Line{{Key: "1", SKU: t.SKU, Seats: t.Seats, Price: &Price{Net: TrialPrice * money.Unit, Of: 1}}},
	}
	s.Answer(TrialGiven(c.Names), TrialBuyer(), "", c.Names)
	return s
}
