package woocommerce

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Sample implements storefront.Sampler.
func (Webhook) Sample(t storefront.Trial, c partner.Connection, secret string, at time.Time) (storefront.Delivery, error) {
	body := t.Body
	if len(body) == 0 {
		b, text := storefront.TrialBuyer(), func(s string) storefront.Scalar { return storefront.Scalar(s) }
		o := document{
			ID: storefront.TrialOrder, Number: storefront.TrialOrder, Status: "processing", Currency: text(storefront.TrialCurrency(c, t.SKU)),
			Modified: text(at.UTC().Format("2006-01-02T15:04:05")),
			Billing: billing{
				First: text(b.First), Last: text(b.Last), Company: text(b.Company), Address1: text(b.Address.Line1), City: text(b.Address.City),
				Postcode: text(b.Address.PostalCode), Country: text(b.Address.Country), Email: text(b.Email), Phone: text(b.Phone),
			},
			Lines: []line{{ID: "1", SKU: text(t.SKU), Quantity: text(strconv.Itoa(t.Seats)), Total: text(strconv.Itoa(storefront.TrialPrice * t.Seats))}},
		}
		for _, g := range storefront.TrialGiven(c.Names) {
			o.Meta = append(o.Meta, meta{Key: text(g.Name), Value: text(g.Value)})
		}
		var err error
		if body, err = json.Marshal(o); err != nil {
			return storefront.Delivery{}, err
		}
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return storefront.Delivery{At: at, Body: body, Header: map[string][]string{
		"Content-Type": {"application/json"}, "X-WC-Webhook-Topic": {cmp.Or(t.Topic, "order.updated")}, "X-WC-Webhook-Source": {"https://" + c.Shop},
		"X-WC-Webhook-Signature": {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}}, nil
}
