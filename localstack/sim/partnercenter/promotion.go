package partnercenter

import (
	"net/http"
	"strings"
	"time"
)

// Promotion is a discount on a SKU of the catalogue.
type Promotion struct {
	ID          string    `json:"id"` // "PID:SKU:X"
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	Auto        bool      `json:"auto"`    // applied without being named
	Item        string    `json:"item"`    // "PID:SKU"
	Term        string    `json:"term"`    // of the plans that it is for
	Cycle       string    `json:"cycle"`   // of the plans that it is for
	Percent     string    `json:"percent"` // as a fraction, "0.05"
	Countries   []string  `json:"countries"`
	MinSeats    int       `json:"minSeats"`
	MaxSeats    int       `json:"maxSeats"`    // 0: no limit
	First       bool      `json:"first"`       // only where the customer never had the item
	Redemptions int       `json:"redemptions"` // most purchases of a customer, 0: no limit
	Owns        string    `json:"owns"`        // "PID:SKU" that the customer must have
}

// promotion gives one by its id, or nil.
func (c *Catalogue) promotion(id string) *Promotion {
	for n := range c.Promotions {
		if id != "" && strings.EqualFold(c.Promotions[n].ID, id) {
			return &c.Promotions[n]
		}
	}
	return nil
}

func (p *Promotion) basisPoints() int {
	units, _ := parseDecimal(p.Percent) // checked by a test
	return int(units)
}

// runs says whether a promotion can be had in a country at a time.
func (p *Promotion) runs(country string, now time.Time) bool {
	return p.sold(country) && !now.Before(p.Start) && now.Before(p.End)
}

func (p *Promotion) sold(country string) bool {
	return len(p.Countries) == 0 || holds(p.Countries, country)
}

type policy struct {
	Type  string `json:"policyType"`
	Value string `json:"value"`
}

type promotionTerm struct {
	Duration string `json:"duration"`
	Cycle    string `json:"billingCycle"`
}

type promotionProduct struct {
	Product  string        `json:"productId"`
	SKU      string        `json:"skuId"`
	Term     promotionTerm `json:"term"`
	Policies []policy      `json:"pricingPolicies"`
}

type promotionView struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Start       string `json:"startDate"`
	End         string `json:"endDate"`
	Properties  struct {
		Auto bool `json:"isAutoApplicable"`
	} `json:"properties"`
	Products []promotionProduct `json:"requiredProducts"`
}

func (p *Promotion) view() promotionView {
	product, sku, _ := strings.Cut(p.Item, ":")
	v := promotionView{
		ID: p.ID, Name: p.Name, Description: p.Description, Start: stamp(p.Start), End: stamp(p.End),
		Products: []promotionProduct{{product, sku, promotionTerm{p.Term, p.Cycle}, []policy{{"PercentDiscount", p.Percent}}}},
	}
	v.Properties.Auto = p.Auto
	return v
}

// listPromotions gives those that run. Microsoft documents the queries country and segment.
func (c *call) listPromotions() reply {
	country, segment, refusal := c.market()
	if refusal != nil {
		return *refusal
	}
	items := []promotionView{}
	for n := range c.cat.Promotions {
		p := &c.cat.Promotions[n]
		if i, known := c.cat.items[p.Item]; known && p.runs(country, c.now) && i.sold(country, segment) {
			items = append(items, p.view())
		}
	}
	return list("/productpromotions", items)
}

// getPromotion gives one whatever its dates, as Microsoft documents. That another is 404/1000 is modelled.
func (c *call) getPromotion() reply {
	country, _, refusal := c.market()
	if refusal != nil {
		return *refusal
	}
	p := c.cat.promotion(c.vars[0])
	if p == nil || !p.sold(country) {
		return fail(http.StatusNotFound, 1000, "The promotion was not found.")
	}
	return ok(http.StatusOK, p.view())
}
