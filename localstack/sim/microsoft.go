package main

import (
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// microsoft is the simulators that tell each other of customers, their domains and what the partner may do in their tenants.
type microsoft struct {
	clock *movable
	seed  string
	urls  map[string]string
	zones zones

	tokens    *entra.Sim
	partner   *partnercenter.Sim
	directory *graph.Sim
}

func (m *microsoft) delegated(partner, customer string) (roles []string, active bool) {
	return m.directory.Delegated(partner, customer)
}

func (m *microsoft) openTokens(secret string) {
	m.tokens = entra.New(entra.Options{
		Domains: m.owner, Delegated: m.delegated,
		Known: func(tenant string) bool { _, ok := m.partner.Find(tenant); return ok },
		Clock: m.clock.now, Seed: m.seed, Base: m.urls["entra"], Apps: []entra.App{{ID: app, Secret: secret, Tenant: tenant, MultiTenant: true}},
		Users: []entra.User{
			{ID: user, UPN: "agent@partner.example", Tenant: tenant, MFA: true}, {ID: clerk, UPN: "clerk@partner.example", Tenant: tenant},
		},
	})
}

func (m *microsoft) openPartner(mfa bool) {
	m.partner = partnercenter.New(partnercenter.Options{
		Clock: m.clock.now, Seed: m.seed, Keys: m.tokens.Keys, EnforceMFA: mfa, Throttle: partnercenter.DocumentedThrottle,
		Delegated: m.delegated, Consent: m.tokens.Grant, Withdraw: func(app, tenant string) error { return m.tokens.Withdraw(app, tenant, "") },
		Base: m.urls["partnercenter"], Partners: []partnercenter.Partner{{
			Tenant: tenant, MPN: "1234567", Country: "US", Currency: "USD",
			Codes: []partnercenter.Code{{Organization: "City of Example", ID: "gcc-example-1", Most: 5, Left: 5}},
		}},
	})
}

func (m *microsoft) openDirectory() {
	now := m.clock.now()
	m.directory = graph.New(graph.Options{
		Clock: m.clock.now, Keys: m.tokens.Keys, Base: m.urls["graph"], Seed: m.seed, Lookup: m.zones.names.Ask, Granted: granted(), Customers: m.customer, Sold: m.sold,
		Tenants: []graph.Tenant{{
			ID: tenant, Name: "Partner", Country: "US", Domains: []string{"partner.example"},
			Apps: []graph.App{{ID: app, Name: "Seatwright", Credentials: []graph.Credential{{ID: user, Starts: now, Ends: now.AddDate(2, 0, 0)}}}},
		}},
	})
}

// customer tells Graph of a customer of Partner Center.
func (m *microsoft) customer(tenant string) (graph.Customer, bool) {
	c, ok := m.partner.Find(tenant)
	return graph.Customer{Partner: c.Partner, Name: c.Company, Country: c.Country, Domain: c.Domain, Foreign: c.Relationship == "none"}, ok
}

// sold tells Graph what Partner Center sold to a tenant.
func (m *microsoft) sold(tenant string) []graph.Sold {
	var all []graph.Sold
	for _, b := range m.partner.Inventory(tenant) {
		all = append(all, graph.Sold{
			ID: b.ID, SKU: b.SKU, Seats: b.Seats, Owner: b.Owner, Created: b.Created, Ends: b.Ends, Trial: b.Trial, Status: graph.StatusOf(b.Status),
		})
	}
	return all
}

// owner gives the tenant of a domain: of one that somebody proved, or of one that came with a customer.
func (m *microsoft) owner(name string) (tenant string, found bool) {
	if tenant, found = m.directory.TenantOf(name); found {
		return tenant, true
	}
	return m.partner.TenantOf(name)
}
