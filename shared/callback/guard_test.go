package callback_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/fault"
)

func addresses(all ...string) (parsed []netip.Addr) {
	for _, a := range all {
		parsed = append(parsed, netip.MustParseAddr(a))
	}
	return parsed
}

// TestANameThatTurnsOutPrivateIsNotReached: the name is good, and only its address is looked at.
func TestANameThatTurnsOutPrivateIsNotReached(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.Near(w.opt)
	for i, address := range []string{
		"169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"fd00::1", "fe80::1", "64:ff9b::7f00:1", "2002:7f00:1::", "::", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1", "fd00:ec2::254",
	} {
		host := string(rune('a'+i)) + ".test"
		w.Name(host, addresses(address))
		refused(t, c, message(strings.Replace(w.at("/hook"), "shop.test", host, 1)), fault.Denied, "address")
	}
	if len(w.Received()) != 0 {
		t.Error("something arrived")
	}
}

// TestANameThatMovesIsLookedAtEachTime has the name public when it is registered and first posted to, and private afterwards.
func TestANameThatMovesIsLookedAtEachTime(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Name("shop.test", here(), here(), addresses("10.0.0.1"))
	for range 2 {
		if a, err := callback.Near(w.opt).Post(t.Context(), message(w.at("/hook"))); err != nil || a.Status != 200 {
			t.Fatal(a, err)
		}
	}
	refused(t, callback.Near(w.opt), message(w.at("/hook")), fault.Denied, "address")
	if n := len(w.Received()); n != 2 {
		t.Errorf("%d messages arrived", n)
	}
}

// TestOfSeveralAddressesOnlyTheAllowedAreReached: one that is private does not spoil the others, and is never dialled.
func TestOfSeveralAddressesOnlyTheAllowedAreReached(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Name("shop.test", addresses("10.0.0.1", "127.0.0.1"))
	if a, err := callback.Near(w.opt).Post(t.Context(), message(w.at("/hook"))); err != nil || a.Status != 200 {
		t.Error(a, err)
	}
}

func TestAMessageToAnUnfitAddressIsNotSent(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, address := range []string{
		strings.Replace(w.at("/"), "https", "http", 1), strings.Replace(w.at("/"), "shop.test", "127.0.0.1", 1),
		strings.Replace(w.at("/"), "shop.test", "user:pass@shop.test", 1), "https://shop.test:2/",
	} {
		refused(t, callback.Near(w.opt), message(address), fault.Denied, "address")
	}
	if len(w.Received()) != 0 {
		t.Error("something arrived")
	}
}
