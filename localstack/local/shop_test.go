package local_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
	"github.com/seatwright/seatwright/localstack/sim/stripe"
	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/table"
)

const soldSKU = "M365-BP-1Y-M"

// shop is one of the simulated shops, with one order in it.
type shop struct {
	connection, kind string
	order            string
	edit             func(seats int) error
	pay              func() error // the difference
	refund           func(seats int) error
	end              func() error // cancels, and gives all back
}

// given is what the buyer fills in.
func given() map[string]string {
	return map[string]string{
		"m365_tenant_domain": "northwindshop.onmicrosoft.com", "m365_mca_first_name": "Mira", "m365_mca_last_name": "Beispiel",
		"m365_mca_email": "mira.beispiel@example.com", "m365_mca_date": "2026-11-20",
	}
}

// trade starts a system with connected shops.
func trade(t *testing.T) (*local.System, *local.Clock) {
	t.Helper()
	s, clock := begin(t, local.World{})
	if err := s.Shops.Connect(local.API); err != nil {
		t.Fatal(err)
	}
	pass(t, s, time.Minute) // the pings
	return s, clock
}

func atShopify(t *testing.T, s *local.System, seats int) shop {
	t.Helper()
	var attributes []shopify.Attribute
	for name, value := range given() {
		attributes = append(attributes, shopify.Attribute{Name: name, Value: value})
	}
	id, err := s.Shops.Shopify.Create(shopify.NewOrder{
		Paid: true, TaxPercent: 19, Email: "mira.beispiel@example.com", Attributes: attributes,
		Lines: []shopify.NewLine{{SKU: soldSKU, Quantity: seats, Price: "250.00"}},
	})
	must(t, err)
	return shop{
		connection: local.Connection, kind: "shopify", order: strconv.FormatUint(id, 10),
		edit: func(n int) error { return s.Shops.Shopify.Edit(shopify.Edit{Order: id, SKU: soldSKU, Quantity: n}) },
		pay:  func() error { return s.Shops.Shopify.Pay(id) },
		refund: func(n int) error {
			return s.Shops.Shopify.Refund(shopify.Refund{Order: id, Lines: map[string]int{soldSKU: n}})
		},
		end: func() error { return s.Shops.Shopify.Cancel(shopify.Cancel{Order: id, Refund: true}) },
	}
}

func atWooCommerce(t *testing.T, s *local.System, seats int) shop {
	t.Helper()
	var meta []woocommerce.Meta
	for name, value := range given() {
		meta = append(meta, woocommerce.Meta{Key: name, Value: value})
	}
	id, err := s.Shops.WooCommerce.Create(woocommerce.NewOrder{
		Paid: true, TaxPercent: 19, Meta: meta,
		Lines: []woocommerce.Line{{SKU: soldSKU, Quantity: seats, Price: "250.00"}},
	})
	must(t, err)
	return shop{
		connection: local.WooConnection, kind: "woocommerce", order: strconv.Itoa(id),
		refund: func(n int) error {
			return s.Shops.WooCommerce.Refund(woocommerce.Refund{Order: id, Lines: map[string]int{soldSKU: n}})
		},
		end: func() error {
			if err := s.Shops.WooCommerce.Cancel(id); err != nil {
				return err
			}
			pass(t, s, time.Minute)
			return s.Shops.WooCommerce.Refund(woocommerce.Refund{Order: id, Lines: map[string]int{soldSKU: seats - 2}}) // after two were refunded
		},
	}
}

func atStripe(t *testing.T, s *local.System, seats int) shop {
	t.Helper()
	id, err := s.Shops.Stripe.Create(stripe.NewSession{
		Mode: "subscription", TaxPercent: 19, SubscriptionMetadata: given(),
		Lines: []stripe.Line{{LookupKey: soldSKU, Quantity: int64(seats), UnitAmount: 25000}},
	})
	must(t, err)
	must(t, s.Shops.Stripe.Complete(id, false))
	return shop{
		connection: local.StripeConnection, kind: "stripe",
		edit: func(n int) error {
			return s.Shops.Stripe.Change(stripe.Change{Session: id, LookupKey: soldSKU, Quantity: int64(n)})
		},
		pay: func() error { return nil },
		end: func() error {
			if err := s.Shops.Stripe.End(id); err != nil {
				return err
			}
			return s.Shops.Stripe.Refund(stripe.Refund{Session: id})
		},
	}
}

// settled lets half an hour pass, and gives the order of ours and its licence's seats.
func settled(t *testing.T, s *local.System, clock *local.Clock) (order.Order, int) {
	t.Helper()
	pass(t, s, 30*time.Minute)
	o := the(t, s, clock)
	seats := 0
	for _, sub := range s.PartnerCenter.Subscriptions() {
		if sub.Status == "active" {
			seats += sub.Quantity
		}
	}
	return o, seats
}

