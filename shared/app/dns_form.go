package app

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

// Limits of the contract.
const (
	longHash     = 100
	longName     = 255
	longZone     = 900_000
	mostRows     = 1000
	mostClasses  = 5
	mostServices = 3
	mostRecords  = 20
	longPolicy   = 500
	longValue    = 4000
	leastTTL     = 60
	mostTTL      = 604_800
)

var (
	accountForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	tenantForm  = regexp.MustCompile(`^[0-9A-Fa-f-]+$`)
)

// wishedDomain reads which domain is to be set up.
func wishedDomain(r edge.Request) (domain.Wish, error) {
	b, err := edge.JSON[api.NewDomainPlan](r.Body)
	if err != nil {
		return domain.Wish{}, err
	}
	var bad forms
	w := domain.Wish{Customer: bad.tenant("/customer_id", b.CustomerId), Domain: b.Domain, Options: bad.options("/options", b.Options), Correlation: r.Correlation}
	bad.text("/domain", &b.Domain, 1, longName, nil)
	w.Host, w.File = bad.host("/host", b.Host)
	w.Extra = bad.records(b.Records)
	return w, bad.failed("the domain cannot be planned so")
}

// failed gives the failure of a body with fields to correct; nil when there is none.
func (f forms) failed(text string) error {
	if len(f) == 0 {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("%s: %d field(s) to correct", text, len(f)), f...)
}

// tenant gives a customer's tenant as Microsoft writes it.
func (f *forms) tenant(at, id string) string {
	const long = 36
	f.text(at, &id, long, long, tenantForm)
	return strings.ToLower(id)
}

// host gives where a zone is written, and its file where a person gives one.
func (f *forms) host(at string, h api.NewZoneHost) (host domain.Host, file string) {
	f.choice(at+"/kind", h.Kind.Valid())
	f.text(at+"/account", h.Account, 1, longAccount, accountForm)
	f.text(at+"/file", h.File, 1, longZone, nil)
	return domain.Host{Kind: domain.HostKind(h.Kind), Account: value(h.Account)}, value(h.File)
}

// options reads what a person chose; nil is nothing.
func (f *forms) options(at string, o *api.DomainOptions) dns.Options {
	if o == nil {
		return dns.Options{}
	}
	out := dns.Options{
		LegacySkype: value(o.LegacySkype), SoftFail: value(o.SoftFail), KeepMX: value(o.KeepMx), DropSender: value(o.DropSender), EnforceTTL: value(o.EnforceTtl),
		DMARC: value(o.Dmarc), DropProof: value(o.DropProof), Move: dns.Move(value(o.Move)),
	}
	f.text(at+"/dmarc", o.Dmarc, len("v=DMARC1"), longPolicy, nil)
	if o.Move != nil {
		f.choice(at+"/move", o.Move.Valid())
	}
	f.many(at+"/services", len(value(o.Services)), mostServices)
	for i, s := range value(o.Services) {
		f.choice(fmt.Sprintf("%s/services/%d", at, i), s.Valid())
		out.Services = append(out.Services, dns.Service(s))
	}
	if o.Consents != nil {
		out.Consents = f.consents(at+"/consents", o.Consents.Rows, o.Consents.Classes)
	}
	return out
}

// consents reads what may be changed.
func (f *forms) consents(at string, rows *[]string, classes *[]api.ConsentClass) dns.Consents {
	f.many(at+"/rows", len(value(rows)), mostRows)
	f.many(at+"/classes", len(value(classes)), mostClasses)
	out := dns.Consents{Rows: value(rows)}
	for i := range out.Rows {
		f.text(fmt.Sprintf("%s/rows/%d", at, i), &out.Rows[i], 1, longHash, nil)
	}
	for i, c := range value(classes) {
		f.choice(fmt.Sprintf("%s/classes/%d", at, i), c.Valid())
		out.Classes = append(out.Classes, dns.Class(c))
	}
	return out
}

// many looks at the length of a list.
func (f *forms) many(at string, n, most int) {
	if n > most {
		*f = append(*f, fault.Field{Pointer: at, Text: fmt.Sprintf("want at most %d", most)})
	}
}

// records reads those that a person gave, which are of mail: DKIM.
func (f *forms) records(given *[]api.NewDomainRecord) []dns.Wanted {
	f.many("/records", len(value(given)), mostRecords)
	var all []dns.Wanted
	for i, n := range value(given) {
		at := fmt.Sprintf("/records/%d", i)
		f.text(at+"/name", &n.Name, 1, longName, nil)
		f.text(at+"/value", &n.Value, 1, longValue, nil)
		f.choice(at+"/type", n.Type.Valid())
		f.number(at+"/ttl", n.Ttl, leastTTL, mostTTL)
		all = append(all, dns.Wanted{
			Name: n.Name, Type: dns.Type(n.Type), Value: n.Value, TTL: uint32(min(max(value(n.Ttl), 0), mostTTL)), Service: dns.Email, Source: dns.FromOperator,
		})
	}
	return all
}
