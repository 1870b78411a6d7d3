package partnercenter

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
)

// Promotion is a price cut of Microsoft's.
type Promotion struct {
	ID        string
	Name      string
	From      time.Time
	Until     time.Time // zero: it has no end
	Automatic bool      // Microsoft applies it by itself; others are named on the order's line
	Products  []Promoted
}

// Promoted is a product that a promotion is for. Cut is a fraction of the price as Microsoft writes it ("0.05"), or "".
type Promoted struct {
	Item order.Item // without a segment
	Cut  string
}

type wirePromotion struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	From       stamp  `json:"startDate"`
	Until      stamp  `json:"endDate"`
	Properties struct {
		Automatic bool `json:"isAutoApplicable"`
	} `json:"properties"`
	Products []struct {
		ID   string `json:"productId"`
		SKU  string `json:"skuId"`
		Term struct {
			Duration string `json:"duration"`
			Billing  string `json:"billingCycle"`
		} `json:"term"`
		Policies []struct {
			Type  string `json:"policyType"`
			Other string `json:"type"` // Microsoft's table calls it so, its samples do not
			Value text   `json:"value"`
		} `json:"pricingPolicies"`
	} `json:"requiredProducts"`
}

// Promotions gives the promotions of a country (ISO 3166 alpha 2) and a segment that are open at present.
func (c *Client) Promotions(ctx context.Context, country, segment string) ([]Promotion, error) {
	all, err := list[wirePromotion](ctx, c, "/v1/productpromotions", url.Values{"country": {country}, "segment": {segment}})
	if err != nil {
		return nil, err
	}
	out := make([]Promotion, 0, len(all))
	for _, w := range all {
		out = append(out, w.noun())
	}
	return out, nil
}

func (w wirePromotion) noun() Promotion {
	p := Promotion{ID: w.ID, Name: w.Name, From: w.From.Time, Until: w.Until.until(), Automatic: w.Properties.Automatic}
	for _, r := range w.Products {
		made := Promoted{Item: order.Item{Product: r.ID, SKU: r.SKU, Term: strings.ToUpper(r.Term.Duration), Billing: word(r.Term.Billing)}}
		for _, policy := range r.Policies {
			if same(policy.Type+policy.Other, "PercentDiscount") {
				made.Cut = string(policy.Value)
			}
		}
		p.Products = append(p.Products, made)
	}
	return p
}

type wireEligible struct {
	ID            int    `json:"id"`
	Catalog       string `json:"catalogItemId"`
	Quantity      int    `json:"quantity"`
	Term          string `json:"termDuration"`
	Billing       string `json:"billingCycle"`
	Promotion     string `json:"promotionId"`
	Eligibilities []struct {
		Promotion string `json:"promotionId"`
		Eligible  bool   `json:"isEligible"`
		Errors    []struct {
			Type string   `json:"type"`
			Min  int      `json:"minRequiredSeats"`
			Max  int      `json:"maxRequiredSeats"`
			Term []string `json:"eligibleTerms"`
		} `json:"errors"`
	} `json:"eligibilities,omitempty"`
}

// Promoted asks for each line whether its promotion is given, in the order of the lines: "" that it is, or that the line names none; else
// why not, in our words. It changes nothing at Microsoft.
func (c *Client) Promoted(ctx context.Context, t order.TenantID, lines []order.CartLine) ([]string, error) {
	out := make([]string, len(lines))
	var asked, answer struct {
		Items []wireEligible `json:"items"`
	}
	for n, l := range lines {
		if l.Promotion != "" {
			out[n] = "Microsoft gave no answer about the promotion"
			asked.Items = append(asked.Items, wireEligible{
				ID: n, Catalog: l.Catalog, Quantity: l.Quantity, Term: l.Term, Billing: l.Billing, Promotion: l.Promotion,
			})
		}
	}
	if len(asked.Items) == 0 {
		return out, nil
	}
	_, err := c.do(ctx, rest.Request{
		Method: http.MethodPost, Route: customerRoute + "/promotionEligibilities", Args: []string{string(t)}, ID: rest.NewID(), JSON: asked,
	}, &answer)
	if err != nil {
		return nil, err
	}
	for _, w := range answer.Items {
		if w.ID >= 0 && w.ID < len(lines) {
			w.judge(lines[w.ID].Promotion, &out[w.ID])
		}
	}
	return out, nil
}
