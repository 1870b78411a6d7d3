package partnercenter

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Reseller is an indirect reseller that a partner provides for. A partner with such is an indirect provider.
type Reseller struct {
	MPN      string `json:"mpn"`
	Tenant   string `json:"tenant"`
	Name     string `json:"name"`
	Location string `json:"location"`
	Inactive bool   `json:"inactive"` // no longer linked to an active tenant
	Unsigned bool   `json:"unsigned"` // has not signed the partner agreement
}

// AddReseller makes a reseller one of a partner's, or replaces the one with its MPN id.
func (s *Sim) AddReseller(partner string, r Reseller) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.partners[strings.ToLower(partner)]
	if _, err := strconv.Atoi(r.MPN); err != nil || !known || !isGUID(r.Tenant) {
		return fmt.Errorf("reseller %q: needs a known partner, a number as MPN id and a tenant id", r.MPN)
	}
	r.Tenant = strings.ToLower(r.Tenant)
	p.Resellers = slices.DeleteFunc(slices.Clone(p.Resellers), func(old Reseller) bool { return old.MPN == r.MPN })
	p.Resellers = append(p.Resellers, r)
	s.partners[p.Tenant] = p
	return nil
}

// reseller gives one of the calling partner's by MPN id.
func (c *call) reseller(mpn string) (Reseller, bool) {
	n := slices.IndexFunc(c.partner.Resellers, func(r Reseller) bool { return r.MPN == mpn })
	if n < 0 {
		return Reseller{}, false
	}
	return c.partner.Resellers[n], true
}

// member says whether an MPN id is anybody's.
func (s *Sim) member(mpn string) (name string, found bool) {
	for _, p := range s.partners {
		if p.MPN == mpn {
			return p.company(), true
		}
		for _, r := range p.Resellers {
			if r.MPN == mpn {
				return cmp.Or(r.Name, "Reseller"), true
			}
		}
	}
	return "", false
}

// refuseReseller says why an MPN id cannot be the partner of record, or nil. Microsoft documents: 404/2072 for the provider's own,
// 404/800015 for an unknown one, 400/800016 for one that is no indirect reseller, 400/900154 for one without an active tenant,
// and 403/900123 for one that has not signed. None is always good.
func (c *call) refuseReseller(mpn string) *reply {
	if mpn == "" {
		return nil
	}
	_, member := c.member(mpn)
	r, mine := c.reseller(mpn)
	switch {
	case mpn == c.partner.MPN:
		return refuse(http.StatusNotFound, 2072, "The provider cannot be the partner of record.")
	case !member:
		return refuse(http.StatusNotFound, 800015, "The partner of record was not found.")
	case !mine:
		return refuse(http.StatusBadRequest, 800016, "The partner of record is not an indirect reseller of the provider.")
	case r.Inactive:
		return refuse(http.StatusBadRequest, 900154, "The partner of record is not linked to an active reseller tenant.")
	case r.Unsigned:
		return refuse(http.StatusForbidden, 900123, "The reseller has not accepted the Microsoft Partner Agreement.")
	}
	return nil
}

type relationshipView struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Location string `json:"location"`
	MPN      string `json:"mpnId"`
	State    string `json:"state"`
	Type     string `json:"relationshipType"`
}

const (
	providerOf = "IsIndirectCloudSolutionProviderOf"
	resellerOf = "IsIndirectResellerOf"
)

func (r Reseller) view() relationshipView {
	state := "Active"
	if r.Inactive {
		state = "Inactive"
	}
	return relationshipView{ID: r.Tenant, Name: r.Name, Location: r.Location, MPN: r.MPN, State: state, Type: providerOf}
}

// listRelationships gives a provider's resellers, or a reseller's providers.
func (c *call) listRelationships() reply {
	items := []relationshipView{}
	switch kind := c.r.URL.Query().Get("relationship_type"); {
	case strings.EqualFold(kind, providerOf):
		for _, r := range c.partner.Resellers {
			items = append(items, r.view())
		}
	case strings.EqualFold(kind, resellerOf):
		for _, p := range c.partners {
			if slices.ContainsFunc(p.Resellers, func(r Reseller) bool { return r.Tenant == c.partner.Tenant }) {
				items = append(items, relationshipView{p.Tenant, p.company(), p.Country, p.MPN, "Active", resellerOf})
			}
		}
		slices.SortFunc(items, func(a, b relationshipView) int { return cmp.Compare(a.ID, b.ID) })
	default:
		return bad("The relationship_type is not known.")
	}
	return list("/relationships", items)
}

// listCustomerResellers gives the resellers that act for a customer: by what the customer was made with, and by the partner of
// record of its subscriptions.
func (c *call) listCustomerResellers() reply {
	items := []relationshipView{}
	for _, r := range c.actingFor(c.customer) {
		items = append(items, r.view())
	}
	return list("/customers/"+c.customer.id+"/relationships", items)
}

// actingFor gives the resellers that act for a customer.
func (c *call) actingFor(cu *customer) []Reseller {
	var all []Reseller
	for _, r := range c.partner.Resellers {
		records := slices.ContainsFunc(cu.subs, func(sub *subscription) bool { return sub.Reseller == r.MPN })
		if records || strings.EqualFold(cu.associated, r.Tenant) {
			all = append(all, r)
		}
	}
	return all
}

// getAgreementStatus says whether a reseller has signed. Microsoft documents one of two queries and codes from 2000 on for
// wrong ones; which code is for what, and the body, are modelled.
func (c *call) getAgreementStatus() reply {
	var mpn, tenant string
	for name, values := range c.r.URL.Query() {
		switch strings.ToLower(name) {
		case "mpnid":
			mpn = values[0]
		case "tenantid":
			tenant = values[0]
		}
	}
	switch _, err := strconv.Atoi(mpn); {
	case (mpn == "") == (tenant == ""):
		return fail(http.StatusBadRequest, 2000, "Give mpnId or tenantId.")
	case mpn != "" && err != nil:
		return fail(http.StatusBadRequest, 2001, "The mpnId is not a number.")
	case tenant != "" && !isGUID(tenant):
		return fail(http.StatusBadRequest, 2002, "The tenantId is not a GUID.")
	}
	for _, r := range c.partner.Resellers {
		if r.MPN == mpn || strings.EqualFold(r.Tenant, tenant) {
			return ok(http.StatusOK, struct {
				Signed bool `json:"isAgreementSigned"`
			}{!r.Unsigned})
		}
	}
	return fail(http.StatusNotFound, 2200, "The reseller was not found.")
}
