package storefront_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/storefront"
)

func FuzzDomain(f *testing.F) {
	for _, s := range []string{"https://www.contoso.com./", "bücher.example", "www.www.", "xn--", "a..b", "\xff.example", "ſ.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := answered("existing", typed)
		d := s.Customer.Domain
		if d != "" && (storefront.Domain(d) != d && !strings.HasPrefix(d, "www.") || len(s.Doubts) != 0 || len(d) > 253) {
			t.Errorf("%q: %q, then %q, %v", typed, d, storefront.Domain(d), s.Doubts)
		}
		if d == "" && s.Customer.Tenant == "" && len(s.Doubts) == 0 {
			t.Errorf("%q: neither a domain nor a doubt", typed)
		}
	})
}
