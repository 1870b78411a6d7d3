package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/localstack/sim/route53"
)

// The account at OVHcloud that the simulators know, and the zones at it and at Amazon.
const (
	ovhApp      = "application-of-sim"
	ovhConsumer = "consumer-of-sim"
	ovhAccount  = "sim"
	freshZone   = "contoso.example"
	amazonZone  = "northwind.example"
)

// granted are the roles (template ids) of the relationship that each new customer comes with: Domain Name Administrator and Cloud Application Administrator.
func granted() []string {
	return []string{"8329153b-31d0-4727-b945-745eb3bc5f31", "158c047a-c907-4556-b7ef-446551a6b5f7"}
}

// zones is the name servers, and the hosts whose zones they serve.
type zones struct {
	names  *dns.Sim
	ovh    *ovh.Sim
	amazon *route53.Sim
}

func newZones(clock *movable, seed, base string) zones {
	servers := []string{"dns200.anycast.me", "ns200.anycast.me"}
	names := dns.New(dns.Options{Clock: clock.now, Servers: append(servers, route53.Servers()...), Shared: true})
	var rules []ovh.Rule
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		rules = append(rules, ovh.Rule{Method: method, Path: "/*"})
	}
	z := zones{
		names: names,
		ovh: ovh.New(ovh.Options{
			Clock: clock.now, Seed: seed, Base: base, Publish: names.Take, Apps: []ovh.App{{Key: ovhApp, Secret: "secret-of-" + seed}},
			Keys:  []ovh.ConsumerKey{{Key: ovhConsumer, App: ovhApp, Account: ovhAccount, Status: "validated", Rules: rules, Made: clock.now()}},
			Zones: []ovh.Zone{{Name: freshZone, Account: ovhAccount, Servers: servers, Rows: ovh.FreshRows(freshZone, "TXT")}},
		}),
		amazon: route53.New(route53.Options{Clock: clock.now, Publish: names.Take, Zones: []route53.Zone{{Name: amazonZone}}}),
	}
	names.Delegate(freshZone, servers...)
	names.Delegate(amazonZone, route53.Servers()...)
	return z
}

// answer has the name servers answer, and tells where.
func (w world) answer(ctx context.Context) error {
	if err := w.names.Public(dns.Policies()); err != nil {
		return fmt.Errorf("name servers: %w", err)
	}
	if err := w.names.Listen(ctx); err != nil {
		return fmt.Errorf("name servers: %w", err)
	}
	w.hello["names"] = w.names.Address()
	return nil
}
