package localstack_test

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
	"github.com/seatwright/seatwright/localstack/sim/stripe"
	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

// open gives a shop without orders.
func (p process) open(_ context.Context, platform string, c command) (merchant, error) {
	connect := func() error { return p.Shops.Connect(local.API) }
	asked := map[string]string{
		"m365_tenant_domain": c.domain, "m365_mca_first_name": "Mira", "m365_mca_last_name": "Beispiel", "m365_mca_email": "mira.beispiel@example.com",
		"m365_mca_date": "2026-11-20",
	}
	switch platform {
	case "shopify":
		return &atShopify{Sim: p.Shops.Shopify, asked: asked, hooks: connect}, nil
	case "woocommerce":
		return &atWooCommerce{Sim: p.Shops.WooCommerce, asked: asked, hooks: connect}, nil
	case "stripe":
		return &atStripe{Sim: p.Shops.Stripe, asked: asked, hooks: connect}, nil
	case "standard":
		return &atStandard{story: c.story, asked: asked, now: p.clock.Now}, nil
	}
	return nil, fmt.Errorf("platform %q is not known", platform)
}

// atShopify is a merchant on Shopify.
type atShopify struct {
	*shopify.Sim

	asked map[string]string
	hooks func() error
	order uint64
}

func (a *atShopify) connect() error { return a.hooks() }

func (a *atShopify) buy(_ context.Context, seats int) error {
	var attributes []shopify.Attribute
	for name, value := range a.asked {
		attributes = append(attributes, shopify.Attribute{Name: name, Value: value})
	}
	var err error
	a.order, err = a.Create(shopify.NewOrder{
		Paid: true, TaxPercent: 19, Email: a.asked["m365_mca_email"], Attributes: attributes,
		Lines: []shopify.NewLine{{SKU: soldSKU, Quantity: seats, Price: "250.00"}},
	})
	return err
}

func (a *atShopify) pay(context.Context) error { return a.Pay(a.order) }

func (a *atShopify) edit(_ context.Context, seats int) error {
	return a.Edit(shopify.Edit{Order: a.order, SKU: soldSKU, Quantity: seats})
}

func (a *atShopify) refund(_ context.Context, seats int) error {
	return a.Refund(shopify.Refund{Order: a.order, Lines: map[string]int{soldSKU: seats}})
}

func (a *atShopify) cancel(context.Context) error { return a.Cancel(shopify.Cancel{Order: a.order}) }

func (a *atShopify) end(context.Context) error {
	return a.Cancel(shopify.Cancel{Order: a.order, Refund: true})
}

func (a *atShopify) resend(context.Context) error { return a.Resend(a.order, "orders/updated") }

func (a *atShopify) behave(l control.Luck) error { return a.Behave(l) }

func (a *atShopify) sent() (all []sentOff) {
	for _, d := range a.Deliveries() {
		all = append(all, sentOff{d.Topic, d.Due, d.Attempts, d.Status})
	}
	return all
}

// atWooCommerce is a merchant with WooCommerce.
type atWooCommerce struct {
	*woocommerce.Sim

	asked map[string]string
	hooks func() error
	order int
	left  int // seats whose money was not given back
}

func (a *atWooCommerce) connect() error { return a.hooks() }

func (a *atWooCommerce) buy(_ context.Context, seats int) error {
	var meta []woocommerce.Meta
	for name, value := range a.asked {
		meta = append(meta, woocommerce.Meta{Key: name, Value: value})
	}
	a.left = seats
	var err error
	a.order, err = a.Create(woocommerce.NewOrder{
		Paid: true, TaxPercent: 19, Meta: meta, Lines: []woocommerce.Line{{SKU: soldSKU, Quantity: seats, Price: "250.00"}},
	})
	return err
}

func (a *atWooCommerce) pay(context.Context) error { return a.Pay(a.order) }

func (a *atWooCommerce) edit(_ context.Context, seats int) error {
	a.left = seats
	return a.Edit(woocommerce.Edit{Order: a.order, SKU: soldSKU, Quantity: seats})
}

func (a *atWooCommerce) refund(_ context.Context, seats int) error {
	a.left -= seats
	return a.Refund(woocommerce.Refund{Order: a.order, Lines: map[string]int{soldSKU: seats}})
}

func (a *atWooCommerce) cancel(context.Context) error { return a.Cancel(a.order) }

func (a *atWooCommerce) end(ctx context.Context) error {
	if err := a.cancel(ctx); err != nil {
		return err
	}
	return a.refund(ctx, a.left)
}

func (a *atWooCommerce) resend(context.Context) error { return a.Resend(a.order) }

func (a *atWooCommerce) behave(l control.Luck) error { return a.Behave(l) }

func (a *atWooCommerce) sent() (all []sentOff) {
	for _, d := range a.Deliveries() {
		if d.Ping {
			continue
		}
		attempts := 0
		if d.Done && !d.Lost {
			attempts = 1
		}
		all = append(all, sentOff{d.Topic, d.Due, attempts, d.Status})
	}
	return all
}

// atStripe is a merchant who sells subscriptions by Stripe.
type atStripe struct {
	*stripe.Sim

	asked   map[string]string
	hooks   func() error
	session string
	seats   int
}

func (a *atStripe) connect() error { return a.hooks() }

func (a *atStripe) buy(_ context.Context, seats int) error {
	a.seats = seats
	var err error
	a.session, err = a.Create(stripe.NewSession{
		Mode: "subscription", TaxPercent: 19, SubscriptionMetadata: a.asked,
		Lines: []stripe.Line{{LookupKey: soldSKU, Quantity: int64(seats), UnitAmount: 25000}},
	})
	if err != nil {
		return err
	}
	return a.Complete(a.session, false)
}

func (a *atStripe) pay(context.Context) error { return a.PayLate(a.session) }

// edit bills the difference, and the card is declined until the buyer pays.
func (a *atStripe) edit(_ context.Context, seats int) error {
	more := seats > a.seats
	a.seats = seats
	return a.Change(stripe.Change{Session: a.session, LookupKey: soldSKU, Quantity: int64(seats), Unpaid: more})
}

// refund gives money back; Stripe knows no seats. The price has 19 % tax on top.
func (a *atStripe) refund(_ context.Context, seats int) error {
	return a.Refund(stripe.Refund{Session: a.session, Amount: int64(seats) * 25000 * 119 / 100})
}

func (a *atStripe) cancel(context.Context) error { return a.End(a.session) }

func (a *atStripe) end(ctx context.Context) error {
	if err := a.cancel(ctx); err != nil {
		return err
	}
	return a.Refund(stripe.Refund{Session: a.session})
}

// resend tells of every event once more.
func (a *atStripe) resend(context.Context) error {
	for _, e := range a.Events() {
		id, ok := e["id"].(string)
		if !ok {
			return fmt.Errorf("an event has the id %v", e["id"])
		}
		if err := a.Resend(id); err != nil {
			return err
		}
	}
	return nil
}

func (a *atStripe) behave(l control.Luck) error { return a.Behave(l) }

func (a *atStripe) sent() (all []sentOff) {
	for _, d := range a.Deliveries() {
		all = append(all, sentOff{d.Type, d.Due, d.Attempts, d.Status})
	}
	return all
}
