package app

import (
	"cmp"
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// fresh is how long a partner's settings are used without reading them again.
const fresh = time.Minute

// sellers opens Partner Center for each partner, and keeps what it opened while the settings stay the same.
type sellers struct {
	env      *Env
	partners interface {
		Partner(ctx context.Context, id order.PartnerID) (partner.Partner, error)
	}
	tokens *token.Source
	entra  *entra.Client

	mu    sync.Mutex
	known map[order.PartnerID]opened
}

type opened struct {
	client *partnercenter.Client
	budget *partnercenter.Budget // outlives the client
	until  time.Time
}

func newSellers(e *Env, t *table.Table, secrets secret.Store) (*sellers, error) {
	v, err := e.need(setting.Entra)
	if err != nil {
		return nil, err
	}
	minter := entra.Open(v[0], e.web())
	minter.Now, minter.Sleep, minter.Observe = e.Now, e.Sleep, e.observe
	g := gate{mints{minter, e}, auditedHolds{t, e.trail(t), audit.Worker}, e}
	return &sellers{env: e, partners: t, entra: minter, tokens: token.New(g, ages{signIns{secrets, g}, e}, e.Now), known: map[order.PartnerID]opened{}}, nil
}

// open gives the seller of a partner's orders.
func (s *sellers) open(ctx context.Context, id order.PartnerID) (order.Seller, error) {
	c, err := s.client(ctx, id)
	if err != nil {
		return order.Seller{}, err
	}
	seller := c.Seller()
	seller.Directory = directory{s.entra}
	return seller, nil
}

// directory tells who owns a domain.
type directory struct{ entra *entra.Client }

// TenantOf implements order.Directory.
func (d directory) TenantOf(ctx context.Context, domain string) (order.TenantID, error) {
	id, err := d.entra.TenantOf(ctx, domain)
	return order.TenantID(id), err
}

// licences gives the seller of a partner's subscriptions.
func (s *sellers) licences(ctx context.Context, id string) (subscription.Seller, error) {
	c, err := s.client(ctx, order.PartnerID(id))
	if err != nil {
		return subscription.Seller{}, err
	}
	return c.Licences(), nil
}

// client gives Partner Center as a partner.
func (s *sellers) client(ctx context.Context, id order.PartnerID) (*partnercenter.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.known[id]
	if ok && s.env.Now().Before(o.until) {
		return o.client, nil
	}
	p, err := s.partners.Partner(ctx, id)
	if err != nil {
		return nil, err
	}
	v, err := s.env.need(setting.PartnerAPI)
	if err != nil {
		return nil, err
	}
	budget := cmp.Or(s.known[id].budget, &partnercenter.Budget{})
	c := partnercenter.Open(partnercenter.Options{
		Budget: budget, Base: cmp.Or(p.Hosts.PartnerCenter, v[0]), Partner: p, Tokens: s.tokens.For(string(id), string(p.Tenant), p.App.Client),
		Transport: s.env.web(), Now: s.env.Now, Sleep: s.env.Sleep, Observe: s.env.observe,
	})
	s.known[id] = opened{client: c, budget: budget, until: s.env.Now().Add(fresh)}
	return c, nil
}

// vault keeps new tenants' administrators in the secret store.
type vault struct{ secrets secret.Store }

// Keep stores an administrator's name and first password.
func (v vault) Keep(ctx context.Context, p order.PartnerID, t order.Tenant) error {
	text, err := json.Marshal(kept{User: t.User, Password: t.Password, Domain: t.Domain}) //nolint:gosec // it goes into the secret store
	if err != nil {
		return err
	}
	return v.secrets.Write(ctx, administratorSecret(p, t.ID), string(text))
}
