package dns_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
)

// world is the DNS that lookups see: values by "name type".
type world map[string][]string

func (w world) Answers(_ context.Context, name string, t dns.Type) ([]string, error) {
	values, ok := w[strings.ToLower(name)+" "+string(t)]
	if ok && values == nil {
		return nil, errors.New("no server answers")
	}
	return values, nil
}

// internet holds the senders that the tests' records include.
func internet() world {
	return world{
		"spf.protection.outlook.com TXT": {"v=spf1 ip4:40.92.0.0/15 ip6:2a01:111:f400::/48 -all"},
		"mx.ovh.com TXT":                 {"v=spf1 ptr:mail-out.ovh.net ip4:8.33.137.105/32 ?all"},
		"_spf.shop.example TXT":          {"v=spf1 include:_a.shop.example include:_b.shop.example ~all"},
		"_a.shop.example TXT":            {"v=spf1 ip4:192.0.2.0/25 ~all"},
		"_b.shop.example TXT":            {"v=spf1 ip4:192.0.2.128/25 ~all"},
		"mail.example A":                 {"192.0.2.1"},
		"example.fr A":                   {"192.0.2.2"},
		"example.fr MX":                  {"mail.example."},
	}
}

// bare is an OVH zone with its name servers and nothing else; rows are "id name type ttl value", "@" for the apex.
func bare(lines ...string) dns.Zone {
	z := dns.Zone{Name: "example.fr", Serial: 2026112101, TTL: 3600, Dialect: dns.OVH()}
	for i, line := range append([]string{"@ NS 0 dns200.anycast.me.", "@ NS 0 ns200.anycast.me."}, lines...) {
		w := strings.SplitN(line, " ", 4)
		ttl, err := strconv.ParseUint(w[2], 10, 32)
		if err != nil {
			panic(err) // of this file's own lines
		}
		z.Rows = append(z.Rows, dns.Row{ID: strconv.Itoa(5000000001 + i), Name: strings.TrimPrefix(w[0], "@"), Type: dns.Type(w[1]), TTL: uint32(ttl), Value: w[3]})
	}
	return z
}

// fresh is a zone as OVH fills it.
func fresh() dns.Zone {
	return bare("@ MX 0 1 mx1.mail.ovh.net.", "@ MX 0 5 mx2.mail.ovh.net.", "@ MX 0 100 mx3.mail.ovh.net.",
		`@ SPF 600 v=spf1 include:mx.ovh.com ~all`, "@ A 0 213.186.33.5", `@ TXT 0 "1|www.example.fr"`,
		"_autodiscover._tcp SRV 0 0 0 443 mailconfig.ovh.net.", "_imaps._tcp SRV 0 0 0 993 ssl0.ovh.net.",
		"autoconfig CNAME 0 mailconfig.ovh.net.", "autodiscover CNAME 0 mailconfig.ovh.net.",
		"imap CNAME 0 ssl0.ovh.net.", "www A 0 213.186.33.5", `www TXT 0 "3|welcome"`)
}

const newHost = "example-fr.o-v1.mx.microsoft"

// answer is what Microsoft gives for a verified domain, with the keys that Exchange knows.
func answer(domain string) dns.Facts {
	row := func(name string, t dns.Type, value string, s dns.Service, from dns.Source) dns.Wanted {
		return dns.Wanted{Name: strings.TrimPrefix(name+"."+domain, "@."), Type: t, Value: value, TTL: 3600, Service: s, Source: from}
	}
	return dns.Facts{Domain: domain, Verified: true, Wanted: []dns.Wanted{
		row("@", dns.TXT, "MS=ms12345678", dns.Ownership, dns.FromGraph),
		row("@", dns.MX, "32767 ms12345678.msv1.invalid", dns.Ownership, dns.FromGraph),
		row("@", dns.MX, "0 "+newHost, dns.Email, dns.FromGraph),
		row("@", dns.TXT, "v=spf1 include: spf.protection.outlook.com -all", dns.Email, dns.FromGraph),
		row("autodiscover", dns.CNAME, "autodiscover.outlook.com", dns.Email, dns.FromGraph),
		row("selector1._domainkey", dns.CNAME, "selector1-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft", dns.Email, dns.FromExchange),
		row("selector2._domainkey", dns.CNAME, "selector2-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft", dns.Email, dns.FromExchange),
		row("_sipfederationtls._tcp", dns.SRV, "100 1 5061 sipfed.online.lync.com", dns.Teams, dns.FromGraph),
		row("EnterpriseEnrollment", dns.CNAME, "enterpriseenrollment-s.manage.microsoft.com", dns.Intune, dns.FromGraph),
		row("enterpriseregistration", dns.CNAME, "enterpriseregistration.windows.net", dns.Intune, dns.FromGraph),
	}}
}

func everything(classes ...dns.Class) dns.Options {
	return dns.Options{Services: []dns.Service{dns.Email, dns.Teams, dns.Intune}, Consents: dns.Consents{Classes: classes}}
}

func only(services ...dns.Service) dns.Options { return dns.Options{Services: services} }

// prepare makes a plan for example.fr.
func prepare(t *testing.T, z dns.Zone, o dns.Options) dns.Plan {
	t.Helper()
	return planOf(t, z, answer("example.fr"), o)
}

func planOf(t *testing.T, z dns.Zone, f dns.Facts, o dns.Options) dns.Plan {
	t.Helper()
	p, err := dns.Prepare(t.Context(), internet(), z, f, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// changes writes what a plan changes or what stands in its way, in few words.
func changes(p dns.Plan) []string {
	all := []string{}
	for _, it := range p.Items {
		switch it.Kind {
		case dns.Block:
			all = append(all, "block "+it.Code+" "+it.Need.String())
		case dns.Create:
			all = append(all, "create "+show(*it.To))
		case dns.Update:
			all = append(all, "update "+it.Row.ID+" "+show(*it.To))
		case dns.Delete:
			all = append(all, "delete "+it.Row.ID)
		default:
		}
	}
	return all
}

func show(r dns.Row) string { return r.Name + " " + string(r.Type) + " " + r.Value }

// host keeps a zone as a host does: it numbers what is created.
type host struct {
	zone dns.Zone
	next int
}

func (h *host) stage(steps ...dns.Step) {
	h.zone.Rows = dns.After(h.zone.Rows, steps)
	for i, r := range h.zone.Rows {
		if r.ID == "" {
			h.next++
			h.zone.Rows[i].ID = strconv.Itoa(6000000000 + h.next)
		}
	}
}

// renumber gives every row another id, as an edit of the zone's text does.
func (h *host) renumber() {
	for i := range h.zone.Rows {
		h.zone.Rows[i].ID = ""
	}
	h.stage()
}
