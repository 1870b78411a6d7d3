// Package standardwebhook reads Standard Webhooks 1.0, by which every shop system that has no adapter of its own may send its orders: a plugin of ours
// or of the merchant's signs them so.
//
// The signature is checked by the library that the authors of Standard Webhooks publish. It has no dependencies, and is the text by which other
// senders and receivers are written, so that what it takes is what they send. Only the time is judged here, because a clock of ours comes as an argument.
//
// The body is {"type":"order.updated","timestamp":"...","data":{...}}, where data is the whole order as it is now:
//
//	{"id":"1001","number":"#1001","version":"2026-03-01T12:00:00Z","status":"paid","currency":"EUR","test":false,
//	 "lines":[{"id":"1","sku":"M365-BP-1Y-M","seats":5,"net":"1375.00"}],
//	 "attributes":{"m365_tenant_domain":"contoso.onmicrosoft.com"},
//	 "customer":{"company":"...","first_name":"...","last_name":"...","email":"...","phone":"...",
//	             "address":{"line1":"...","city":"...","state":"...","postal_code":"...","country":"DE"}},
//	 "cancelled":false,"refunded":false,"disputed":false,"renews":true}
//
// Version grows with every change. Seats are those that are left, net is what all seats of the line were sold for after discounts and without tax,
// refunded means in full, and renews is left out by shops that sell no subscriptions. Any type that begins with "order." is read alike.
package standardwebhook

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// tolerance is how far the time of a delivery may be from ours.
const tolerance = 5 * time.Minute

// Webhook is Standard Webhooks as a storefront sees them.
type Webhook struct{}

// Verify tells which secret signed the body. A secret is "whsec_" and base64; one that is not fails with fault.Unavailable: the settings are wrong, not
// the sender.
func (Webhook) Verify(d storefront.Delivery, secrets []string) (int, bool, error) {
	h := http.Header{}
	for _, name := range []string{standardwebhooks.HeaderWebhookID, standardwebhooks.HeaderWebhookTimestamp, standardwebhooks.HeaderWebhookSignature} {
		v := d.One(name)
		if v == "" {
			return 0, false, fault.Unauthenticated.Errorf("want one header %s", name)
		}
		h.Set(name, v)
	}
	seconds, err := strconv.ParseInt(h.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if off := d.At.Sub(time.Unix(seconds, 0)); err != nil || off > tolerance || off < -tolerance {
		return 0, false, fault.Unauthenticated.Errorf("the delivery is older or newer than five minutes")
	}
	for i, s := range secrets {
		w, err := open(s)
		if err != nil {
			return 0, false, err
		}
		if w.VerifyIgnoringTimestamp(d.Body, h) == nil {
			return i, false, nil
		}
	}
	return 0, false, fault.Unauthenticated.Errorf("the signature is not the body's")
}

// fewest is how many bytes a secret has at least, by Standard Webhooks.
const fewest = 24

func open(secret string) (*standardwebhooks.Webhook, error) {
	encoded := strings.TrimPrefix(secret, "whsec_")
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil || len(encoded)/4*3-strings.Count(encoded, "=") < fewest {
		return nil, fault.Unavailable.Errorf("the connection's secret cannot be used")
	}
	return w, nil
}

// Label names a delivery by its id, which is the same over its repeats, and by the type in the body. A body that cannot be read has none.
func (Webhook) Label(d storefront.Delivery) storefront.Label {
	l := storefront.Label{Event: d.One(standardwebhooks.HeaderWebhookID)}
	if m, err := decode(d.Body); err == nil {
		l.Topic = string(m.Type)
	}
	return l
}

// Read gives the sale in the body.
func (Webhook) Read(d storefront.Delivery, c partner.Connection) (storefront.Reading, error) {
	m, err := decode(d.Body)
	if err != nil {
		return storefront.Reading{}, err
	}
	if !strings.HasPrefix(string(m.Type), "order.") {
		return storefront.Reading{}, storefront.NoTopic(string(m.Type))
	}
	s, err := m.Data.sale(c)
	return storefront.Reading{Sales: []storefront.Sale{s}}, err
}
