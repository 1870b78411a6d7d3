package local

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnerapi"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Addresses within the process. A simulator is at its name and domain; our own API is wherever a caller has it, and links
// to API unless Options say otherwise.
const (
	API       = "https://api.seatwright.example"
	domain    = ".sim"
	center    = "http://partnercenter" + domain
	hosting   = "http://ovh" + domain
	amazon    = "route53.amazonaws.com"
	apiTenant = "5ea70000-0000-4000-8000-00000000000a"

	indirectTenant = "88888888-aaaa-4bbb-8ccc-000000000001"
)

// Sample names what the embedded seed has.
const (
	Audience     = "api://seatwright"       // of our API
	Sender       = "seatwright@example.com" // of our e-mail
	Client       = "sample-client"
	ClientSecret = "sample-client-secret"
	Reader       = "sample-reader"
	Foreign      = "foreign-client"
	Branch       = "branch-client"   // of the partner that has not signed in yet
	Operator     = "sample-operator" // acts for every partner
	ShopClient   = "sample-shop"     // acts for the shop of Connection alone
	Connection   = "con_sample_7f3k2m9q"
	Shop         = "sample-shop.myshopify.com"
	ShopSecret   = "shpss_sample_0001" //nolint:gosec // of the simulator
	// IndirectReseller is the MPN id of a reseller that every partner provides for.
	IndirectReseller = "6100001"
)

//nolint:gochecknoglobals // making a key takes long, and one serves every system of the process
var signer = sync.OnceValues(entra.NewSigner)

// NewOutside builds the simulators. The token service is reached by clients under base, without a slash at the end.
func NewOutside(base string, now func() time.Time, w World) (*Outside, error) {
	f, err := partner.Load(bytes.NewReader(seedJSON))
	if err != nil {
		return nil, err
	}
	key, err := signer()
	if err != nil {
		return nil, err
	}
	o := entra.Options{
		Clock: now, Seed: "local", Base: base, Signer: key, Tenant: apiTenant, Audience: Audience,
		Clients: clients(), Users: people(f.Partners),
	}
	out := &Outside{base: base, hooks: map[string]string{}, now: now}
	delegated := func(partner, customer string) ([]string, bool) { return out.Graph.Delegated(partner, customer) }
	o.Domains, o.Delegated = out.owner, delegated
	o.Known = func(tenant string) bool { _, ok := out.PartnerCenter.Find(tenant); return ok }
	out.addZones(cmp.Or(w.OVH, hosting), w.Shared)
	var partners []partnercenter.Partner
	prices := partnerapi.Options{Clock: now, Keys: out.keys}
	tenants := graph.Options{Clock: now, Keys: out.keys, Seed: "local", Customers: out.customer, Sold: out.sold, SoldAfter: soldAfter, Granted: granted(), Lookup: out.DNS.Ask}
	for _, p := range f.Partners {
		out.apps = append(out.apps, p.App.Client)
		out.hooks[string(p.Tenant)] = "/v1/hooks/partnercenter/" + string(p.ID)
		// In the simulator every app is one of many tenants: whether it is used so, the settings say.
		o.Apps = append(o.Apps, entra.App{ID: p.App.Client, Secret: p.ClientSecret, Tenant: string(p.Tenant), MultiTenant: true})
		partners = append(partners, partnercenter.Partner{
			Tenant: string(p.Tenant), MPN: p.MPN, Country: p.Market, Currency: p.Currency, Name: p.Name, Domain: string(p.ID) + ".onmicrosoft.com",
			Resellers: []partnercenter.Reseller{{MPN: IndirectReseller, Tenant: indirectTenant, Name: "Sample Indirect Reseller", Location: p.Market}},
		})
		prices.Partners = append(prices.Partners, partnerapi.Partner{Tenant: string(p.Tenant), Currency: p.Currency})
		tenants.Tenants = append(tenants.Tenants, directory(p, control.Clock(now).Now()))
	}
	out.Entra, out.Graph, out.PartnerAPI = entra.New(o), graph.New(tenants), partnerapi.New(prices)
	out.PartnerCenter = partnercenter.New(partnercenter.Options{
		Clock: now, Partners: partners, Seed: "local", EnforceMFA: true, Keys: out.keys, Base: cmp.Or(w.Center, center), Web: w.Web,
		VisibleAfter: w.VisibleAfter, ProvisionAfter: w.ProvisionAfter, Throttle: w.Throttle, Quirks: w.Quirks, CheckoutReplay: w.CheckoutReplay,
		Delegated: delegated, Consent: out.Entra.Grant, Withdraw: func(app, tenant string) error { return out.Entra.Withdraw(app, tenant, "") },
	})
	out.Receiver, out.Shops = receiver.New(receiver.Options{Clock: now}), newShops(now, w.Web)
	out.roots, err = out.PartnerCenter.Root()
	return out, err
}

