package local

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Addresses of the outside world within the process.
const (
	entraHost   = "entra.sim"
	partnerHost = "partnercenter.sim"
	apiTenant   = "5ea70000-0000-4000-8000-00000000000a"
)

// Sample names what the embedded seed has.
const (
	Audience     = "api://seatwright" // of our API
	Client       = "sample-client"
	ClientSecret = "sample-client-secret"
	Reader       = "sample-reader"
	Foreign      = "foreign-client"
	Connection   = "con_sample_7f3k2m9q"
	Shop         = "sample-shop.myshopify.com"
	ShopSecret   = "shpss_sample_0001" //nolint:gosec // of the simulator
)

//nolint:gochecknoglobals // making a key takes long, and one serves every system of the process
var signer = sync.OnceValues(entra.NewSigner)

// Outside is the simulated outside world: the token service and Partner Center, which know the partners of the embedded seed.
type Outside struct {
	Entra         *entra.Sim
	PartnerCenter *partnercenter.Sim

	base string // address of the token service
	now  func() time.Time
}

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
		Clients: []entra.Client{
			{ID: Client, Secret: ClientSecret, Scopes: []string{"orders.read", "orders.write"}},
			{ID: Reader, Secret: ClientSecret, Scopes: []string{"orders.read"}},
			{ID: Foreign, Secret: ClientSecret, Scopes: []string{"orders.read", "orders.write"}},
		},
	}
	var partners []partnercenter.Partner
	for _, p := range f.Partners {
		o.Apps = append(o.Apps, entra.App{ID: p.App, Secret: p.ClientSecret, Tenant: string(p.Tenant)})
		partners = append(partners, partnercenter.Partner{Tenant: string(p.Tenant), MPN: p.MPN, Country: p.Country, Currency: p.Currency})
	}
	out := &Outside{Entra: entra.New(o), base: base, now: now}
	out.PartnerCenter = partnercenter.New(partnercenter.Options{
		Clock: now, Partners: partners, Seed: "local", EnforceMFA: true, Keys: out.keys,
		VisibleAfter: w.VisibleAfter, ProvisionAfter: w.ProvisionAfter, Throttle: w.Throttle, Quirks: w.Quirks, CheckoutReplay: w.CheckoutReplay,
	})
	return out, nil
}

// Issuer names the token service for our own API.
func (o *Outside) Issuer() string { return o.base + "/" + apiTenant + "/v2.0" }

// keys gives what the token service signs with, as it publishes it.
func (o *Outside) keys() ([]byte, error) {
	rec := httptest.NewRecorder()
	o.Entra.ServeHTTP(rec, httptest.NewRequestWithContext(context.Background(), http.MethodGet, o.base+"/"+apiTenant+"/discovery/v2.0/keys", nil))
	return rec.Body.Bytes(), nil
}

// Seed gives the embedded seed, with a sign-in for each partner that the token service made.
func (o *Outside) Seed() (partner.File, error) {
	f, err := partner.Load(bytes.NewReader(seedJSON))
	for i, p := range f.Partners {
		f.Partners[i].RefreshToken = o.Entra.IssueRefresh(string(p.Tenant), p.App, "service@"+string(p.ID)+".example", true)
		f.Partners[i].RefreshIssued = o.now()
	}
	return f, err
}

func (s *System) environment() *app.Env {
	web := control.Transport(map[string]http.Handler{entraHost: s.Entra, partnerHost: s.PartnerCenter})
	env := &app.Env{
		Settings: map[setting.Name]string{
			setting.Table: "memory", setting.OrderQueue: "memory", setting.SecretPath: "seatwright/",
			setting.Issuer: s.Issuer(), setting.Audience: Audience,
			setting.Entra: "http://" + entraHost, setting.PartnerAPI: "http://" + partnerHost,
		},
		Now: s.options.Now, Sleep: s.options.Sleep, Log: s.options.Log, Meter: s.options.Log,
		Local: &app.Local{Store: s.Store, Queue: s.Queue, Secrets: s.Secrets, Web: web},
	}
	if s.options.Store != nil {
		env.Local.Store = s.options.Store(env.Local.Store)
	}
	if s.options.Seam != nil {
		env.Local = s.options.Seam.wrap(env.Local)
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
	return partner.Seed(ctx, f, table.Open(s.Store, s.options.Now), s.Secrets)
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
