package partnercenter

import (
	"net/http"
	"strings"
)

// headDomain says whether a domain is taken. Microsoft documents 200 for taken and 404 for free.
func (c *call) headDomain() reply {
	if c.domains[strings.ToLower(c.vars[0])] {
		return reply{status: http.StatusOK}
	}
	return reply{status: http.StatusNotFound}
}
