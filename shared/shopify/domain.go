package shopify

import (
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/order"
)

var (
	newDomain = regexp.MustCompile(order.InitialDomainPattern)
	anyDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
	tenantID  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// Domain takes what a buyer typed or pasted down to the domain: "https://WWW.Contoso.com./" is contoso.com. What it gives may still
// be no domain. A name with other letters than ASCII has to come in its ASCII form (xn--...).
func Domain(typed string) string {
	d := strings.ToLower(strings.TrimSpace(typed))
	for _, scheme := range []string{"https://", "http://"} {
		d = strings.TrimPrefix(d, scheme)
	}
	d, _, _ = strings.Cut(d, "/")
	d = strings.TrimPrefix(strings.TrimSuffix(d, "."), "www.")
	return strings.TrimSpace(d)
}

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
