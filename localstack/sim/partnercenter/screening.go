package partnercenter

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The results of the screening of a customer's account. A customer without any may buy, and so may one that is not ready
// (modelled).
const (
	underReview = "UnderReview"
	notAllowed  = "NotAllowed"
	unknown     = "Unknown"
	allowed     = "Allowed"
	notReady    = "Not Ready"
)

func reviews() []string { return []string{"", allowed, underReview, notAllowed, unknown, notReady} }

// getValidation shows the screening. Microsoft documents the values, and 404/600074 in the newer error shape where there is none.
func (c *call) getValidation() reply {
	switch {
	case !strings.EqualFold(c.r.URL.Query().Get("type"), "account"):
		return bad("The type must be account.")
	case c.customer.review == "":
		return newer(http.StatusNotFound, 600074, "AccountStatusNotFound", "There is no account status for the customer.")
	}
	return ok(http.StatusOK, struct {
		Type   string `json:"type"`
		Status string `json:"status"`
		At     string `json:"lastUpdateDateTime"`
	}{"account", c.customer.review, stamp(c.customer.reviewed)})
}

// Review changes the result of the screening of a customer's account; "" is none.
func (s *Sim) Review(customer, result string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(customer)]
	if cu == nil || !slices.Contains(reviews(), result) {
		return fmt.Errorf("review of %q: needs a known customer and result", customer)
	}
	cu.review, cu.reviewed = result, s.opt.Clock.Now()
	return nil
}

// refuseScreened says why a customer whose account was screened may not buy, or nil.
func (cu *customer) refuseScreened() *reply {
	switch cu.review {
	case underReview:
		return refuse(http.StatusForbidden, 800073, "The customer's account is under review.")
	case unknown:
		return refuse(http.StatusForbidden, 800074, "The customer's account is under review.")
	case notAllowed:
		return refuse(http.StatusForbidden, 800075, "The customer's account was rejected.")
	}
	return nil
}
