package shopify

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/strict"
)

// Webhook is Shopify's webhooks as a storefront sees them. Topics to subscribe to: orders/create, orders/updated, orders/paid, orders/cancelled,
// orders/edited, refunds/create, disputes/create, disputes/update.
type Webhook struct{}

// Verify tells which secret signed the body. Shopify's newer events have the same headers without the X. The shop must name itself.
func (Webhook) Verify(d storefront.Delivery, secrets []string) (int, bool, error) {
	signatures := append(d.All("X-Shopify-Hmac-Sha256"), d.All("Shopify-Hmac-Sha256")...)
	if len(signatures) != 1 {
		return 0, false, fault.Unauthenticated.Errorf("want one signature")
	}
	if header(d, "Shop-Domain") == "" {
		return 0, false, fault.Unauthenticated.Errorf("want one name of a shop")
	}
	for i, s := range secrets {
		if Verify(s, d.Body, signatures[0]) {
			return i, false, nil
		}
	}
	return 0, false, fault.Unauthenticated.Errorf("the signature is not the body's")
}

// Label reads the headers. The event's id is the same over subscriptions and repeats, the webhook's over the repeats of one delivery. The time of
// the headers is not signed and may be a day ago, so it guards nothing and is not read.
func (Webhook) Label(d storefront.Delivery) storefront.Label {
	return storefront.Label{
		Delivery: header(d, "Webhook-Id"), Event: header(d, "Event-Id"), Topic: header(d, "Topic"), Shop: header(d, "Shop-Domain"),
	}
}

// header gives a header of Shopify in its older or its newer name.
func header(d storefront.Delivery, name string) string {
	if v := d.One("X-Shopify-" + name); v != "" {
		return v
	}
	return d.One("Shopify-" + name)
}

// Read gives the sale in the body. Edits and refunds tell what changed and not what is left, so the order is looked up then.
func (w Webhook) Read(d storefront.Delivery, c partner.Connection) (storefront.Reading, error) {
	switch topic := w.Label(d).Topic; topic {
	case "orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled", "orders/partially_fulfilled":
		o, err := Decode(d.Body)
		if err != nil {
			return storefront.Reading{}, err
		}
		s, err := Sale(o, c)
		return storefront.Reading{Sales: []storefront.Sale{s}}, err
	case "orders/edited", "refunds/create", "disputes/create", "disputes/update":
		return notice(topic, d)
	default:
		if kind, _, ok := strings.Cut(topic, "/"); topic == "orders/delete" || ok && slices.Contains(besides(), kind) {
			return storefront.Reading{Ignored: "it says nothing of licences"}, nil
		}
		return storefront.Reading{}, storefront.NoTopic(topic)
	}
}

// besides are what shops tell of beside orders.
func besides() []string {
	return []string{"carts", "checkouts", "collections", "draft_orders", "fulfillments", "inventory_items", "inventory_levels", "order_transactions", "products"}
}

// told is what messages about an order say of it.
type told struct {
	OrderID storefront.Scalar `json:"order_id"`
	Status  storefront.Scalar `json:"status"` // of a dispute
	Edit    struct {
		OrderID storefront.Scalar `json:"order_id"`
	} `json:"order_edit"`
}

// notice reads a message that names an order. A dispute that was won changes nothing: the fact stays until a person lets it pass.
func notice(topic string, d storefront.Delivery) (storefront.Reading, error) {
	little, err := strict.Only(d.Body, strict.Fields{"order_id": nil, "status": nil, "order_edit": {"order_id": nil}})
	if err != nil {
		return storefront.Reading{}, err
	}
	var t told
	if err := json.Unmarshal(little, &t); err != nil {
		return storefront.Reading{}, fault.Malformed.Wrap(err, "the body is not a message of Shopify")
	}
	id := t.OrderID
	if topic == "orders/edited" {
		id = t.Edit.OrderID
	}
	dispute := topic == "disputes/create" || topic == "disputes/update"
	if dispute && (id == "" || t.Status == "won") {
		return storefront.Reading{Ignored: "the dispute is of no order, or was won"}, nil
	}
	order, ok := id.ID()
	switch {
	case !ok:
		return storefront.Reading{}, fault.Malformed.Errorf("the body names no order of Shopify")
	case dispute:
		return storefront.Reading{Sales: []storefront.Sale{{Order: order, Version: d.At.UTC(), Ended: storefront.Ended{Disputed: d.At.UTC()}}}}, nil
	}
	return storefront.Reading{Asks: []storefront.Ask{{What: "order", ID: order}}}, nil
}