// clients are the clients of our API.
func clients() []entra.Client {
	all := []string{
		"orders.read", "orders.write", "partners.read", "partners.write", "subscriptions.read", "subscriptions.write", "subscriptions.cancel", "tenants.secret",
		"prices.read", "prices.write", "takeovers.read", "takeovers.write", "dns.read", "dns.write", "events.read", "events.write", "migrations.read", "migrations.write",
	}
	return []entra.Client{
		{ID: Client, Secret: ClientSecret, Scopes: all},
		{ID: Reader, Secret: ClientSecret, Scopes: []string{"orders.read", "partners.read", "subscriptions.read", "prices.read", "takeovers.read", "dns.read", "events.read", "migrations.read"}},
		{ID: Foreign, Secret: ClientSecret, Scopes: all},
		{ID: Branch, Secret: ClientSecret, Scopes: all},
		{ID: Operator, Secret: ClientSecret, Scopes: all},
		{ID: ShopClient, Secret: ClientSecret, Scopes: all},
	}
}

// Issuer names the token service for our own API.
func (o *Outside) Issuer() string { return o.base + "/" + apiTenant + "/v2.0" }

// Seed gives the embedded seed, with a sign-in that the token service made for each partner that has one.
func (o *Outside) Seed() (partner.File, error) {
	f, err := partner.Load(bytes.NewReader(seedJSON))
	for i, p := range f.Partners {
		if p.RefreshToken == "" {
			continue
		}
		f.Partners[i].RefreshToken = o.Entra.IssueRefresh(string(p.Tenant), p.App.Client, Account(string(p.ID)), true)
		f.Partners[i].RefreshIssued, f.Partners[i].RefreshUser = o.now(), Account(string(p.ID))
	}
	return f, err
}

func (s *System) environment() *app.Env {
	hosts := map[string]http.Handler{}
	for name, sim := range s.Handlers() {
		hosts[name+domain] = sim
	}
	if u, err := url.Parse(s.base); err == nil {
		hosts[u.Host] = s.Entra
	}
	hosts[amazon] = s.Route53
	maps.Copy(hosts, s.Shops.hosts())
	env := &app.Env{
		Settings: map[setting.Name]string{
			setting.Table: "memory", setting.OrderQueue: "memory", setting.DomainQueue: "memory", setting.EventQueue: "memory", setting.SaleQueue: "memory", setting.MigrationQueue: "memory", setting.SheetBucket: "memory", setting.SecretPath: "seatwright/",
			setting.Issuer: s.Issuer(), setting.Audience: Audience,
			setting.Entra: s.base, setting.PartnerAPI: center, setting.Graph: "http://graph" + domain,
			setting.PriceAPI: "http://partnerapi" + domain, setting.PublicURL: s.options.API,
			setting.EventOrigins: center, setting.EventRoots: string(s.roots),
			setting.OVH: hosting, setting.TransferType: "5", setting.OVHRate: s.options.World.OVHRate, setting.CallRate: s.options.World.CallRate, setting.ZonePartners: "sample",
		},
		Now: s.options.Now, Sleep: s.options.Sleep, Log: s.options.Log, Meter: s.options.Log,
		Local: &app.Local{Store: s.Store, Queues: s.senders(), Secrets: s.Secrets, Blobs: s.Blobs, Files: s.Files, Mail: s.Mail, Letters: s.Mail.Letters(), Web: control.Transport(hosts), Names: s.names(), Count: s.count},
	}
	if s.options.Store != nil {
		env.Local.Store = s.options.Store(env.Local.Store)
	}
	if s.options.Secrets != nil {
		env.Local.Secrets = s.options.Secrets(env.Local.Secrets)
	}
	if s.options.Seam != nil {
		env.Local = s.options.Seam.Wrap(env.Local)
	}
	return env
}

//go:embed seed.json
var seedJSON []byte

// seed writes the partners and connections.
func (s *System) seed(ctx context.Context) error {
	f, err := s.Seed()
	if err != nil {
		return err
	}
	return partner.Seed(ctx, f, table.Open(s.Store, s.options.Now), s.Secrets, s.options.Now)
}

// Token gets a bearer token for a client of the sample, as that client would.
func (o *Outside) Token(ctx context.Context, client string) (string, error) {
	form := "grant_type=client_credentials&client_id=" + client + "&client_secret=" + ClientSecret + "&scope=" + Audience + "/.default"
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, o.base+"/"+apiTenant+"/oauth2/v2.0/token", bytes.NewReader([]byte(form)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	o.Entra.ServeHTTP(rec, r)
	var answer struct {
		Access string `json:"access_token"`
	}
	err := json.Unmarshal(rec.Body.Bytes(), &answer)
	return answer.Access, err
}
