package storefront

import (
	"regexp"
	"strings"

	"golang.org/x/net/idna"

	"github.com/seatwright/seatwright/shared/order"
)

var (
	newDomain = regexp.MustCompile(order.InitialDomainPattern)
	anyDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
	tenantID  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// maxDomain is how long a domain name may be.
const maxDomain = 253

// Domain takes what a buyer typed or pasted down to the domain in its ASCII form: "https://WWW.Bücher.example./" is xn--bcher-kva.example. What
// it gives may still be no domain.
func Domain(typed string) string {
	d := strings.ToLower(strings.TrimSpace(typed))
	for _, scheme := range []string{"https://", "http://"} {
		d = strings.TrimPrefix(d, scheme)
	}
	d, _, _ = strings.Cut(d, "/")
	d = strings.TrimPrefix(strings.TrimRight(strings.TrimSpace(d), "."), "www.")
	if ascii, err := idna.Lookup.ToASCII(d); err == nil {
		return ascii
	}
	return d
}

// kindOf reads the attribute that says what the buyer orders for; nothing means a new tenant.
func kindOf(value string) (Kind, bool) {
	switch Fold(value) {
	case "", "new", "newtenant":
		return NewTenant, true
	case "existing", "existingtenant":
		return ExistingTenant, true
	case "takeover":
		return Takeover, true
	case "addseats":
		return AddSeats, true
	}
	return "", false
}
