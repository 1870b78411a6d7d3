package partnercenter

import "strings"

// Refusal is orders that are refused in a checkout, to make it fail in part, or upgrades that are refused (with a status) or fail
// later (without).
type Refusal struct {
	Product     string `json:"product"` // "PID" or "PID:SKU"
	Code        int    `json:"code"`    // default 800020
	Description string `json:"description"`
	// Status, when not 0, is that of the standard error if nothing at all is ordered; else the answer is 201 with errors.
	Status int `json:"status"`
	Times  int `json:"times"` // 0 means 1
}

// Refuse has the next checkouts refuse orders of a product.
func (s *Sim) Refuse(r Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Code == 0 {
		r.Code = 800020
	}
	if r.Description == "" {
		r.Description = "The item is not eligible for purchase."
	}
	r.Times = max(1, r.Times)
	s.refusals = append(s.refusals, &r)
}

// refusal takes one refusal of an item, if there is any. The caller holds the lock.
func (s *Sim) refusal(key string) *Refusal {
	product, _, _ := strings.Cut(key, ":")
	for _, r := range s.refusals {
		if r.Times > 0 && (strings.EqualFold(r.Product, key) || strings.EqualFold(r.Product, product)) {
			r.Times--
			return r
		}
	}
	return nil
}
