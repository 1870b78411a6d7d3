package ovh_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/ovh"
)

// The keys are those of the tests of OVHcloud's own programs, and so are the first seven signatures; they are revoked.
func vectorKeys() ovh.Keys {
	return ovh.Keys{
		Application: "TDPKJdwZwAQPwKX2", Secret: "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk", Consumer: "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY",
	}
}

func TestTheSignatureIsThatOfOVHcloudsOwnPrograms(t *testing.T) {
	t.Parallel()
	const body = `{"a":"b","c":"d"}`
	for _, c := range []struct{ method, address, body, want string }{
		{"GET", "https://eu.api.ovh.com/1.0/auth", "", "e9556054b6309771395efa467c22e627407461ad"},
		{"POST", "https://eu.api.ovh.com/1.0/auth", body, "ec2fb5c7a81f64723c77d2e5b609ae6f58a84fc1"},
		{"PUT", "https://eu.api.ovh.com/1.0/auth", body, "8a75a9e7c8e7296c9dbeda6a2a735eb6bd58ec4b"},
		{"DELETE", "https://eu.api.ovh.com/1.0/auth", "", "a1eecd00b3b02b6cf5708b84b9ff42059a950d85"},
		{"GET", "https://eu.api.ovh.com/1.0/call", "", "7f2db49253edfc41891023fcd1a54cf61db05fbb"},
		{"GET", "https://eu.api.ovh.com/v1/call", "", "e6e7906d385eb28adcbfbe6b66c1528a42d741ad"},
		{"get", "https://eu.api.ovh.com/v2/call", "", "bb63b132a6f84ad5433d0c534d48d3f7c3804285"},
		{"GET", "https://eu.api.ovh.com/1.0/domain/zone/example.com/record?fieldType=TXT&subDomain=", "", "859a59a5be274ba3ab30b83cbeb71a65bf743185"},
		{"POST", "https://eu.api.ovh.com/1.0/domain/zone/example.com/refresh", "", "183b7a4abc4a71f93defe029d1c80d7e1a8ee56c"},
		{"POST", "https://eu.api.ovh.com/v1/domain/zone/example.com/refresh", "", "6381de5d249b55e33c3395e1006bfb99f65f86d2"},
		{"PUT", "https://eu.api.ovh.com/1.0/saas/csp2/contoso.o365.ovh.com", `{"displayName":"Café & Fils"}`, "34e172d3636efc829ad66a5f4097e55ddf018cb5"},
		{"PUT", "https://eu.api.ovh.com/1.0/saas/csp2/contoso.o365.ovh.com", `{"displayName":"Café \u0026 Fils"}`, "11cb2f2eef7219a44297a4d11d46eded4ae435b1"},
	} {
		if got := ovh.Sign(vectorKeys(), c.method, c.address, []byte(c.body), 1457018875); got != "$1$"+c.want {
			t.Errorf("%s %s %s: %s", c.method, c.address, c.body, got)
		}
	}
}
