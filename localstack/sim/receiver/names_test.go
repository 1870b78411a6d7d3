package receiver_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestANameMovesFromOneLookupToTheNext(t *testing.T) {
	t.Parallel()
	s := open(t)
	public, private := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("10.0.0.1")
	s.Name("Shop.test.", []netip.Addr{public}, []netip.Addr{private, netip.MustParseAddr("fd00::1")})
	for i, want := range [][]string{{"203.0.113.7"}, {"10.0.0.1", "fd00::1"}, {"10.0.0.1", "fd00::1"}} {
		found, err := s.Resolver().LookupHost(t.Context(), "shop.test")
		if err != nil || !cmp.Equal(found, want) {
			t.Errorf("lookup %d: %v, %v", i+1, found, err)
		}
	}
}

func TestANameThatNobodyGaveDoesNotExist(t *testing.T) {
	t.Parallel()
	_, err := open(t).Resolver().LookupHost(t.Context(), "shop.test")
	if missing := (*net.DNSError)(nil); !errors.As(err, &missing) || !missing.IsNotFound {
		t.Errorf("%v", err)
	}
}
