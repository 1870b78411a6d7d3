package shopify

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
		b, attributes := storefront.TrialBuyer(), []Attribute{}
		for _, g := range storefront.TrialGiven(c.Names) {
			attributes = append(attributes, Attribute{Name: Text(g.Name), Value: Text(g.Value)})
		}
		var err error
		if body, err = json.Marshal(Order{
			ID: storefront.TrialOrder, Name: "#1001", Email: b.Email, FinancialStatus: "paid", UpdatedAt: at.UTC().Format(time.RFC3339),
			Currency: storefront.TrialCurrency(c, t.SKU), NoteAttributes: attributes,
			BillingAddress: Address{
				FirstName: b.First, LastName: b.Last, Company: b.Company, Address1: b.Address.Line1, City: b.Address.City, Zip: b.Address.PostalCode,
				CountryCode: b.Address.Country, Phone: b.Phone,
			},
			LineItems: []LineItem{{ID: "1", SKU: t.SKU, Quantity: t.Seats, CurrentQuantity: &t.Seats, Price: Text(strconv.Itoa(storefront.TrialPrice))}},
		}); err != nil {
			return storefront.Delivery{}, err
		}
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return storefront.Delivery{At: at, Body: body, Header: map[string][]string{
		"X-Shopify-Topic": {cmp.Or(t.Topic, "orders/paid")}, "X-Shopify-Shop-Domain": {c.Shop}, "X-Shopify-Event-Id": {"trial"},
		"X-Shopify-Hmac-Sha256": {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}}, nil
}
