package local

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/localstack/sim/partnerapi"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/partner"
)

// Outside is the simulated outside world, which knows the partners of the embedded seed.
type Outside struct {
	Entra         *entra.Sim
	PartnerCenter *partnercenter.Sim
	Graph         *graph.Sim
	PartnerAPI    *partnerapi.Sim
	OVH           *ovh.Sim
	Route53       *route53.Sim
	DNS           *dns.Sim
	Shops         Shops
	Receiver      *receiver.Sim // the programs of shops, each at a path

	answers sync.Once // has DNS listen
	deaf    error     // why it does not

	base  string // address of the token service
	apps  []string
	hooks map[string]string // by the partner's tenant, the path of our API that takes Partner Center's events
	roots []byte            // what the signatures of Partner Center's events chain to, in PEM
	now   func() time.Time
}

// Roots gives, in PEM, what the signatures of Partner Center's events chain to.
func (o *Outside) Roots() string { return string(o.roots) }

// Handlers gives the simulators by their names.
func (o *Outside) Handlers() map[string]http.Handler {
	return map[string]http.Handler{
		"entra": o.Entra, "partnercenter": o.PartnerCenter, "graph": o.Graph, "partnerapi": o.PartnerAPI,
		"ovh": o.OVH, "route53": o.Route53, "dns": o.DNS, "receiver": o.Receiver,
	}
}

// Register tells the token service where the apps of all partners take the answers of sign-ins, and Partner Center where they take
// its events: at an address of our own API, without a slash at the end. Until then nobody is sent there.
func (o *Outside) Register(api string) error {
	var failed error
	for tenant, path := range o.hooks {
		failed = errors.Join(failed, o.PartnerCenter.Register(tenant, partnercenter.Registration{
			Subscriber: "seatwright", URL: api + path, Events: []string{"subscription-updated", "create-transfer", "update-transfer", "complete-transfer", "cancel-transfer", "expire-transfer", "fail-transfer", "test-created"},
		}))
	}
	for _, app := range o.apps {
		failed = errors.Join(failed, o.Entra.Redirect(app, api+"/v1/consents"))
	}
	return failed
}

// Visitor is an account of a tenant that is no partner's.
const Visitor = "visitor@elsewhere.example"

const elsewhere = "11111111-aaaa-4bbb-8ccc-00000000ffff"

// Account is the user principal name of the account that signs in for a partner of the embedded seed. It has a second factor.
func Account(partner string) string { return "service@" + partner + ".example" }

// Clerk is that of an account of the same tenant that has no second factor.
func Clerk(partner string) string { return "clerk@" + partner + ".example" }

// globalReader is the template id of the role with which one sees everything and changes nothing.
const globalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"

// people gives the accounts of all tenants.
func people(partners []partner.SeedPartner) []entra.User {
	all := []entra.User{{ID: "33333333-aaaa-4bbb-8ccc-00000000ffff", UPN: Visitor, Name: "Visitor", Tenant: elsewhere, MFA: true}}
	for i, p := range partners {
		id := fmt.Sprintf("-aaaa-4bbb-8ccc-%012x", i+1)
		all = append(all,
			entra.User{ID: "33333333" + id, UPN: Account(string(p.ID)), Name: "Service of " + p.Name, Tenant: string(p.Tenant), MFA: true, Roles: []string{globalReader}},
			entra.User{ID: "44444444" + id, UPN: Clerk(string(p.ID)), Name: "Clerk of " + p.Name, Tenant: string(p.Tenant)},
		)
	}
	return all
}

// directory is what Graph knows of a partner's tenant: the app with a secret of two years, and one customer that lets the
// partner in.
func directory(p partner.SeedPartner, now time.Time) graph.Tenant {
	id := string(p.ID)
	return graph.Tenant{
		ID: string(p.Tenant), Name: p.Name, Country: p.Market, Domains: []string{id + ".example", id + ".onmicrosoft.com"},
		Apps: []graph.App{{ID: p.App.Client, Name: "Seatwright", Credentials: []graph.Credential{
			{ID: "55555555-aaaa-4bbb-8ccc-000000000001", Name: "Seatwright", Starts: now.AddDate(0, -1, 0), Ends: now.AddDate(1, 11, 0)},
		}}},
		Relationships: []graph.Relationship{{
			ID: "66666666-aaaa-4bbb-8ccc-000000000001-" + string(p.Tenant), Name: "Sample relationship", Status: "active",
			Customer: "77777777-aaaa-4bbb-8ccc-000000000001", CustomerName: "Sample Customer",
			Roles:   []string{"8329153b-31d0-4727-b945-745eb3bc5f31", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"}, // Domain Name Administrator, Directory Readers
			Created: now.AddDate(0, -1, 0), Ends: now.AddDate(1, 11, 0),
		}},
	}
}

// keys gives what the token service signs with, as it publishes it.
func (o *Outside) keys() ([]byte, error) {
	rec := httptest.NewRecorder()
	o.Entra.ServeHTTP(rec, httptest.NewRequestWithContext(context.Background(), http.MethodGet, o.base+"/"+apiTenant+"/discovery/v2.0/keys", nil))
	return rec.Body.Bytes(), nil
}
