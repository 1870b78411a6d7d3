// Package zone makes the zones that the bench plans: each of fourteen records, as OVHcloud fills them, with what Microsoft wants of them and the names that are
// looked up for it. The same number always gives the same zone.
package zone

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/dns"
)

// Records is how many records a zone has.
const Records = 14

// fresh are the records, with % for the domain.
const fresh = `@ 3600 NS dns200.anycast.me.
@ 3600 NS ns200.anycast.me.
@ 3600 MX 1 mx1.mail.ovh.net.
@ 3600 MX 5 mx2.mail.ovh.net.
@ 3600 MX 100 mx3.mail.ovh.net.
@ 600 TXT "v=spf1 include:mx.ovh.com ~all"
@ 3600 A 213.186.33.5
@ 3600 TXT "1|www.%"
_autodiscover._tcp 3600 SRV 0 0 443 mailconfig.ovh.net.
_imaps._tcp 3600 SRV 0 0 993 ssl0.ovh.net.
autoconfig 3600 CNAME mailconfig.ovh.net.
autodiscover 3600 CNAME mailconfig.ovh.net.
imap 3600 CNAME ssl0.ovh.net.
www 3600 A 213.186.33.5
`

// Name is the domain of the n-th zone.
func Name(n int) string { return fmt.Sprintf("customer-%05d.example", n) }

// File gives the zone's records as a zone file.
func File(n int) string {
	return strings.ReplaceAll(fresh, "%", Name(n))
}

// Rows gives the same records as they come from OVHcloud.
func Rows(n int) dns.Zone {
	z := dns.Zone{Name: Name(n), Serial: 2026112101, TTL: 3600, Dialect: dns.OVH(), Rows: make([]dns.Row, 0, Records)}
	for line := range strings.Lines(File(n)) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 4)
		ttl := uint32(0)
		if words[1] == "600" {
			ttl = 600 // the others have the zone's own
		}
		id := strconv.Itoa(5_000_000_001 + n*Records + len(z.Rows))
		z.Rows = append(z.Rows, dns.Row{ID: id, Name: strings.TrimPrefix(words[0], "@"), Type: dns.Type(words[2]), TTL: ttl, Value: words[3]})
	}
	return z
}

// Facts gives what Microsoft says of the domain, which is verified.
func Facts(n int) dns.Facts {
	domain := Name(n)
	host := strings.ReplaceAll(domain, ".", "-")
	row := func(name string, t dns.Type, value string, s dns.Service) dns.Wanted {
		return dns.Wanted{Name: strings.TrimPrefix(name+"."+domain, "@."), Type: t, Value: value, TTL: 3600, Service: s, Source: dns.FromGraph}
	}
	return dns.Facts{Domain: domain, Verified: true, Wanted: []dns.Wanted{
		row("@", dns.TXT, fmt.Sprintf("MS=ms%08d", n), dns.Ownership),
		row("@", dns.MX, "0 "+host+".mail.protection.outlook.com", dns.Email),
		row("@", dns.TXT, "v=spf1 include:spf.protection.outlook.com -all", dns.Email),
		row("autodiscover", dns.CNAME, "autodiscover.outlook.com", dns.Email),
		row("_sipfederationtls._tcp", dns.SRV, "100 1 5061 sipfed.online.lync.com", dns.Teams),
		row("enterpriseenrollment", dns.CNAME, "enterpriseenrollment-s.manage.microsoft.com", dns.Intune),
		row("enterpriseregistration", dns.CNAME, "enterpriseregistration.windows.net", dns.Intune),
	}}
}

// Options choose all services, and agree to what every fresh zone of OVHcloud needs.
func Options() dns.Options {
	return dns.Options{Services: []dns.Service{dns.Email, dns.Teams, dns.Intune}, Consents: dns.Consents{Classes: []dns.Class{dns.ReplaceMX}}}
}

// Senders answers for the names that the zones' senders have, without a network.
type Senders struct{}

// Answers implements dns.Lookup.
func (Senders) Answers(_ context.Context, name string, t dns.Type) ([]string, error) {
	switch {
	case t == dns.TXT && name == "spf.protection.outlook.com":
		return []string{"v=spf1 ip4:40.92.0.0/15 ip6:2a01:111:f400::/48 -all"}, nil
	case t == dns.TXT && name == "mx.ovh.com":
		return []string{"v=spf1 ptr:mail-out.ovh.net ip4:8.33.137.105/32 ?all"}, nil
	}
	return nil, nil
}

// Plan plans the n-th zone, of which nothing stands in the way.
func Plan(ctx context.Context, z dns.Zone, f dns.Facts) (dns.Plan, error) {
	p, err := dns.Prepare(ctx, Senders{}, z, f, Options())
	if err != nil {
		return p, err
	}
	if line := p.Line(); line.State != dns.Ready {
		return p, fmt.Errorf("%s: the plan is %s: %v", f.Domain, line.State, line.Codes)
	}
	return p, nil
}
