package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/ovh"
	"github.com/seatwright/seatwright/shared/table"
)

const (
	longAccount = 40
	longKey     = 200
	longRegion  = 20
	mostZones   = 100
	ovhEurope   = "ovh-eu"
)

// hosts lists the accounts without asking their hosts.
func (c dnsCounter) hosts(ctx context.Context, r edge.Request) (edge.Answer, error) {
	all, err := c.table.Domains().Accounts(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	out := api.DNSHostList{Hosts: []api.DNSHost{}}
	if c.accounts.mayAmazon(r.Partner) {
		out.Hosts = append(out.Hosts, api.DNSHost{Host: amazon, Kind: api.HostKind(domain.Route53)})
	}
	for _, a := range all {
		out.Hosts = append(out.Hosts, api.DNSHost{Host: a.Name, Kind: api.HostKind(a.Kind), Region: some(a.Region)})
	}
	return edge.Answer{Status: http.StatusOK, Body: out}, nil
}

// host shows an account, and asks whether it may do all that is needed.
func (c dnsCounter) host(ctx context.Context, r edge.Request) (edge.Answer, error) {
	name := r.Path["host"]
	if name == amazon {
		if !c.accounts.mayAmazon(r.Partner) {
			return edge.Answer{}, fault.NotFound.Errorf("account %q: not there", name)
		}
		return edge.Answer{Status: http.StatusOK, Body: api.DNSHost{Host: amazon, Kind: api.HostKind(domain.Route53)}}, nil
	}
	a, err := c.table.Domains().Account(ctx, r.Partner, name)
	if err != nil {
		return edge.Answer{}, err
	}
	k, err := c.accounts.keys(ctx, r.Partner, name)
	if err != nil {
		return edge.Answer{}, err
	}
	return c.examined(ctx, r.Partner, a, k)
}

// examined answers with what OVHcloud says of an account's keys.
func (c dnsCounter) examined(ctx context.Context, partner string, a table.Account, k hostKeys) (edge.Answer, error) {
	out := api.DNSHost{Host: a.Name, Kind: api.HostKind(a.Kind), Region: some(a.Region)}
	client, err := c.accounts.ovh(partner, a.Name, k)
	if err != nil {
		return edge.Answer{}, err
	}
	var g ovh.Grant
	if k.Client != "" { // a service account has no consumer key whose rules could be read
		_, err = client.Zones(ctx)
		g = ovh.Grant{Status: "validated", Rules: ovh.ZoneRules(k.Zones...)}
	} else {
		g, err = client.Grant(ctx)
	}
	const confirm = "the account's owner has to confirm the consumer key at validation_url"
	switch kind := fault.Of(err); {
	case (kind == fault.Denied || kind == fault.Unauthenticated) && k.Validation != "":
		out.State, out.Text = new(api.DNSHostStateUnconfirmed), some(confirm+"; one that was refused, or has ended since, needs the application's keys to be stored again")
	case kind == fault.Denied || kind == fault.Unauthenticated:
		out.State, out.Text = new(api.DNSHostStateRefused), some(fault.Text(err)+"; store other keys")
	case err != nil:
		return edge.Answer{}, err
	default:
		judge(&out, g, k)
	}
	if value(out.State) == api.DNSHostStateUnconfirmed {
		out.ValidationUrl = some(k.Validation)
	}
	return edge.Answer{Status: http.StatusOK, Body: out, Note: string(value(out.State))}, nil
}

// judge says whether a consumer key may do all that is needed.
func judge(out *api.DNSHost, g ovh.Grant, k hostKeys) {
	var missing []string
	for _, m := range ovh.Missing(ovh.ZoneRules(k.Zones...), g.Rules) {
		missing = append(missing, m.Method+" "+m.Path)
	}
	out.Expires = sometime(g.Expires)
	switch {
	case g.Status == "pendingValidation":
		out.State, out.Text = new(api.DNSHostStateUnconfirmed), some("the account's owner has to confirm the consumer key at validation_url")
	case g.Status != "validated":
		out.State, out.Text = new(api.DNSHostStateRefused), some("the consumer key is "+g.Status+"; store the application's keys again to ask for another")
	case len(missing) > 0:
		out.State, out.Missing = new(api.DNSHostStateRefused), &missing
		out.Text = some("the consumer key may not do all that is needed; store the application's keys again to ask for another")
	default:
		out.State = new(api.DNSHostStateReady)
	}
}

// putHost stores keys. With those of an application alone, OVHcloud is asked for a consumer key, which does nothing before the account's owner confirms it.
func (c dnsCounter) putHost(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.NewDNSHost](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	name := r.Path["host"]
	k, err := newHostKeys(name, b)
	if err != nil {
		return edge.Answer{}, err
	}
	if k.Client == "" && k.Consumer == "" {
		client, err := c.accounts.ovh(r.Partner, name, k)
		if err != nil {
			return edge.Answer{}, err
		}
		p, err := client.Ask(ctx, "", ovh.ZoneRules(k.Zones...))
		if err != nil {
			return edge.Answer{}, err
		}
		k.Consumer, k.Validation = p.Key, p.URL
	}
	text, err := json.Marshal(k) //nolint:gosec // it goes into the secret store
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.secrets.Write(ctx, hostSecret(r.Partner, name), string(text)); err != nil {
		return edge.Answer{}, err
	}
	a := table.Account{Name: name, Kind: k.Kind, Region: k.Region, By: r.Client, At: c.env.Now()}
	record := audit.Record{Aggregate: audit.Host(r.Partner, name), What: audit.HostSaved, After: audit.Facts{"account": name, "kind": string(k.Kind), "region": k.Region, "by": k.way()}}
	kept := newAuditedDomains(c.table, audit.Trail{Chains: c.table, Now: c.env.Now})
	err = kept.left(ctx, r.Partner, record, func(all []audit.Entry) error { return kept.SaveAccount(ctx, r.Partner, a, all) })
	if err != nil {
		return edge.Answer{}, err
	}
	return c.examined(ctx, r.Partner, a, k)
}

// way says how an account proves itself.
func (k hostKeys) way() string {
	if k.Client != "" {
		return "service account"
	}
	return "consumer key"
}

// newHostKeys reads keys, or says all that is wrong with them.
func newHostKeys(name string, b api.NewDNSHost) (hostKeys, error) {
	var bad forms
	bad.text("/host", &name, 1, longAccount, accountForm)
	bad.choice("/kind", b.Kind.Valid())
	bad.text("/region", b.Region, 1, longRegion, accountForm)
	for _, key := range []struct {
		at    string
		value *string
	}{
		{"/application_key", b.ApplicationKey},
		{"/application_secret", b.ApplicationSecret},
		{"/consumer_key", b.ConsumerKey},
		{"/client_id", b.ClientId},
		{"/client_secret", b.ClientSecret},
	} {
		bad.text(key.at, key.value, 1, longKey, nil)
	}
	k := hostKeys{
		Kind: domain.HostKind(b.Kind), Region: cmp.Or(value(b.Region), ovhEurope), Application: value(b.ApplicationKey), Secret: value(b.ApplicationSecret),
		Consumer: value(b.ConsumerKey), Client: value(b.ClientId), Password: value(b.ClientSecret),
	}
	add := func(at, text string) { bad = append(bad, fault.Field{Pointer: at, Text: text}) }
	if k.Kind == domain.Route53 || name == amazon {
		add("/kind", "zones of Amazon Route 53 are in our own account, "+amazon+", which has no keys")
	}
	if _, ok := ovh.RegionOf(k.Region); !ok {
		add("/region", "want ovh-eu, ovh-ca or ovh-us")
	}
	application, service := k.Application != "" || k.Secret != "" || k.Consumer != "", k.Client != "" || k.Password != ""
	switch {
	case application == service:
		add("/application_key", "want either an application's keys or a service account")
	case application && (k.Application == "" || k.Secret == ""):
		add("/application_secret", "want the application's key and its secret")
	case service && (k.Client == "" || k.Password == ""):
		add("/client_secret", "want the service account's id and its secret")
	}
	bad.many("/zones", len(value(b.Zones)), mostZones)
	for i, z := range value(b.Zones) {
		n, err := dns.Name(z)
		if err != nil {
			add(fmt.Sprintf("/zones/%d", i), "not a domain name")
		}
		k.Zones = append(k.Zones, n)
	}
	return k, bad.failed("the keys cannot be used")
}
