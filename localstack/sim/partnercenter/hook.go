package partnercenter

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Registration is where Partner Center tells a partner of changes.
type Registration struct {
	URL    string   `json:"WebhookUrl"`
	Events []string `json:"WebhookEvents"`
}

// events are those that Microsoft documents for everybody.
func events() []string {
	return []string{
		"subscription-updated", "test-created", "usagerecords-thresholdExceeded", "referral-created", "referral-updated", "invoice-ready",
		"granular-admin-relationship-approved", "new-commerce-migration-created", "new-commerce-migration-completed",
		"new-commerce-migration-failed", "new-commerce-migration-schedule-failed",
	}
}

// Register sets a partner's registration, of which there is one, or takes it away where it has no address.
func (s *Sim) Register(tenant string, r Registration) error {
	for _, e := range r.Events {
		if !slices.Contains(events(), e) {
			return fmt.Errorf("webhook event %q: unknown", e)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tenant = strings.ToLower(tenant)
	if _, ok := s.partners[tenant]; !ok {
		return fmt.Errorf("partner %q: unknown", tenant)
	}
	if s.hooks[tenant] = r; r.URL == "" {
		delete(s.hooks, tenant)
	}
	return nil
}

// getRegistration shows what is registered. That there is nothing is 404/1000 (modelled).
func (c *call) getRegistration() reply {
	r, found := c.hooks[c.partner.Tenant]
	if !found {
		return fail(http.StatusNotFound, 1000, "There is no registration.")
	}
	return ok(http.StatusOK, r)
}

// listEvents gives a bare list.
func (c *call) listEvents() reply { return ok(http.StatusOK, events()) }
