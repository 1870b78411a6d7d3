package local

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"

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
	audience    = "api://seatwright"
)

// Sample names what the embedded seed has.
const (
	Client       = "sample-client"
	ClientSecret = "sample-client-secret" //nolint:gosec // of the simulator
	Reader       = "sample-reader"
	Foreign      = "foreign-client"
	Connection   = "con_sample_7f3k2m9q"
	Shop         = "sample-shop.myshopify.com"
	ShopSecret   = "shpss_sample_0001" //nolint:gosec // of the simulator
)

//nolint:gochecknoglobals // making a key takes long, and one serves every system of the process
var signer = sync.OnceValues(entra.NewSigner)

// openWorld builds the simulators, which know the partners of the seed.
func (s *System) openWorld() error {
	f, err := seedFile()
	if err != nil {
		return err
	}
	key, err := signer()
	if err != nil {
		return err
	}
	o := entra.Options{
		Clock: s.options.Now, Seed: "local", Base: "http://" + entraHost, Signer: key, Tenant: apiTenant, Audience: audience,
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
	s.Entra = entra.New(o)
	w := s.options.World
	s.PartnerCenter = partnercenter.New(partnercenter.Options{
		Clock: s.options.Now, Partners: partners, Seed: "local", EnforceMFA: true, Keys: s.keys,
		VisibleAfter: w.VisibleAfter, ProvisionAfter: w.ProvisionAfter, Throttle: w.Throttle, Quirks: w.Quirks, CheckoutReplay: w.CheckoutReplay,
	})
	return nil
}

// keys gives what the token service signs with, as it publishes it.
func (s *System) keys() ([]byte, error) {
	rec := httptest.NewRecorder()
	s.Entra.ServeHTTP(rec, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+entraHost+"/"+apiTenant+"/discovery/v2.0/keys", nil))
	return rec.Body.Bytes(), nil
}

func (s *System) environment() *app.Env {
	web := control.Transport(map[string]http.Handler{entraHost: s.Entra, partnerHost: s.PartnerCenter})
	env := &app.Env{
		Settings: map[setting.Name]string{
			setting.Table: "memory", setting.OrderQueue: "memory", setting.SecretPath: "seatwright/",
			setting.Issuer: "http://" + entraHost + "/" + apiTenant + "/v2.0", setting.Audience: audience,
			setting.Entra: "http://" + entraHost, setting.PartnerAPI: "http://" + partnerHost,
		},
		Now: s.options.Now, Sleep: s.options.Sleep, Log: s.options.Log,
		Local: &app.Local{Store: s.Store, Queue: s.Queue, Secrets: s.Secrets, Web: web},
	}
	if s.options.Seam != nil {
		env.Local = s.options.Seam.wrap(env.Local)
	}
	return env
}

//go:embed seed.json
var seedJSON []byte

// seedFile reads the embedded seed.
func seedFile() (partner.File, error) {
	return partner.Load(bytes.NewReader(seedJSON))
}

// seed writes the partners, with a sign-in that the token service made for each.
func (s *System) seed(ctx context.Context) error {
	f, err := seedFile()
	if err != nil {
		return err
	}
	for i, p := range f.Partners {
		f.Partners[i].RefreshToken = s.Entra.IssueRefresh(string(p.Tenant), p.App, "service@"+string(p.ID)+".example", true)
		f.Partners[i].RefreshIssued = s.options.Now()
	}
	return partner.Seed(ctx, f, table.Open(s.Store, s.options.Now), s.Secrets)
}

// Token gets a bearer token for a client of the sample, as that client would.
func (s *System) Token(ctx context.Context, client string) (string, error) {
	form := "grant_type=client_credentials&client_id=" + client + "&client_secret=" + ClientSecret + "&scope=" + audience + "/.default"
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://"+entraHost+"/"+apiTenant+"/oauth2/v2.0/token", bytes.NewReader([]byte(form)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	s.Entra.ServeHTTP(rec, r)
	var answer struct {
		Access string `json:"access_token"`
	}
	err := json.Unmarshal(rec.Body.Bytes(), &answer)
	return answer.Access, err
}
