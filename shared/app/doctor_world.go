package app

import (
	"cmp"
	"context"

	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnerapi"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// examiner opens what the doctor looks at. It has no cache, as what it sees is to be what there is, and mints beside the gate: it neither
// places a hold nor stops at one.
type examiner struct {
	env     *Env
	table   *table.Table
	secrets secret.Store
	service *entra.Client
	depth   func(context.Context) (doctor.Depth, error)
	hosts   partner.Hosts
}

func (e *Env) examiner(t *table.Table) (examiner, error) {
	x := examiner{env: e, table: t}
	var err error
	if x.secrets, err = e.OpenSecrets(); err != nil {
		return x, err
	}
	if x.service, err = e.openEntra(); err != nil {
		return x, err
	}
	v, err := e.need(setting.PartnerAPI, setting.PriceAPI, setting.Graph)
	if err != nil {
		return x, err
	}
	x.hosts = partner.Hosts{PartnerCenter: v[0], PartnerAPI: v[1], Graph: v[2]}
	x.depth, err = e.openDepth()
	return x, err
}

// openDepth opens the counting of messages.
func (e *Env) openDepth() (func(context.Context) (doctor.Depth, error), error) {
	count := map[setting.Name]func(context.Context) (int, error){}
	for _, n := range []setting.Name{setting.OrderQueue, setting.DeadQueue, setting.DomainQueue, setting.DomainDead, setting.EventQueue, setting.EventDead, setting.SaleQueue, setting.SaleDead, setting.MigrationQueue, setting.MigrationDead, setting.Missed} {
		if e.Local != nil {
			count[n] = func(ctx context.Context) (int, error) { return e.Local.Count(ctx, n) }
			continue
		}
		v, err := e.need(n)
		if err != nil {
			return nil, err
		}
		cfg, err := e.sdkConfig()
		if err != nil {
			return nil, err
		}
		count[n] = queue.Open(cfg, v[0]).Count
	}
	return func(ctx context.Context) (doctor.Depth, error) {
		var d doctor.Depth
		for n, into := range map[setting.Name]*int{
			setting.OrderQueue: &d.Waiting, setting.DomainQueue: &d.Domains, setting.DeadQueue: &d.Dead, setting.DomainDead: &d.Dead, setting.EventQueue: &d.Events, setting.EventDead: &d.Dead,
			setting.SaleQueue: &d.Sales, setting.SaleDead: &d.Dead, setting.MigrationQueue: &d.Migrations, setting.MigrationDead: &d.Dead, setting.Missed: &d.Missed,
		} {
			found, err := count[n](ctx)
			if err != nil {
				return d, err
			}
			*into += found
		}
		return d, nil
	}, nil
}

// world gives one examination its tokens and clients.
func (x examiner) world(p partner.Partner) doctor.World {
	account := token.New(x.service, x.secrets, x.env.Now).For(string(p.ID), string(p.Tenant), p.App.Client)
	prices := partnerapi.Open(partnerapi.Options{
		Base: cmp.Or(p.Hosts.PartnerAPI, x.hosts.PartnerAPI), Tokens: account,
		Transport: x.env.web(), Now: x.env.Now, Sleep: x.env.Sleep, Observe: x.env.observe,
	})
	return doctor.World{
		Now: x.env.Now, Secret: x.secrets.Read, Depth: x.depth,
		Access: func(ctx context.Context, a partner.Audience) error {
			_, err := account.Access(ctx, audience(a))
			return err
		},
		Diagnose: func(err error) hold.Diagnosis { return entra.Diagnose(err, string(p.ID)) },
		Hold: func(ctx context.Context) (*hold.Hold, error) {
			s, err := x.table.Standing(ctx, string(p.ID))
			return s.Hold, err
		},
		Prices: func(ctx context.Context) error { return prices.Reach(ctx, p.Market) },
		Center: x.center(p, account), Graph: x.graph(p, account),
	}
}

// audience is what a token for an API has to be for.
func audience(a partner.Audience) string {
	switch a {
	case partner.Graph:
		return graph.Audience
	case partner.PriceSheets:
		return partnerapi.Audience
	case partner.PartnerCenter:
	}
	return partnercenter.Audience
}

func (x examiner) center(p partner.Partner, account *token.Account) doctor.Center {
	c := partnercenter.Open(partnercenter.Options{
		Base: cmp.Or(p.Hosts.PartnerCenter, x.hosts.PartnerCenter), Partner: p, Tokens: account,
		Transport: x.env.web(), Now: x.env.Now, Sleep: x.env.Sleep, Observe: x.env.observe,
	})
	return doctor.Center{
		MFA: func(ctx context.Context) (*bool, error) {
			proof, err := c.Prove(ctx)
			return proof.MFA, err
		},
		Tenant: func(ctx context.Context) (string, error) {
			profile, err := c.Profile(ctx)
			return string(profile.Tenant), err
		},
		Billing: func(ctx context.Context) (doctor.Billing, error) {
			b, err := c.BillingProfile(ctx)
			return doctor.Billing{Country: b.Country, Currency: b.Currency}, err
		},
		MPN: func(ctx context.Context) (string, error) {
			id, err := c.MPN(ctx)
			return id, unlessNone(err)
		},
		Customers: func(ctx context.Context) (int, error) {
			some, err := c.Customers(ctx, 1)
			return len(some), err
		},
		Products: func(ctx context.Context) (int, error) { return c.Products(ctx, p.Market) },
		Webhooks: func(ctx context.Context) ([]string, error) {
			r, err := c.Registration(ctx)
			if err != nil {
				return nil, unlessNone(err)
			}
			return []string{r.Address}, nil
		},
	}
}

// unlessNone takes the answer that there is none for an answer.
func unlessNone(err error) error {
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	return err
}

// relationships is how many delegated admin relationships the doctor looks at: one page.
const relationships = 300

func (x examiner) graph(p partner.Partner, account *token.Account) doctor.Graph {
	c := graph.Open(graph.Options{
		Base: cmp.Or(p.Hosts.Graph, x.hosts.Graph), Tokens: account,
		Transport: x.env.web(), Now: x.env.Now, Sleep: x.env.Sleep, Observe: x.env.observe,
	})
	return doctor.Graph{
		Tenant: func(ctx context.Context) (string, error) {
			o, err := c.Organization(ctx)
			return o.ID, err
		},
		Credentials: func(ctx context.Context) ([]doctor.Credential, error) {
			all, err := c.Credentials(ctx, p.App.Client)
			var out []doctor.Credential
			for _, a := range all {
				out = append(out, doctor.Credential{Certificate: a.Certificate, Expires: a.Expires})
			}
			return out, err
		},
		Relationships: func(ctx context.Context) ([]doctor.Relationship, error) {
			all, err := c.Relationships(ctx, relationships)
			var out []doctor.Relationship
			for _, r := range all {
				out = append(out, doctor.Relationship{Active: r.Status == "active", Roles: r.Roles, Ends: r.Ends})
			}
			return out, err
		},
	}
}
