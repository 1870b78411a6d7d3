package partnercenter

import (
	"cmp"
	"strings"
)

// Price is that of one seat for the whole term, in the currency of the partner, with at most four decimals.
type Price struct {
	Item         string `json:"item"`
	Term         string `json:"term"`
	BillingCycle string `json:"billingCycle"`
	Price        string `json:"price"`
}

func (p Price) key() string {
	return strings.ToUpper(p.Item) + "/" + strings.ToUpper(p.Term) + "/" + plainEnum(p.BillingCycle)
}

// SetPrice changes a price of the catalogue from now on; terms that are running keep theirs.
func (s *Sim) SetPrice(p Price) error {
	units, err := parseDecimal(p.Price)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prices[p.key()] = units
	return nil
}

// planPrice is the price of a plan, 0 when there is none.
func (s *Sim) planPrice(item, term, cycle string) int64 {
	p := Price{Item: item, Term: term, BillingCycle: cycle}
	if set, known := s.prices[p.key()]; known {
		return set
	}
	i := s.cat.items[item]
	if i.sku == nil {
		return 0
	}
	for _, t := range i.sku.Terms {
		if strings.EqualFold(t.Duration, term) && sameEnum(t.BillingCycle, cycle) {
			units, _ := parseDecimal(cmp.Or(t.Price, "0")) // checked by a test
			return units
		}
	}
	return 0
}

// price is what a term of a subscription costs for each seat: nothing in a trial; less with a promotion; in an extended service
// term the monthly price and 3 %, or where there is no monthly plan the annual one billed monthly and 23 %, by material of
// 2026 that is not all official.
func (s *Sim) price(sub *subscription) int64 {
	if sub.Trial {
		return 0
	}
	price := s.planPrice(sub.Item, sub.Term, sub.BillingCycle)
	if sub.Extended {
		if price = half(price*103, 100); price == 0 {
			price = half(s.planPrice(sub.Item, "P1Y", "monthly")*123, 1200)
		}
	}
	if p := s.cat.promotion(sub.Promotion); p != nil {
		price = half(price*int64(10000-p.basisPoints()), 10000)
	}
	return price
}
