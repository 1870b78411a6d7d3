package woocommerce

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Webhook is WooCommerce's webhooks as a storefront sees them. Topics to subscribe to: order.created, order.updated, order.restored.
type Webhook struct{}

// Verify tells which secret signed the body, or that it is the trial of the address. The shop must name itself.
func (Webhook) Verify(d storefront.Delivery, secrets []string) (int, bool, error) {
	if ping(d) {
		return 0, true, nil
	}
	signature := d.One("X-WC-Webhook-Signature")
	if signature == "" {
		return 0, false, fault.Unauthenticated.Errorf("want one signature")
	}
	if d.One("X-WC-Webhook-Source") == "" {
		return 0, false, fault.Unauthenticated.Errorf("want one name of a shop")
	}
	for i, s := range secrets {
		if Verify(s, d.Body, signature) {
			return i, false, nil
		}
	}
	return 0, false, fault.Unauthenticated.Errorf("the signature is not the body's")
}

// Label names a delivery by the order, when it was changed, its status and the hash of the body: WooCommerce's own id is that of several deliveries.
func (Webhook) Label(d storefront.Delivery) storefront.Label {
	l := storefront.Label{Topic: d.One("X-WC-Webhook-Topic"), Shop: shop(d.One("X-WC-Webhook-Source"))}
	if o, err := decode(d.Body); err == nil {
		sum := sha256.Sum256(d.Body)
		l.Event = strings.Join([]string{string(o.ID), string(o.Modified), storefront.Printable(string(o.Status), 40), hex.EncodeToString(sum[:])}, "/")
	}
	return l
}

// Read gives the sale in the body, or asks for the order when something of it was refunded.
func (w Webhook) Read(d storefront.Delivery, c partner.Connection) (storefront.Reading, error) {
	switch topic := d.One("X-WC-Webhook-Topic"); topic {
	case "order.created", "order.updated", "order.restored":
		o, err := decode(d.Body)
		if err != nil {
			return storefront.Reading{}, err
		}
		return reading(o, c)
	case "order.deleted":
		return storefront.Reading{Ignored: "the order was taken out of the shop; what is to be given back is cancelled and refunded there before"}, nil
	default:
		if kind, _, ok := strings.Cut(topic, "."); ok && slices.Contains([]string{"coupon", "customer", "product"}, kind) {
			return storefront.Reading{Ignored: "it is of no order"}, nil
		}
		return storefront.Reading{}, storefront.NoTopic(topic)
	}
}

// reading gives an order without refunds whole. Of one with refunds it gives the terminal facts, and asks for the rest.
func reading(o document, c partner.Connection) (storefront.Reading, error) {
	if len(o.Refunds) == 0 {
		s, err := sale(o, nil, c)
		return storefront.Reading{Sales: []storefront.Sale{s}}, err
	}
	s, err := head(o)
	if err != nil {
		return storefront.Reading{}, err
	}
	r := storefront.Reading{Asks: []storefront.Ask{{What: "order", ID: s.Order}}}
	if s.Ended != (storefront.Ended{}) {
		s.Whole = false
		r.Sales = []storefront.Sale{s}
	}
	return r, nil
}
