package partnercenter

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

//go:embed catalogue.json
var defaultCatalogue []byte

// standing is the default catalogue, read once for all simulators of a process and never changed.
var standing = sync.OnceValue(func() *catalogue { return DefaultCatalogue().index() }) //nolint:gochecknoglobals // an embed

// Catalogue is what can be bought. Currency of a country is that of its availabilities.
type Catalogue struct {
	Countries map[string]string `json:"countries"` // currency by ISO 3166 code
	Products  []Product         `json:"products"`

	Promotions []Promotion `json:"promotions"`

	Legacy []LegacyOffer `json:"legacy"` // what cannot be bought any more, and is still there
}

// Product is a licence product of new commerce.
type Product struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	SKUs  []SKU  `json:"skus"`
}

// SKU is one way to buy a product.
type SKU struct {
	ID             string     `json:"id"`
	Title          string     `json:"title"`
	Min            int        `json:"min"`
	Max            int        `json:"max"`
	Trial          bool       `json:"trial"`
	ConvertsTo     string     `json:"convertsTo"` // "PID:SKU" that a trial becomes
	Addon          bool       `json:"addon"`
	Prerequisites  []string   `json:"prerequisites"` // "PID:SKU", one of which must be owned or in the same cart
	Upgrades       []string   `json:"upgrades"`      // "PID:SKU" that a subscription can be upgraded to
	Segment        string     `json:"segment"`       // default commercial
	NotPurchasable bool       `json:"notPurchasable"`
	Countries      []string   `json:"countries"` // empty: all of the catalogue
	Pool           int        `json:"pool"`      // most seats a customer may hold over all subscriptions, 0: no limit
	Provisioning   string     `json:"provisioningId"`
	Terms          []TermPlan `json:"terms"`
}

// TermPlan is a legal pair of term and billing cycle.
type TermPlan struct {
	Duration     string `json:"duration"`
	BillingCycle string `json:"billingCycle"`
	Price        string `json:"price"` // of one seat for the whole term, in the partner's currency; made up
}

// DefaultCatalogue gives a handful of products: business plans in all terms with a path of upgrades, an education SKU, a trial
// that becomes paid, an add-on with prerequisites, one that cannot be bought, one of a single country, one with a small pool of
// seats, promotions, and legacy offers. The ids are Microsoft's where they are public; the prices are made up.
func DefaultCatalogue() *Catalogue {
	var c Catalogue
	_ = json.Unmarshal(defaultCatalogue, &c) // embedded, and read by a test
	return &c
}

// item is a SKU with its product.
type item struct {
	product *Product
	sku     *SKU
}

// key is "PID:SKU", the only name of an item that lasts.
func (i item) key() string { return i.product.ID + ":" + i.sku.ID }

func (i item) segment() string {
	if i.sku.Segment == "" {
		return "commercial"
	}
	return i.sku.Segment
}

// sold says whether the item is in a country's catalogue and a customer's segment may have it.
func (i item) sold(country, segment string) bool {
	return (len(i.sku.Countries) == 0 || slices.Contains(i.sku.Countries, country)) &&
		(segment == "" || strings.EqualFold(segment, i.segment()))
}

// plan says whether the pair can be bought. Enums are matched without regard to case and underscores.
func (i item) plan(term, cycle string) bool {
	return slices.ContainsFunc(i.sku.Terms, func(t TermPlan) bool {
		return strings.EqualFold(t.Duration, term) && sameEnum(t.BillingCycle, cycle)
	})
}

func sameEnum(a, b string) bool { return plainEnum(a) == plainEnum(b) }

func plainEnum(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }

// catalogue is a Catalogue that can be searched.
type catalogue struct {
	*Catalogue
	products map[string]*Product
	items    map[string]item
}

func (c *Catalogue) index() *catalogue {
	x := &catalogue{Catalogue: c, products: map[string]*Product{}, items: map[string]item{}}
	for p := range c.Products {
		product := &c.Products[p]
		x.products[product.ID] = product
		for s := range product.SKUs {
			i := item{product, &product.SKUs[s]}
			x.items[i.key()] = i
		}
	}
	return x
}
