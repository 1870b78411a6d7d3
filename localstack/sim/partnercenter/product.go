package partnercenter

import (
	"net/http"
	"strings"
)

type named struct {
	ID      string `json:"id"`
	Display string `json:"displayName"`
}

// onlineServices is the product type of licences in new commerce.
const onlineServices = "OnlineServicesNCE"

type productView struct {
	ID          string          `json:"id"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Type        named           `json:"productType"`
	Microsoft   bool            `json:"isMicrosoftProduct"`
	Publisher   string          `json:"publisherName"`
	Links       map[string]link `json:"links"`
}

type dynamic struct {
	Microsoft     bool     `json:"isMicrosoftProduct"`
	Constraints   bool     `json:"hasConstraints"`
	Addon         bool     `json:"isAddon"`
	Prerequisites []string `json:"prerequisiteSkus"`
	Upgrades      []string `json:"upgradeTargetOffers"`
	Provisioning  string   `json:"provisioningId"`
}

type skuView struct {
	ID            string          `json:"id"`
	Product       string          `json:"productId"`
	Title         string          `json:"title"`
	Description   string          `json:"description"`
	Min           int             `json:"minimumQuantity"`
	Max           int             `json:"maximumQuantity"`
	Trial         bool            `json:"isTrial"`
	Cycles        []string        `json:"supportedBillingCycles"`
	Prerequisites []string        `json:"purchasePrerequisites"`
	Inventory     []string        `json:"inventoryVariables"`
	Variables     []string        `json:"provisioningVariables"`
	Actions       []string        `json:"actions"`
	Dynamic       dynamic         `json:"dynamicAttributes"`
	Links         map[string]link `json:"links"`
}

func (p *Product) view() productView {
	return productView{
		ID: p.ID, Title: p.Title, Description: p.Title, Type: named{onlineServices, onlineServices}, Microsoft: true,
		Publisher: "Microsoft Corporation", Links: map[string]link{"skus": get("/products/" + p.ID + "/skus")},
	}
}

func (i item) view() skuView {
	s := i.sku
	v := skuView{
		ID: s.ID, Product: i.product.ID, Title: s.Title, Description: s.Title, Min: s.Min, Max: s.Max, Trial: s.Trial,
		Prerequisites: []string{customerAgreement}, Inventory: []string{}, Variables: []string{}, Actions: []string{},
		Dynamic: dynamic{
			Microsoft: true, Addon: s.Addon, Prerequisites: append([]string{}, s.Prerequisites...), Upgrades: append([]string{}, s.Upgrades...),
			Provisioning: s.Provisioning,
		},
		Links: map[string]link{"availabilities": get("/products/" + i.product.ID + "/skus/" + s.ID + "/availabilities")},
	}
	has := map[string]bool{}
	for _, t := range s.Terms {
		if !has[t.BillingCycle] {
			has[t.BillingCycle] = true
			v.Cycles = append(v.Cycles, t.BillingCycle)
		}
	}
	return v
}

// first is the place of the product in the path's variables.
func (c *call) first() int {
	if c.route.customer {
		return 1
	}
	return 0
}

// listProducts gives the products with something for the market. Microsoft documents that targetView is required (and
// country, except below a customer) and 403/400036 for a view that is not allowed; views other than licences are not
// modelled.
func (c *call) listProducts() reply {
	country, segment, refusal := c.market()
	if refusal != nil {
		return *refusal
	}
	switch view := c.r.URL.Query().Get("targetView"); {
	case view == "":
		return bad("The targetView is required.")
	case !strings.EqualFold(view, "OnlineServices"):
		return fail(http.StatusForbidden, 400036, "The target view is not allowed.")
	}
	var items []productView
	for n := range c.cat.Products {
		if p := &c.cat.Products[n]; len(c.skus(p, country, segment)) > 0 {
			items = append(items, p.view())
		}
	}
	return list(strings.TrimPrefix(c.r.URL.Path, "/v1"), items)
}

// skus gives what of a product the call sees.
func (c *call) skus(p *Product, country, segment string) []skuView {
	var seen []skuView
	for n := range p.SKUs {
		if i := (item{p, &p.SKUs[n]}); c.offered(i, country, segment) {
			seen = append(seen, i.view())
		}
	}
	return seen
}

// product gives the product in the path with its visible SKUs, or 404/400013.
func (c *call) product() (*Product, []skuView, *reply) {
	country, segment, refusal := c.market()
	if refusal != nil {
		return nil, nil, refusal
	}
	p := c.cat.products[strings.ToUpper(c.vars[c.first()])]
	if p == nil {
		return nil, nil, refuse(http.StatusNotFound, 400013, "The product was not found.")
	}
	seen := c.skus(p, country, segment)
	if len(seen) == 0 {
		return nil, nil, refuse(http.StatusNotFound, 400013, "The product was not found.")
	}
	return p, seen, nil
}

// item gives the SKU in the path, or 404/400013 or 404/400018. SKU ids keep their leading zeros.
func (c *call) item() (item, string, *reply) {
	country, segment, refusal := c.market()
	if refusal != nil {
		return item{}, "", refusal
	}
	p := strings.ToUpper(c.vars[c.first()])
	if c.cat.products[p] == nil {
		return item{}, "", refuse(http.StatusNotFound, 400013, "The product was not found.")
	}
	i, known := c.cat.items[p+":"+strings.ToUpper(c.vars[c.first()+1])]
	if !known || !c.offered(i, country, segment) {
		return item{}, "", refuse(http.StatusNotFound, 400018, "The SKU was not found.")
	}
	return i, country, nil
}

func (c *call) getProduct() reply {
	p, _, refusal := c.product()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, p.view())
}

func (c *call) listSKUs() reply {
	_, seen, refusal := c.product()
	if refusal != nil {
		return *refusal
	}
	return list(strings.TrimPrefix(c.r.URL.Path, "/v1"), seen)
}

func (c *call) getSKU() reply {
	i, _, refusal := c.item()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, i.view())
}
