package partnercenter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CustomerSeed is a customer that is there already.
type CustomerSeed struct {
	ID           string   `json:"id"`      // default: made
	Partner      string   `json:"partner"` // partner tenant id; default the first partner
	Domain       string   `json:"domain"`
	Company      string   `json:"company"`
	Country      string   `json:"country"`      // default US
	Agreement    bool     `json:"agreement"`    // signed directly
	Education    bool     `json:"education"`    // qualified for the education segment
	Review       string   `json:"review"`       // result of the screening: "", Allowed, UnderReview, NotAllowed, Unknown or Not Ready
	Registration string   `json:"registration"` // organization registration number
	Relationship string   `json:"relationship"` // to the partner: reseller (the default), advisor or none
	Domains      []string `json:"domains"`      // besides the first
}

// SubscriptionSeed is a subscription that is there already: of the new commerce with an item, a legacy one with an offer.
type SubscriptionSeed struct {
	Customer     string    `json:"customer"`
	Item         string    `json:"item"` // "PID:SKU" of the catalogue
	Quantity     int       `json:"quantity"`
	Term         string    `json:"term"`
	BillingCycle string    `json:"billingCycle"`
	FriendlyName string    `json:"friendlyName"`
	Start        time.Time `json:"start"` // when it was bought, default now; the window is open for seven days from it
	NoRenewal    bool      `json:"noRenewal"`
	End          time.Time `json:"end"`      // of the first term where it is not the usual one
	Parent       string    `json:"parent"`   // id of the subscription that an add-on is for
	Reseller     string    `json:"reseller"` // MPN id of the partner of record
	Offer        string    `json:"offer"`    // GUID of a legacy offer
	Promotion    string    `json:"promotion"`
	Suspended    bool      `json:"suspended"`
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
	case !slices.Contains(reviews(), seed.Review):
		return "", fmt.Errorf("seed customer: review %q is unknown", seed.Review)
	case !slices.Contains([]string{"", reseller, advisor, none}, seed.Relationship):
		return "", fmt.Errorf("seed customer: relationship %q is unknown", seed.Relationship)
	case land == nil:
		return "", fmt.Errorf("seed customer: country %q is unknown", seed.Country)
	}
	cu := &customer{
		id: seed.ID, commerce: s.id(), partner: partner.Tenant, domain: seed.Domain, company: seed.Company, country: land.code,
		registration: seed.Registration, directSigned: seed.Agreement, review: seed.Review, reviewed: s.opt.Clock.Now(),
		relation: seed.Relationship,
	}
	for _, d := range seed.Domains {
		cu.custom = append(cu.custom, strings.ToLower(d))
	}
	if seed.Education {
		cu.qualified = []qualification{{Name: education, Status: approved}}
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
	case seed.Offer != "":
		return s.addLegacy(cu, seed)
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
		end: seed.End, parent: strings.ToLower(seed.Parent), reseller: seed.Reseller, promotion: seed.Promotion,
	})
	sub.AutoRenew = !seed.NoRenewal
	if seed.Suspended {
		sub.Status, sub.AutoRenew = suspended, false
	}
	return sub.ID, nil
}