func TestAnOrderOfAShopIsBoughtAndFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T, *local.System, int) shop{"Shopify": atShopify, "WooCommerce": atWooCommerce, "Stripe": atStripe} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := trade(t)
			sh := open(t, s, 5)
			o, seats := settled(t, s, clock)
			if in(t, o, order.Fulfilled); seats != 5 || o.Source.Kind != sh.kind || o.Source.Of != sh.connection {
				t.Fatalf("%d seats of %+v", seats, o.Source)
			}
			if sh.edit != nil {
				must(t, sh.edit(8))
				must(t, sh.pay())
				if _, seats = settled(t, s, clock); seats != 8 {
					t.Fatalf("%d seats after three more were sold: %+v", seats, notesOf(t, s, clock, sh.connection))
				}
			}
			if sh.refund != nil {
				was := seats
				must(t, sh.refund(2))
				if _, seats = settled(t, s, clock); seats != was-2 {
					t.Fatalf("%d seats after two were refunded: %+v", seats, notesOf(t, s, clock, sh.connection))
				}
			}
			must(t, sh.end())
			if o, seats = settled(t, s, clock); seats != 0 || o.State != order.Cancelled {
				t.Fatalf("%d seats and %s after all was cancelled and refunded: %+v", seats, o.State, notesOf(t, s, clock, sh.connection))
			}
			sold(t, s, 1, 1)
		})
	}
}

func notesOf(t *testing.T, s *local.System, clock *local.Clock, connection string) (all []string) {
	t.Helper()
	found, _, err := table.Open(s.Store, clock.Now).Quarantined(t.Context(), connection, "", 100)
	must(t, err)
	for _, n := range found {
		all = append(all, fmt.Sprintf("%s %s %s: %s", n.Order, n.Line, n.Code, n.Reason))
	}
	return all
}

func TestWhatNoWebhookToldIsTakenInFromTheShopsList(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T, *local.System, int) shop{"Shopify": atShopify, "WooCommerce": atWooCommerce, "Stripe": atStripe} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{}) // the shops' webhooks are not set up
			open(t, s, 5)
			o, seats := settled(t, s, clock)
			if in(t, o, order.Fulfilled); seats != 5 {
				t.Errorf("%d seats", seats)
			}
			sold(t, s, 1, 1)
		})
	}
}

func TestPeopleAreToldOfAShopThatStoppedToSend(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	atShopify(t, s, 5)
	pass(t, s, 8*time.Hour)
	told := 0
	for _, i := range s.Store.All() {
		if k := i.Key(); k.PK == "NOTICE#sample" && strings.Contains(k.SK, "connection.silent") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("people were told %d times", told)
	}
}

func TestAShopThatCannotBeAskedIsAskedAgain(t *testing.T) {
	t.Parallel()
	s, clock := trade(t)
	must(t, s.Shops.Stripe.Inject(control.Fault{Method: http.MethodGet, Path: "/v1/checkout/sessions*", Status: http.StatusServiceUnavailable, Times: 6}))
	atStripe(t, s, 5)
	if o, seats := settled(t, s, clock); o.State != order.Fulfilled || seats != 5 {
		t.Errorf("%s with %d seats", o.State, seats)
	}
}

func TestTheSameForTheSameTenantWithinADayWaitsForAPerson(t *testing.T) {
	t.Parallel()
	s, clock := trade(t)
	atShopify(t, s, 5)
	settled(t, s, clock)
	atShopify(t, s, 5)
	if _, seats := settled(t, s, clock); seats != 5 {
		t.Errorf("%d seats", seats)
	}
	if all := notes(t, s, clock); len(all) != 1 || all[0].Code != storefront.PossibleDuplicate || all[0].Delivery == "" {
		t.Errorf("%+v", all)
	}
}

func TestTheTrialOfAnAddressDoesNothing(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	a := send(t, s, "webhook", "webhook.ping", nil)
	if status(t, a, http.StatusOK); !strings.Contains(a.Body, "ignored") {
		t.Error(a.Body)
	}
}

func TestASampleOfStandardWebhooksIsBought(t *testing.T) {
	t.Parallel()
	clock := local.NewClock(time.Date(2026, 11, 20, 13, 2, 14, 0, time.UTC))
	s := start(t, local.Options{Clock: clock})
	for range 2 {
		status(t, send(t, s, "webhook", "webhook.standard", nil), http.StatusOK)
	}
	in(t, finish(t, s, clock), order.Waiting) // for the customer to sign the agreement
}
