package partnercenter

import (
	"encoding/json"
	"strconv"
	"strings"
)

// promotionItem is a purchase that one asks about.
type promotionItem struct {
	ID        json.RawMessage `json:"id,omitempty"`
	Item      string          `json:"catalogItemId"`
	Quantity  int             `json:"quantity"`
	Term      string          `json:"termDuration"`
	Cycle     string          `json:"billingCycle"`
	Promotion string          `json:"promotionId"`
}

type promotionError struct {
	Type      string          `json:"type"`
	Text      string          `json:"description"`
	Min       *int            `json:"minRequiredSeats,omitempty"`
	Max       *int            `json:"maxRequiredSeats,omitempty"`
	Terms     []promotionTerm `json:"eligibleTerms,omitempty"`
	Most      *int            `json:"maxPromotionRedemptionCount,omitempty"`
	Remaining *int            `json:"remainingPromotionRedemptionCount,omitempty"`
}

type promotionAnswer struct {
	Promotion string           `json:"promotionId"`
	Eligible  bool             `json:"isEligible"`
	Errors    []promotionError `json:"errors"`
}

// eligible gives what keeps a customer from a promotion. The types are documented; which are looked at first is modelled.
func (c *call) eligible(in promotionItem) []promotionError {
	p, i := c.cat.promotion(in.Promotion), c.find(in.Item)
	switch {
	case i.sku == nil:
		return []promotionError{{Type: "InvalidCatalogItemId", Text: "The catalogItemId is not valid."}}
	case p == nil || p.Item != i.key() || !p.runs(c.customer.country, c.now):
		return []promotionError{{Type: "InvalidPromotion", Text: "The promotion is not valid for the item now."}}
	case !strings.EqualFold(p.Term, in.Term) || !sameEnum(p.Cycle, in.Cycle):
		return []promotionError{{Type: "Term", Text: "The promotion is not for the term.", Terms: []promotionTerm{{p.Term, p.Cycle}}}}
	}
	wrong := []promotionError{}
	if in.Quantity < p.MinSeats || p.MaxSeats > 0 && in.Quantity > p.MaxSeats {
		wrong = append(wrong, promotionError{
			Type: "SeatCount", Text: "The promotion is for " + strconv.Itoa(p.MinSeats) + " seats and more, up to its limit.", Min: &p.MinSeats, Max: &p.MaxSeats,
		})
	}
	had, used, owns := c.customer.history(p)
	if p.First && had {
		wrong = append(wrong, promotionError{Type: "OfferPurchasedPreviously", Text: "The customer bought the item before."})
	}
	if left := max(0, p.Redemptions-used); p.Redemptions > 0 && left == 0 {
		wrong = append(wrong, promotionError{Type: "RedemptionLimit", Text: "The promotion was used up.", Most: &p.Redemptions, Remaining: &left})
	}
	if p.Owns != "" && !owns {
		wrong = append(wrong, promotionError{Type: "PrerequisiteProductOwnership", Text: "The customer lacks the product that is asked for."})
	}
	return wrong
}

// history says whether the customer ever had the promotion's item, how often it used the promotion, and whether it has what
// the promotion asks for.
func (cu *customer) history(p *Promotion) (had bool, used int, owns bool) {
	for _, sub := range cu.subs {
		had = had || sub.Item == p.Item && !sub.Trial
		owns = owns || sub.Item == p.Owns && sub.Status == active
		if sub.used == p.ID {
			used++
		}
	}
	return had, used, owns
}

// postEligibilities answers for each purchase that is asked about.
func (c *call) postEligibilities() reply {
	var in struct {
		Items []promotionItem `json:"items"`
	}
	if json.Unmarshal(c.body, &in) != nil || len(in.Items) == 0 {
		return bad("The body has no items.")
	}
	type answer struct {
		promotionItem

		Eligibilities []promotionAnswer `json:"eligibilities"`
	}
	items := []answer{}
	for _, item := range in.Items {
		wrong := c.eligible(item)
		items = append(items, answer{item, []promotionAnswer{{item.Promotion, len(wrong) == 0, wrong}}})
	}
	return list("/customers/"+c.customer.id+"/promotionEligibilities", items)
}

// automatic gives the promotion that applies to a purchase without being named, "" for none.
func (c *call) automatic(in promotionItem) string {
	for n := range c.cat.Promotions {
		in.Promotion = c.cat.Promotions[n].ID
		if c.cat.Promotions[n].Auto && len(c.eligible(in)) == 0 {
			return in.Promotion
		}
	}
	return ""
}
