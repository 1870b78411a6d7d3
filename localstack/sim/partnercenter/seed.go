package partnercenter

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// CustomerSeed is a customer that is there already.
type CustomerSeed struct {
	ID           string `json:"id"`      // default: made
	Partner      string `json:"partner"` // partner tenant id; default the first partner
	Domain       string `json:"domain"`
	Company      string `json:"company"`
	Country      string `json:"country"`      // default US
	Agreement    bool   `json:"agreement"`    // signed directly
	Education    bool   `json:"education"`    // qualified for the education segment
	Review       string `json:"review"`       // "", UnderReview or NotAllowed
	Registration string `json:"registration"` // organization registration number
}

// SubscriptionSeed is a new-commerce subscription that is there already.
type SubscriptionSeed struct {
	Customer     string    `json:"customer"`
	Item         string    `json:"item"` // "PID:SKU" of the catalogue
	Quantity     int       `json:"quantity"`
	Term         string    `json:"term"`
	BillingCycle string    `json:"billingCycle"`
	FriendlyName string    `json:"friendlyName"`
	Start        time.Time `json:"start"` // when it was bought, default now; the window is open for seven days from it
	NoRenewal    bool      `json:"noRenewal"`
}

// Refusal is orders that are refused in a checkout, to make it fail in part.
type Refusal struct {
	Product     string `json:"product"` // "PID" or "PID:SKU"
	Code        int    `json:"code"`    // default 800020
	Description string `json:"description"`
	// Status, when not 0, is that of the standard error if nothing at all is ordered; else the answer is 201 with errors.
	Status int `json:"status"`
	Times  int `json:"times"` // 0 means 1
}

// AddCustomer adds a customer and gives its id.
func (s *Sim) AddCustomer(seed CustomerSeed) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seed.Partner == "" && len(s.opt.Partners) > 0 {
		seed.Partner = s.opt.Partners[0].Tenant
	}
	partner, known := s.partners[strings.ToLower(seed.Partner)]
	seed.ID, seed.Domain = strings.ToLower(seed.ID), strings.ToLower(seed.Domain)
	if seed.ID == "" {
		seed.ID = s.id()
	}
	if seed.Country == "" {
		seed.Country = "US"
	}
	land := s.lands[strings.ToUpper(seed.Country)]
	switch {
	case !known:
		return "", fmt.Errorf("seed customer: partner %q is unknown", seed.Partner)
	case !isGUID(seed.ID) || s.customers[seed.ID] != nil:
		return "", fmt.Errorf("seed customer: id %q is not a GUID or in use", seed.ID)
	case seed.Domain == "" || s.domains[seed.Domain]:
		return "", fmt.Errorf("seed customer: domain %q is empty or taken", seed.Domain)
	case land == nil:
		return "", fmt.Errorf("seed customer: country %q is unknown", seed.Country)
	}
	cu := &customer{
		id: seed.ID, commerce: s.id(), partner: partner.Tenant, domain: seed.Domain, company: seed.Company, country: land.code,
		registration: seed.Registration, directSigned: seed.Agreement, education: seed.Education, review: seed.Review,
	}
	cu.billing = billing{
		ID: s.id(), Company: seed.Company, Culture: land.cultures[0], Language: land.languages[0],
		Email: "billing@" + seed.Domain, Address: address{Country: land.code},
	}
	cu.billing.Attributes = attributes{Etag: etag(cu.billing.ID, 1), ObjectType: "CustomerBillingProfile"}
	s.enter(cu)
	return cu.id, nil
}

// AddSubscription adds a subscription to a customer and gives its id.
func (s *Sim) AddSubscription(seed SubscriptionSeed) (string, error) {
	now := s.opt.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	cu, i := s.customers[strings.ToLower(seed.Customer)], s.cat.items[strings.ToUpper(seed.Item)]
	if seed.Start.IsZero() {
		seed.Start = now
	}
	switch {
	case cu == nil:
		return "", fmt.Errorf("seed subscription: customer %q is unknown", seed.Customer)
	case i.sku == nil:
		return "", fmt.Errorf("seed subscription: item %q is unknown", seed.Item)
	case !i.plan(seed.Term, seed.BillingCycle):
		return "", fmt.Errorf("seed subscription: %s has no plan %q %q", seed.Item, seed.Term, seed.BillingCycle)
	case seed.Quantity < 1:
		return "", errors.New("seed subscription: quantity is below 1")
	}
	sub := s.subscribe(cu, i, purchase{
		offer: s.catalogItem(i, cu.country, seed.Start), quantity: seed.Quantity, term: strings.ToUpper(seed.Term),
		cycle: plainEnum(seed.BillingCycle), friendly: seed.FriendlyName, at: seed.Start.UTC(),
	})
	sub.AutoRenew = !seed.NoRenewal
	return sub.ID, nil
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
