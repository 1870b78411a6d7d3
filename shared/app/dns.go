package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Dns builds the function behind customers' domains: plans, zones, requests for many, and the accounts at their hosts.
//
//nolint:revive // a constructor has the name of its function's folder
func Dns(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.DomainQueue)
	if err != nil {
		return nil, err
	}
	c := dnsCounter{env: e, table: t, secrets: secrets, wake: domainWaker{waker{queue: q, now: e.Now, log: e.Log}}, accounts: newHosts(e, secrets, nil)}
	options := func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	}
	return edge.Routes(c.routes(options)), nil
}

// dnsCounter is what the operations share.
type dnsCounter struct {
	env      *Env
	table    *table.Table
	secrets  secret.Versions
	wake     domainWaker
	accounts *hosts
}

func (c dnsCounter) routes(options func(operation, scope string) edge.Options) map[string]lambda.Handler {
	read := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeDNSRead), call)
	}
	write := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeDNSWrite), called(call))
	}
	once := func(operation string, call edge.Call) lambda.Handler {
		o := options(operation, scopeDNSWrite)
		return edge.HTTP(o, called(edge.Once(o, c.table, false, call)))
	}
	const plans, zone, batches, hosts = "/v1/dns/plans", "/v1/dns/zones/{domain}", "/v1/dns/batches", "/v1/dns/hosts"
	const plan, batch, host = plans + "/{setup_id}", batches + "/{batch_id}", hosts + "/{host}"
	return map[string]lambda.Handler{
		"POST " + plans:                once("planDomain", c.plan),
		"GET " + plan:                  read("getDomainPlan", c.show),
		"POST " + plan + "/consents":   write("consentDomainPlan", c.consent),
		"POST " + plan + "/apply":      write("applyDomainPlan", c.apply),
		"POST " + plan + "/rollback":   write("rollbackDomainPlan", c.rollback),
		"POST " + plan + "/replan":     write("replanDomain", c.replan),
		"GET " + zone:                  read("getZone", c.zone),
		"POST " + zone + "/check":      write("checkZone", c.check),
		"POST " + batches:              once("planDomains", c.planMany),
		"GET " + batch:                 read("getDomainBatch", c.batch),
		"GET " + batch + "/candidates": read("listCandidates", c.candidates),
		"POST " + batch + "/consents":  write("consentDomainBatch", c.consentMany),
		"POST " + batch + "/apply":     write("applyDomainBatch", c.applyMany),
		"GET " + hosts:                 read("listHosts", c.hosts),
		"GET " + host:                  read("getHost", c.host),
		"PUT " + host:                  write("putHost", c.putHost),
	}
}

// desk gives the use case for one call: what it changes leaves its records.
func (c dnsCounter) desk() domain.Desk {
	kept := newAuditedDomains(c.table, audit.Trail{Chains: c.table, Now: c.env.Now})
	return domain.Desk{Book: kept, Texts: kept, Batches: kept, Waker: c.wake, Now: c.env.Now}
}

func (c dnsCounter) plan(ctx context.Context, r edge.Request) (edge.Answer, error) {
	w, err := wishedDomain(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if w.ID, err = named("dom_", "planDomain", r); err != nil {
		return edge.Answer{}, err
	}
	if err := c.accounts.known(ctx, c.table, r.Partner, w.Host); err != nil {
		return edge.Answer{}, err
	}
	s, err := c.desk().Ask(ctx, r.Partner, w)
	return c.accepted(s, err)
}

func (c dnsCounter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	v, err := c.desk().Show(ctx, r.Partner, r.Path["setup_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownDomain(v), Note: string(v.Setup.State)}, nil
}

// accepted answers a call after which the worker goes on. The plan itself is read where the answer says.
func (c dnsCounter) accepted(s domain.Setup, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusAccepted, Body: shownDomain(domain.View{Setup: s}), Header: map[string]string{"Location": "/v1/dns/plans/" + s.ID}, Note: string(s.State),
	}, nil
}
