package dns_test

import (
	"context"
	"fmt"
	"maps"
	"net"
	"strings"
	"testing"

	"blitiri.com.ar/go/spf"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/dns"
)

// oracle answers another implementation of SPF from the same world.
type oracle struct{ world }

func none(name string) error { return &net.DNSError{Err: "no such host", Name: name, IsNotFound: true} }

func (o oracle) LookupTXT(_ context.Context, name string) ([]string, error) {
	if v := o.world[strings.ToLower(strings.TrimSuffix(name, "."))+" TXT"]; len(v) > 0 {
		return v, nil
	}
	return nil, none(name)
}

func (o oracle) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	var all []*net.MX
	for _, host := range o.world[name+" MX"] {
		all = append(all, &net.MX{Host: host, Pref: 1})
	}
	if len(all) == 0 {
		return nil, none(name)
	}
	return all, nil
}

func (o oracle) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	var all []net.IPAddr
	for _, ip := range o.world[strings.TrimSuffix(name, ".")+" A"] {
		all = append(all, net.IPAddr{IP: net.ParseIP(ip)})
	}
	if len(all) == 0 {
		return nil, none(name)
	}
	return all, nil
}

// LookupAddr gives every sender a name, as those that send mail have: whether "ptr" finds anything depends on the sender, and is not counted.
func (oracle) LookupAddr(context.Context, string) ([]string, error) {
	return []string{"mail.example."}, nil
}

// says asks the oracle what a receiver answers when a sender uses example.fr, whose record is the text.
func (o oracle) says(ip net.IP, texts ...string) spf.Result {
	w := world{}
	maps.Copy(w, o.world)
	w["example.fr TXT"] = texts
	r, _ := spf.CheckHostWithSender(ip, "example.fr", "x@example.fr", spf.WithResolver(oracle{w})) // the result says it
	return r
}

// terms draws the text of a record, of which each domain is in the world.
func terms(t *rapid.T, label string) string {
	words := []string{"v=spf1"}
	pool := []string{
		"a", "mx", "ip4:192.0.2.0/24", "ip4:198.51.100.7", "-ip4:192.0.2.9", "ip6:2001:db8::/32", "include:s0.example", "include:s1.example", "?include:s2.example",
		"INCLUDE:S0.example", "~include:s1.example", "a:s0.example/28", "mx:s1.example", "exists:s2.example", "include:spf.protection.outlook.com", "-include:spf.protection.outlook.com",
		"x=y", "exp=s0.example", "~all", "?all", "ptr", "a:gone.example", "ip4:203.0.113.48/28", "ip4:10.0.0.0/8", "A", "MX", "x=z", "ip4:198.51.100.0/24",
	}
	words = append(words, rapid.SliceOfN(rapid.SampledFrom(pool), 0, 6).Draw(t, label)...)
	return strings.Join(append(words, rapid.SampledFrom([]string{"", "~all", "-all", "+all", "redirect=s3.example"}).Draw(t, label+" end")), " ")
}

// land draws a world of senders that include each other.
func land(t *rapid.T) world {
	w := internet()
	for i := range 4 {
		name := fmt.Sprintf("s%d.example", i)
		w[name+" A"], w[name+" MX"] = []string{fmt.Sprintf("203.0.113.%d", i)}, []string{"mail.example"}
		words := []string{"v=spf1", fmt.Sprintf("ip4:203.0.113.%d/29", 16*i)}
		for j := i + 1; j < 4; j++ {
			if rapid.Bool().Draw(t, "include") {
				words = append(words, fmt.Sprintf("include:s%d.example", j))
			}
		}
		w[name+" TXT"] = []string{strings.Join(append(words, "~all"), " "), "other text"}
	}
	return w
}

var _ spf.DNSResolver = oracle{}

// senders are addresses that the drawn records are about, and one that none is.
func senders() []net.IP {
	var all []net.IP
	for _, ip := range []string{"192.0.2.1", "192.0.2.9", "198.51.100.7", "203.0.113.0", "203.0.113.17", "203.0.113.50", "2001:db8::1", "40.92.0.1", "8.8.8.8", "192.0.2.2"} {
		all = append(all, net.ParseIP(ip))
	}
	return all
}

// TestNoSenderLosesByAMerge holds of random records that a merge never turns a pass into anything else, lets Microsoft in, and loses no term; and that what is
// counted as within the limits is never refused by the oracle.
func TestNoSenderLosesByAMerge(t *testing.T) {
	t.Parallel()
	merged := 0
	rapid.Check(t, func(t *rapid.T) {
		o, text := oracle{land(t)}, terms(t, "record")
		s, err := dns.ParseSPF(text)
		if err != nil {
			return
		}
		got, _, err := s.With(microsoft)
		if err != nil {
			return
		}
		tree, err := got.Count(t.Context(), o.world, "example.fr")
		if err != nil || tree.Lookups > 10 || tree.Void > 2 {
			return
		}
		merged++
		for _, ip := range senders() {
			before, after := o.says(ip, text), o.says(ip, got.String())
			lost := before == spf.Pass && after != spf.Pass
			if lost || after == spf.PermError {
				t.Fatalf("%s: %q says %s, %q says %s", ip, text, before, got, after)
			}
		}
		// Microsoft passes, unless the record names its very address before.
		if after := o.says(net.ParseIP("40.92.0.1"), got.String()); after != spf.Pass {
			t.Fatalf("%q does not let Microsoft in: %s", got, after)
		}
		for _, term := range s {
			if strings.Count(" "+got.String()+" ", " "+term.Text+" ") < strings.Count(" "+s.String()+" ", " "+term.Text+" ") {
				t.Fatalf("%q becomes %q without %s", text, got, term.Text)
			}
		}
	})
	fmt.Printf("%d records merged\n", merged)
}

// TestAUnionLetsInWhomAnyRecordLetIn holds of random records that one of several loses no mechanism, and lets in whom one of them alone would have.
func TestAUnionLetsInWhomAnyRecordLetIn(t *testing.T) {
	t.Parallel()
	merged := 0
	rapid.Check(t, func(t *rapid.T) {
		o := oracle{land(t)}
		texts := []string{terms(t, "one"), terms(t, "two")}
		var all []dns.SPF
		for _, text := range texts {
			s, err := dns.ParseSPF(text)
			if err != nil {
				return
			}
			all = append(all, s)
		}
		one, err := dns.Union(all)
		if err != nil {
			return
		}
		merged++
		if _, err := dns.ParseSPF(one.String()); err != nil {
			t.Fatalf("%q become %q: %v", texts, one, err)
		}
		for _, s := range all {
			for _, term := range s {
				if term.Name != "all" && !strings.Contains(strings.ToLower(one.String())+" ", strings.ToLower(" "+term.Text+" ")) {
					t.Fatalf("%q become %q without %s", texts, one, term.Text)
				}
			}
		}
		if got := o.says(net.ParseIP("8.8.8.8"), texts...); got != spf.PermError {
			t.Fatalf("two records say %s", got)
		}
	})
	fmt.Printf("%d unions\n", merged)
}
