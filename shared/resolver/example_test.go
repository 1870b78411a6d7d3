package resolver_test

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/resolver"
)

// Whether what is written at a host is what the world sees.
func ExampleDelegation_Against() {
	seen := resolver.Delegation{Zone: "example.fr.", Servers: []resolver.Server{{Host: "dns112.ovh.net."}, {Host: "ns112.ovh.net."}}}
	fmt.Println(seen.Against([]string{"dns112.ovh.net", "ns112.ovh.net"}))
	fmt.Println(seen.Against([]string{"dns200.anycast.me", "ns200.anycast.me"}))
	// Output:
	// same
	// other
}
