package partnercenter

import (
	"net/http"
	"slices"
	"strings"
)

// headDomain says whether a domain is taken. Microsoft documents 200 for taken and 404 for free.
func (c *call) headDomain() reply {
	if c.domains[strings.ToLower(c.vars[0])] {
		return reply{status: http.StatusOK}
	}
	return reply{status: http.StatusNotFound}
}

// TenantOf gives the tenant that has a domain, for a token service that is asked by it. A tenant may be nobody's customer.
func (s *Sim) TenantOf(domain string) (tenant string, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	domain = strings.ToLower(domain)
	for _, cu := range s.listed {
		if cu.domain == domain || slices.Contains(cu.custom, domain) {
			return cu.id, true
		}
	}
	return "", false
}
