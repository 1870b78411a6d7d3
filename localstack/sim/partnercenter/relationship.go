package partnercenter

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// What a partner can be to a customer. An advisor may look, and sells nothing.
const (
	reseller = "reseller"
	advisor  = "advisor"
	none     = "none"
)

// invitation is the page on which an administrator of the customer accepts. Its address is seen in practice.
const invitation = "https://admin.microsoft.com/Adminportal/Home"

// getRelationshipRequest gives the link to send to a customer. Microsoft documents the answer, and that the sandbox cannot do
// it; that it is refused there with 403/900150 is modelled. There is no way to see which invitations are open.
func (c *call) getRelationshipRequest() reply {
	if c.opt.Mode == Sandbox {
		return fail(http.StatusForbidden, 900150, "Relationship requests are not available in the sandbox.")
	}
	query := url.Values{
		"invType": {"ResellerRelationship"}, "partnerId": {c.partner.Tenant}, "msppId": {c.partner.MPN}, "DAP": {"false"},
	}
	return ok(http.StatusOK, struct {
		URL        string     `json:"url"`
		Attributes attributes `json:"attributes"`
	}{invitation + "?" + query.Encode() + "#/BillingAccounts/partner-invitation", attributes{ObjectType: "CustomerRelationshipRequest"}})
}

// Accept is what an administrator of the customer does who opens the link: from then on the partner is its reseller.
func (s *Sim) Accept(link, customer string) error {
	u, err := url.Parse(link)
	if err != nil || u.Query().Get("invType") != "ResellerRelationship" || !strings.HasPrefix(link, invitation) {
		return fmt.Errorf("accept the relationship: %q is not an invitation", link)
	}
	return s.Relate(customer, u.Query().Get("partnerId"), reseller)
}

// Relate makes a partner a customer's reseller or its advisor, or takes the relationship away ("none"). A tenant is one
// partner's at a time.
func (s *Sim) Relate(customer, partner, relationship string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(customer)]
	p, known := s.partners[strings.ToLower(partner)]
	switch {
	case cu == nil:
		return fmt.Errorf("relationship: customer %q is unknown", customer)
	case !known:
		return fmt.Errorf("relationship: partner %q is unknown", partner)
	case !slices.Contains([]string{reseller, advisor, none}, relationship):
		return fmt.Errorf("relationship %q: not one of reseller, advisor, none", relationship)
	}
	cu.partner, cu.relation = p.Tenant, relationship
	if relationship == reseller {
		s.noteBy(cu, "", "add_customer", "customer", nil, cu.full(), s.opt.Clock.Now())
	}
	return nil
}

// qualification is something that a customer was recognised as.
type qualification struct {
	Name    string `json:"qualification"`
	Status  string `json:"vettingStatus"`
	Reason  string `json:"vettingReason,omitempty"`
	Created string `json:"vettingCreatedDate,omitempty"`
}

// The states of the vetting.
const (
	approved = "Approved"
	inReview = "InReview"
	denied   = "Denied"
)

// has says whether a customer has a qualification.
func (cu *customer) has(name string) bool {
	return slices.ContainsFunc(cu.qualified, func(q qualification) bool {
		return strings.EqualFold(q.Name, name) && q.Status == approved
	})
}
