package shopify

import (
	"regexp"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
)

var (
	newDomain = regexp.MustCompile(order.InitialDomainPattern)
	anyDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
	tenantID  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// Domain takes what a buyer typed or pasted down to the domain, as every shop's orders do.
func Domain(typed string) string { return storefront.Domain(typed) }

// kindOf reads the attribute that says whether the tenant is there already: nothing or "new", "existing" or "existing_tenant".
func kindOf(value string) (existing, ok bool) {
	switch Fold(value) {
	case "", "new", "newtenant":
		return false, true
	case "existing", "existingtenant":
		return true, true
	}
	return false, false
}
