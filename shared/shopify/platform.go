package shopify

import (
	"net/http"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Platform is Shopify as the webhook's use case sees it.
type Platform struct{}

// Verify reports whether the signature is the body's.
func (Platform) Verify(secret string, body []byte, signature string) bool {
	return Verify(secret, body, signature)
}

// Sells reports whether a topic says that an order is to be bought. That is only "orders/paid": the others say that something
// changed, and what follows from it is for a person to decide.
func (Platform) Sells(topic string) bool { return topic == "orders/paid" }

// Reduce reads a body and gives the order to place.
func (Platform) Reduce(body []byte, c partner.Connection) (order.Order, error) {
	o, err := Decode(body)
	if err != nil {
		return order.Order{}, err
	}
	return Reduce(o, c)
}

// Incoming reads the headers of a delivery. The event's id is the same when Shopify sends it again; the webhook's id, its
// substitute, is the same only within the retries of one delivery.
func Incoming(connection string, h http.Header, body []byte) webhook.Incoming {
	event := h.Get("X-Shopify-Event-Id")
	if event == "" {
		event = h.Get("X-Shopify-Webhook-Id")
	}
	return webhook.Incoming{
		Connection: connection, Signatures: h.Values("X-Shopify-Hmac-Sha256"), Shops: h.Values("X-Shopify-Shop-Domain"),
		Topic: h.Get("X-Shopify-Topic"), Event: event, Body: body,
	}
}
