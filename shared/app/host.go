package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/ovh"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// amazon is the name of our own account at Amazon Route 53. Its zones are for the partners that a setting names: the function writes them as itself, so
// nothing else would keep one partner from another's.
const amazon = "aws"

// hostKeys is what is kept of an account, in the secret store.
type hostKeys struct {
	Kind        domain.HostKind `json:"kind"`
	Region      string          `json:"region,omitempty"`
	Application string          `json:"application,omitempty"`
	Secret      string          `json:"secret,omitempty"`
	Consumer    string          `json:"consumer,omitempty"`
	Client      string          `json:"client,omitempty"`
	Password    string          `json:"password,omitempty"`
	Zones       []string        `json:"zones,omitempty"`      // the only ones; none: all of the account
	Validation  string          `json:"validation,omitempty"` // where the customer confirms the consumer key
}

func hostSecret(partner, account string) string { return "partner/" + partner + "/host/" + account }

// hosts opens the partners' accounts at hosts, and keeps what it opened while the keys stay the same.
type hosts struct {
	env     *Env
	secrets secret.Store
	names   domain.Names

	mu      sync.Mutex
	open    map[string]ovhAccount
	budgets map[string]*ovh.Budget // outlive the keys
	amazon  domain.Zones
}

type ovhAccount struct {
	keys string
	host *ovh.Host
}

func newHosts(e *Env, secrets secret.Store, names domain.Names) *hosts {
	return &hosts{env: e, secrets: secrets, names: names, open: map[string]ovhAccount{}, budgets: map[string]*ovh.Budget{}}
}

// known fails with fault.Invalid for a host whose account the partner does not have.
func (a *hosts) known(ctx context.Context, t *table.Table, partner string, h domain.Host) error {
	refused := func(text string) error {
		return fault.At(fault.Invalid.Errorf("account %q: %s", h.Account, text), fault.Field{Pointer: "/host/account", Text: text})
	}
	switch h.Kind {
	case domain.Route53:
		if h.Account != amazon || !a.mayAmazon(partner) {
			return refused("the zones of Amazon Route 53 are not open to this partner")
		}
	case domain.OVH:
		kept, err := t.Domains().Account(ctx, partner, h.Account)
		if fault.Of(err) == fault.NotFound || err == nil && kept.Kind != h.Kind {
			return refused("is not there; store its keys first")
		}
		return err
	case domain.File: // has none
	}
	return nil
}

// mayAmazon reports whether zones of our own account at Amazon are a partner's.
func (a *hosts) mayAmazon(partner string) bool {
	return slices.Contains(strings.FieldsFunc(a.env.Settings[setting.ZonePartners], func(r rune) bool { return r == ' ' || r == ',' }), partner)
}

// keys reads what is kept of an account. It fails with fault.NotFound.
func (a *hosts) keys(ctx context.Context, partner, account string) (hostKeys, error) {
	text, err := a.secrets.Read(ctx, hostSecret(partner, account))
	if err != nil {
		return hostKeys{}, err
	}
	var k hostKeys
	if json.Unmarshal([]byte(text), &k) != nil || k.Kind != domain.OVH { // the decoder's own words could quote the keys
		return k, fault.Denied.Errorf("account %q: what is kept of it cannot be used; store its keys again", account)
	}
	return k, nil
}

// zones opens an account for the worker.
func (a *hosts) zones(ctx context.Context, partner string, h domain.Host) (domain.Zones, error) {
	if h.Kind == domain.Route53 {
		if h.Account != amazon || !a.mayAmazon(partner) {
			return nil, fault.Denied.Errorf("the zones of Amazon Route 53 are not open to this partner")
		}
		return a.openAmazon() //nolint:contextcheck // it reads configuration only
	}
	k, err := a.keys(ctx, partner, h.Account)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(k) //nolint:gosec // compared, and never written anywhere
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	name := hostSecret(partner, h.Account)
	if o, ok := a.open[name]; ok && o.keys == string(text) {
		return o.host, nil
	}
	c, err := a.client(name, k)
	if err != nil {
		return nil, err
	}
	o := ovhAccount{keys: string(text), host: ovh.NewHost(c)}
	a.open[name] = o
	return o.host, nil
}

// ovh opens an account at OVHcloud with these keys.
func (a *hosts) ovh(partner, account string, k hostKeys) (*ovh.Client, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.client(hostSecret(partner, account), k)
}

// client opens an account; the lock is held.
func (a *hosts) client(name string, k hostKeys) (*ovh.Client, error) {
	region, ok := ovh.RegionOf(k.Region)
	if !ok {
		return nil, fault.Invalid.Errorf("region %q of OVHcloud: not known", k.Region)
	}
	if base := a.env.Settings[setting.OVH]; base != "" {
		region = ovh.Region{Base: base + "/1.0", Auth: base + "/auth/oauth2/token"}
	}
	if a.budgets[name] == nil {
		b, err := a.budget()
		if err != nil {
			return nil, err
		}
		a.budgets[name] = b
	}
	return ovh.Open(ovh.Options{
		Region: region, Keys: ovh.Keys{Application: k.Application, Secret: k.Secret, Consumer: k.Consumer, Client: k.Client, Password: k.Password},
		Now: a.env.Now, Sleep: a.env.Sleep, Budget: a.budgets[name], Transport: a.env.web(), Observe: a.env.observe,
	}), nil
}

// budget gives an account as many calls as the settings say.
func (a *hosts) budget() (*ovh.Budget, error) {
	text := a.env.Settings[setting.OVHRate]
	if text == "" {
		return &ovh.Budget{}, nil
	}
	rate, err := strconv.Atoi(text)
	if err != nil || rate < 1 {
		return nil, fmt.Errorf("%s: want a number of calls from 1 on", setting.OVHRate)
	}
	return &ovh.Budget{PerMinute: rate}, nil
}

// amazonConfig is the SDK's configuration for Route 53, which is one service for the whole world.
func (a *hosts) amazonConfig() (aws.Config, error) {
	if a.env.Local == nil {
		return a.env.sdkConfig()
	}
	return aws.Config{
		Region: "us-east-1", HTTPClient: &http.Client{Transport: a.env.Local.Web, Timeout: time.Minute}, Credentials: credentials{id: "local", secret: "local"},
		Retryer: func() aws.Retryer { return aws.NopRetryer{} }, // it would wait on the machine's clock
	}, nil
}
