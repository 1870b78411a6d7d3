package partnercenter

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strconv"
	"strings"
	"time"
)

type renewalOption struct {
	To   string `json:"renewToId"`
	Auto bool   `json:"isAutoRenewable"`
}

type renewalInstruction struct {
	Terms   []string        `json:"applicableTermIds"`
	Options []renewalOption `json:"renewalOptions"`
}

type refundOption struct {
	Sequence int    `json:"sequenceId"`
	Type     string `json:"type"`
	Expires  string `json:"expiresAfter"`
}

type cancellationPolicy struct {
	Refunds []refundOption `json:"refundOptions"`
}

type termView struct {
	ID           string               `json:"id"`
	Duration     string               `json:"duration"`
	Description  string               `json:"description"`
	BillingCycle string               `json:"billingCycle"`
	Policies     []cancellationPolicy `json:"cancellationPolicies"`
}

type currencyView struct {
	Code   string `json:"code"`
	Symbol string `json:"symbol"`
}

type availabilityView struct {
	ID          string               `json:"id"`
	Product     string               `json:"productId"`
	SKU         string               `json:"skuId"`
	CatalogItem string               `json:"catalogItemId"`
	Currency    currencyView         `json:"defaultCurrency"`
	Segment     string               `json:"segment"`
	Country     string               `json:"country"`
	Purchasable bool                 `json:"isPurchasable"`
	Renewable   bool                 `json:"isRenewable"`
	Renewals    []renewalInstruction `json:"renewalInstructions"`
	Terms       []termView           `json:"terms"`
	Included    []any                `json:"includedQuantityOptions"`
	Links       map[string]link      `json:"links"`
}

// availabilityID gives the id of an item's availability in a country. Microsoft documents that these ids change and must
// be looked up right before a purchase; that all change at fixed times is modelled.
func (s *Sim) availabilityID(i item, country string, now time.Time) string {
	epoch := now.UnixNano() / int64(s.opt.Rotate)
	sum := sha256.Sum256([]byte(s.opt.Seed + "/" + i.key() + "/" + country + "/" + strconv.FormatInt(epoch, 10)))
	return "CFQ7TTC0" + base32.StdEncoding.EncodeToString(sum[:])[:4]
}

// catalogItem is "PID:SKU:AVAIL".
func (s *Sim) catalogItem(i item, country string, now time.Time) string {
	return i.key() + ":" + s.availabilityID(i, country, now)
}

// availability describes an item in a country now.
func (c *call) availability(i item, country string) availabilityView {
	id := c.availabilityID(i, country, c.now)
	v := availabilityView{
		ID: id, Product: i.product.ID, SKU: i.sku.ID, CatalogItem: i.key() + ":" + id,
		Currency: currencyView{Code: c.cat.Countries[country]}, Segment: i.segment(), Country: country,
		Purchasable: !i.sku.NotPurchasable, Renewable: !i.sku.NotPurchasable, Included: []any{},
		Links: map[string]link{"self": get("/products/" + i.product.ID + "/skus/" + i.sku.ID + "/availabilities/" + id)},
	}
	renewal := renewalInstruction{Options: []renewalOption{{To: renewsTo(i), Auto: true}}}
	for n, t := range i.sku.Terms {
		id := strconv.Itoa(n)
		v.Terms = append(v.Terms, termView{
			ID: id, Duration: t.Duration, Description: t.Duration + " " + t.BillingCycle, BillingCycle: t.BillingCycle,
			Policies: []cancellationPolicy{{Refunds: []refundOption{{0, "Full", "P1D"}, {1, "Partial", "P7D"}}}},
		})
		renewal.Terms = append(renewal.Terms, id)
	}
	v.Renewals = []renewalInstruction{renewal}
	return v
}

func renewsTo(i item) string {
	if i.sku.ConvertsTo != "" {
		return i.sku.ConvertsTo
	}
	return i.key()
}

// market gives the country and the segment that a catalogue call is about. Below a customer they are the customer's.
func (c *call) market() (country, segment string, refusal *reply) {
	q := c.r.URL.Query()
	country, segment = strings.ToUpper(q.Get("country")), q.Get("targetSegment")
	if c.customer != nil {
		country = c.customer.country
	}
	switch {
	case c.cat.Countries[country] == "":
		return "", "", refuse(http.StatusBadRequest, 800002, "The country is required and must be known.")
	case segment != "" && !holds([]string{"commercial", "education", "government", "nonprofit"}, segment):
		return "", "", refuse(http.StatusForbidden, 400030, "The target segment is not allowed.")
	}
	return country, segment, nil
}

// offered says whether an item is in the catalogue that the call sees.
func (c *call) offered(i item, country, segment string) bool {
	return i.sold(country, segment) && (c.customer == nil || c.customer.qualifies(i))
}

// qualifies says whether the customer may have the item's segment: Microsoft documents that it must fit the qualification.
func (cu *customer) qualifies(i item) bool {
	switch i.segment() {
	case "education":
		return cu.has(education)
	case "government":
		return cu.has(government)
	case "nonprofit":
		return cu.has(nonprofit)
	}
	return i.segment() == "commercial"
}

func (c *call) listAvailabilities() reply {
	i, country, refusal := c.item()
	if refusal != nil {
		return *refusal
	}
	return list(strings.TrimPrefix(c.r.URL.Path, "/v1"), []availabilityView{c.availability(i, country)})
}

// getAvailability answers 404/400019 for an id that is not, or no longer, one of the item's.
func (c *call) getAvailability() reply {
	i, country, refusal := c.item()
	if refusal != nil {
		return *refusal
	}
	if c.availabilityID(i, country, c.now) != c.vars[c.first()+2] {
		return fail(http.StatusNotFound, 400019, "The availability was not found.")
	}
	return ok(http.StatusOK, c.availability(i, country))
}
