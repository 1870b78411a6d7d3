package dns_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
)

func TestManyDomainsAreSummedUpByWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	var lines []dns.Line
	add := func(name string, z dns.Zone, o dns.Options) {
		l := func() dns.Line { p := prepare(t, z, o); return p.Line() }()
		l.Domain, l.Hash = name, ""
		lines = append(lines, l)
	}
	add("b", fresh(), everything())
	add("a", fresh(), everything())
	add("live", bare("@ MX 0 1 mx1.mail.ovh.net.", "autodiscover CNAME 0 x.example."), everything())
	add("bad", bare("@ TXT 0 v=spf1 +all", "@ MX 0 1 mx1.mail.ovh.net."), everything())
	add("new", bare(), everything())
	add("nothing", bare(), dns.Options{})
	want := dns.Summary{
		Domains: 6,
		States:  map[dns.State]int{dns.NeedsConsent: 3, dns.Blocked: 1, dns.Ready: 1, dns.Done: 1},
		Reasons: []dns.Reason{
			{Code: "host_mail", State: dns.NeedsConsent, Domains: []string{"a", "b", "live"}},
			{Code: "foreign_cname", State: dns.NeedsConsent, Domains: []string{"live"}},
			{Code: "host_mail", State: dns.Blocked, Domains: []string{"bad"}},
			{Code: "spf_refuses", State: dns.Blocked, Domains: []string{"bad"}},
		},
	}
	if diff := cmp.Diff(want, dns.Summarize(lines)); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	var got []string
	for _, l := range lines {
		if l.Only(dns.ReplaceMX) {
			got = append(got, l.Domain)
		}
	}
	if !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("a consent for the class helps %v", got)
	}
}
