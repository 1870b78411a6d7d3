package standardwebhook

import (
	"encoding/json"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Sample implements storefront.Sampler.
func (Webhook) Sample(t storefront.Trial, c partner.Connection, secret string, at time.Time) (storefront.Delivery, error) {
	body := t.Body
	if len(body) == 0 {
		b, attributes := storefront.TrialBuyer(), map[string]storefront.Scalar{}
		for _, g := range storefront.TrialGiven(c.Names) {
			attributes[g.Name] = storefront.Scalar(g.Value)
		}
		var err error
		if body, err = json.Marshal(message{Type: "order.updated", Data: document{
			ID: storefront.TrialOrder, Number: "#1001", Version: storefront.Scalar(at.UTC().Format(time.RFC3339)), Status: "paid",
			Currency: storefront.Scalar(storefront.TrialCurrency(c, t.SKU)), Attributes: attributes,
			Customer: customer{Company: b.Company, First: b.First, Last: b.Last, Email: b.Email, Phone: b.Phone, Address: b.Address},
			Lines: []line{{
				ID: "1", SKU: storefront.Scalar(t.SKU), Seats: storefront.Scalar(strconv.Itoa(t.Seats)), Net: storefront.Scalar(strconv.Itoa(storefront.TrialPrice * t.Seats)),
			}},
		}}); err != nil {
			return storefront.Delivery{}, err
		}
	}
	w, err := open(secret)
	if err != nil {
		return storefront.Delivery{}, err
	}
	const id = "msg_trial"
	signature, err := w.Sign(id, at, body)
	return storefront.Delivery{At: at, Body: body, Header: map[string][]string{
		standardwebhooks.HeaderWebhookID: {id}, standardwebhooks.HeaderWebhookTimestamp: {strconv.FormatInt(at.Unix(), 10)}, standardwebhooks.HeaderWebhookSignature: {signature},
	}}, err
}
