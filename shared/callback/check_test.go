package callback_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestAddressesThatMayBePostedTo(t *testing.T) {
	t.Parallel()
	c := callback.New(callback.Options{Ports: []uint16{8443}})
	for _, address := range []string{
		"https://shop.example/hook", "https://shop.example", "https://shop.example:443/", "https://shop.example:8443/a?b=c", "https://SHOP.example./hook",
		"https://xn--dz-jia.example/", "https://a_b.shop-1.example/", "HTTPS://shop.example/",
	} {
		if err := c.Check(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func refusedAddresses() []string {
	return []string{
		"", "shop.example", "//shop.example/", "http://shop.example/", "ftp://shop.example/", "https:shop.example", "https:///hook", "https://",
		"https://user@shop.example/", "https://user:pass@shop.example/", "https://@shop.example/", "https://shop.example/#", "https://shop.example/#part",
		"https://shop.example:80/", "https://shop.example:8080/", "https://shop.example:/", "https://shop.example:0/", "https://shop.example:65979/",
		"https://shop.example:-443/", "https://shop.example:+443/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/",
		"https://2130706433/", "https://0x7f.0.0.1/", "https://0x7f000001/", "https://127.1/", "https://017700000001/", "https://1.2.3.4./", "https://127.0.0.0x1/",
		"https://localhost/", "https://localhost./", "https://shop/", "https://shop..example/", "https://.example/", "https://shop.example../",
		"https://shop.example /", " https://shop.example/", "https://shop.example/\n", "https://shop.example/\x00", "https://shöp.example/", "https://１２７.0.0.1/",
		"https://shop.exa%6dple/", "https://shop.ex ample/", "https://" + strings.Repeat("a", 64) + ".example/", "https://" + strings.Repeat("a.", 130) + "example/",
		"https://shop.example/" + strings.Repeat("a", 2000), "https://shop.example\\@127.0.0.1/", "https://shop.example%2f@127.0.0.1/", "javascript:alert(1)",
	}
}

func TestAddressesThatAreNeverPostedTo(t *testing.T) {
	t.Parallel()
	c := callback.New(callback.Options{})
	for _, address := range refusedAddresses() {
		err := c.Check(address)
		if f := fault.Fields(err); fault.Of(err) != fault.Invalid || len(f) != 1 || f[0].Pointer != "/url" {
			t.Errorf("%.60q: %v", address, err)
		}
	}
}

func FuzzAnAddressThatPassesIsHTTPSToANameOnAnAllowedPort(f *testing.F) {
	for _, address := range append(refusedAddresses(), "https://shop.example:443/hook?a=b") {
		f.Add(address)
	}
	c := callback.New(callback.Options{})
	f.Fuzz(func(t *testing.T, address string) {
		if c.Check(address) != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Fragment != "" || u.Port() != "" && u.Port() != "443" && strings.TrimLeft(u.Port(), "0") != "443" {
			t.Fatalf("%q passes: %v", address, err)
		}
		if _, err := netip.ParseAddr(strings.Trim(u.Hostname(), ".")); err == nil || !strings.Contains(u.Hostname(), ".") {
			t.Fatalf("%q passes", address)
		}
	})
}
