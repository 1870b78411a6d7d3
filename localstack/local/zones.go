package local

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/app"
)

// Sample names of zones and their hosts.
const (
	OVHApplication = "sample-application"
	OVHSecret      = "sample-application-secret" //nolint:gosec // of the simulator
	OVHConsumer    = "sample-consumer"
	OVHAccount     = "sample"

	FreshZone  = "contoso.example"   // at OVHcloud, as it comes
	OtherZone  = "fabrikam.example"  // likewise, with SPF as a row of OVHcloud's own type
	AmazonZone = "northwind.example" // at Amazon Route 53
	HandZone   = "byhand.example"    // where a person enters the rows
)

// HandServer serves HandZone.
const HandServer = "ns1.registrar.example"

// ovhServers serve the zones of OVHcloud's simulator.
func ovhServers() []string { return []string{"dns200.anycast.me", "ns200.anycast.me"} }

// granted are the roles (template ids) of the relationship that each new customer comes with: Domain Name Administrator, Cloud Application Administrator and
// Directory Readers.
func granted() []string {
	return []string{"8329153b-31d0-4727-b945-745eb3bc5f31", "158c047a-c907-4556-b7ef-446551a6b5f7", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"}
}

// addZones builds the name servers, and the hosts whose zones they serve. Clients reach OVHcloud's simulator at base, without a slash at the end.
func (o *Outside) addZones(base string, shared bool) {
	clock := control.Clock(o.now)
	servers := append(ovhServers(), HandServer)
	o.DNS = dns.New(dns.Options{Clock: clock, Servers: append(servers, route53.Servers()...), Shared: shared})
	o.OVH = ovh.New(ovh.Options{
		Clock: clock, Seed: "local", Base: base, Apps: []ovh.App{{Key: OVHApplication, Secret: OVHSecret}},
		Keys: []ovh.ConsumerKey{{Key: OVHConsumer, App: OVHApplication, Account: OVHAccount, Status: "validated", Rules: everyRule(), Made: clock.Now()}},
		Zones: []ovh.Zone{
			{Name: FreshZone, Account: OVHAccount, Servers: ovhServers(), Rows: ovh.FreshRows(FreshZone, "TXT")},
			{Name: OtherZone, Account: OVHAccount, Servers: ovhServers(), Rows: ovh.FreshRows(OtherZone, "SPF")},
		},
		Publish: o.DNS.Take,
	})
	o.Route53 = route53.New(route53.Options{
		Clock: clock, Publish: o.DNS.Take,
		Zones: []route53.Zone{{Name: AmazonZone, Sets: []route53.Set{{Name: "www." + AmazonZone, Type: "A", TTL: int64(time.Hour / time.Second), Values: []string{"192.0.2.80"}}}}},
	})
	o.DNS.Take(HandZone, HandFile(1, ""), clock.Now())
	o.DNS.Delegate(FreshZone, ovhServers()...)
	o.DNS.Delegate(OtherZone, ovhServers()...)
	o.DNS.Delegate(AmazonZone, route53.Servers()...)
	o.DNS.Delegate(HandZone, HandServer)
}

// everyRule lets a consumer key do all that is needed with every zone of its account.
func everyRule() []ovh.Rule {
	return []ovh.Rule{
		{Method: http.MethodGet, Path: "/auth/currentCredential"},
		{Method: http.MethodGet, Path: "/domain/zone"},
		{Method: http.MethodGet, Path: "/domain/zone/*"},
		{Method: http.MethodPost, Path: "/domain/zone/*"},
		{Method: http.MethodPut, Path: "/domain/zone/*"},
		{Method: http.MethodDelete, Path: "/domain/zone/*"},
	}
}

// names has the domain name system asked here. Its sockets are opened when it is asked first: few systems ever ask.
func (o *Outside) names() *app.Names {
	return &app.Names{Root: o.DNS.Root(), Range: netip.MustParsePrefix("198.18.0.0/15"), Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if err := o.Listen(ctx); err != nil {
			return nil, err
		}
		return o.DNS.Dial(ctx, network, address)
	}}
}

// Listen has the name servers answer on loopback.
func (o *Outside) Listen(ctx context.Context) error {
	o.answers.Do(func() {
		if o.deaf = o.DNS.Public(dns.Policies()); o.deaf == nil {
			o.deaf = o.DNS.Listen(context.WithoutCancel(ctx)) // they answer others too, and for longer
		}
	})
	return o.deaf
}

// customer tells Graph of a customer of Partner Center.
func (o *Outside) customer(tenant string) (graph.Customer, bool) {
	c, ok := o.PartnerCenter.Find(tenant)
	return graph.Customer{Partner: c.Partner, Name: c.Company, Country: c.Country, Domain: c.Domain, Foreign: c.Relationship == "none"}, ok
}

// owner gives the tenant of a domain: of one that somebody proved, or of one that came with a customer.
func (o *Outside) owner(name string) (tenant string, found bool) {
	if tenant, found = o.Graph.TenantOf(name); found {
		return tenant, true
	}
	return o.PartnerCenter.TenantOf(name)
}

// HandFile is HandZone as a zone file, with a serial number and further lines.
func HandFile(serial uint32, lines string) string {
	return fmt.Sprintf("$ORIGIN %s.\n$TTL 3600\n@ IN SOA %s. hostmaster.%s. %d 7200 3600 1209600 300\n@ IN NS %s.\nwww IN A 192.0.2.10\n%s",
		HandZone, HandServer, HandZone, serial, HandServer, lines)
}
