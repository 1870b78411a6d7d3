package app

import (
	"cmp"
	"context"
	"regexp"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// tenants reaches into customers' tenants, as a partner's service account that the customer's delegated admin relationship lets in and by the partner's app,
// which is consented to there when it is not yet.
type tenants struct {
	env     *Env
	sellers *sellers
	tokens  *token.Source // of customers' tenants; those of the partners' own are the sellers'
	graph   string
}

var _ domain.Tenants = (*tenants)(nil)

// newTenants opens the customers' tenants of all partners.
func newTenants(e *Env, t *table.Table, secrets secret.Store) (*tenants, error) {
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	v, err := e.need(setting.Graph)
	if err != nil {
		return nil, err
	}
	n := &tenants{env: e, sellers: s, graph: v[0]}
	home := gate{mints{s.entra, e}, auditedHolds{t, e.trail(t), audit.Worker}, e}
	n.tokens = token.New(visitor{home: home, away: s.entra, consent: n.consent}, ages{signIns{secrets, home}, e}, e.Now)
	return n, nil
}

// Facts implements domain.Tenants.
func (n *tenants) Facts(ctx context.Context, s *domain.Setup) (dns.Facts, error) {
	v, err := n.visit(ctx, s)
	if err != nil {
		return dns.Facts{}, err
	}
	f, err := v.client.Facts(ctx, s.Domain, &s.Options)
	return f, v.explain(ctx, s, err)
}

// Verify implements domain.Tenants.
func (n *tenants) Verify(ctx context.Context, s *domain.Setup) error {
	v, err := n.visit(ctx, s)
	if err != nil {
		return err
	}
	return v.explain(ctx, s, v.client.Verify(ctx, s.Domain))
}

// visit is one setup's stay in a customer's tenant.
type visit struct {
	*tenants

	partner partner.Partner
	client  *graph.Client
	account *lastToken
}

var tenantID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (n *tenants) visit(ctx context.Context, s *domain.Setup) (*visit, error) {
	return n.at(ctx, order.PartnerID(s.Partner), s.Customer)
}

func (n *tenants) at(ctx context.Context, id order.PartnerID, customer string) (*visit, error) {
	if !tenantID.MatchString(customer) {
		return nil, fault.Invalid.Errorf("customer %q: is no tenant's id", customer)
	}
	p, err := n.sellers.partners.Partner(ctx, id)
	if err != nil {
		return nil, err
	}
	account := &lastToken{Account: n.tokens.For(string(id), customer, p.App.Client)}
	return &visit{tenants: n, partner: p, client: n.open(p, account), account: account}, nil
}

func (n *tenants) open(p partner.Partner, tokens interface {
	Access(ctx context.Context, audience string) (string, error)
	Drop(token string)
},
) *graph.Client {
	return graph.Open(graph.Options{
		Base: cmp.Or(p.Hosts.Graph, n.graph), Tokens: tokens,
		Transport: n.env.web(), Now: n.env.Now, Sleep: n.env.Sleep, Observe: n.env.observe,
	})
}

// lastToken remembers the token that was used last. One visit's calls come one after the other.
type lastToken struct {
	*token.Account

	last string
}

// Access gives a token.
func (l *lastToken) Access(ctx context.Context, audience string) (access string, err error) {
	access, err = l.Account.Access(ctx, audience)
	l.last = access
	return access, err
}

// visitor mints in customers' tenants beside the gate, because what a customer's tenant refuses is no matter of the partner's sign-in and holds nothing else
// of the partner's. The app is consented to when that is what is missing.
type visitor struct {
	home, away token.Minter
	consent    func(ctx context.Context, partner, customer string) (fresh bool, err error)
}

// settling is how long Microsoft Entra may take to know of a new consent.
const settling = 30 * time.Second

// Mint implements token.Minter.
func (v visitor) Mint(ctx context.Context, g token.Grant) (token.Token, error) {
	if g.Home {
		return v.home.Mint(ctx, g)
	}
	t, err := v.away.Mint(ctx, g)
	if !unconsented(fault.Code(err)) {
		return t, err
	}
	fresh, failed := v.consent(ctx, g.Partner, g.Tenant)
	if failed != nil {
		return token.Token{}, failed
	}
	t, err = v.away.Mint(ctx, g)
	switch code := fault.Code(err); {
	case unconsented(code) && fresh:
		return t, fault.After(fault.Unavailable.Wrap(err, "the app was just consented to in the customer's tenant, and Microsoft Entra does not know it yet (%s)", code), settling)
	case unconsented(code):
		return t, fault.Coded(fault.Denied.Wrap(err, "the app has a consent in the customer's tenant, but none by which Microsoft Graph takes it (%s): "+
			"remove the app's consent there, so that it can be made anew with the permission %s", code, domainPermission), code)
	}
	return t, err
}

// Permissions that the app needs at Microsoft Graph in a customer's tenant: for its domains, and for taking over what others sold to it.
const (
	domainPermission = "Domain.ReadWrite.All"

	organizationPermission = "Organization.Read.All"
	peoplePermission       = "User.Read.All"
	licencePermission      = "LicenseAssignment.ReadWrite.All"
)

// consent has the partner's app consented to in a customer's tenant, and reports whether that is new. It is asked for everything at once: Partner Center refuses
// a second consent, whatever it is for.
func (n *tenants) consent(ctx context.Context, partner, customer string) (bool, error) {
	c, err := n.sellers.client(ctx, order.PartnerID(partner))
	if err != nil {
		return false, err
	}
	fresh, err := c.GrantApp(ctx, order.TenantID(customer), partnercenter.GraphAPI, domainPermission, licencePermission, organizationPermission, peoplePermission)
	if fault.Of(err) == fault.Denied {
		err = fault.Coded(fault.Denied.Wrap(err, "consent to the app in the customer's tenant: %s; it takes a delegated admin relationship (GDAP) with the role "+
			"Cloud Application Administrator, Application Administrator or Privileged Role Administrator", fault.Text(err)), fault.Code(err))
	}
	return fresh, err
}

// unconsented reports a refusal for the lack of the app's consent in a tenant, where the app is then not known at all.
func unconsented(code string) bool {
	switch code {
	case "AADSTS65001", "AADSTS700016", "AADSTS700011", "AADSTS90099":
		return true
	}
	return false
}

// shutOut reports a refusal that is about the customer's tenant: its rules, or what it knows of the account. All others are about the sign-in itself.
func shutOut(code string) bool {
	switch code {
	case "AADSTS50020", "AADSTS50034", "AADSTS50105", "AADSTS53000", "AADSTS53001", "AADSTS53003", "AADSTS530034", "AADSTS65005",
		"AADSTS90002", "AADSTS90072", "AADSTS500011", "AADSTS650052", "AADSTS7000112":
		return true
	}
	return unconsented(code)
}

// explain says what a person can do about a refusal.
func (v *visit) explain(ctx context.Context, s *domain.Setup, err error) error {
	code := fault.Code(err)
	switch kind := fault.Of(err); {
	case kind == fault.Denied:
		v.account.Drop(v.account.last) // a role that is given now shows in a new token only
		return fault.Coded(fault.Denied.Wrap(err, "%s; %s", fault.Text(err), v.way(ctx, s.Customer)), code)
	case kind == fault.Unauthenticated && shutOut(code):
		text := "Microsoft Entra does not let the partner's service account into the customer's tenant (%s: %s); %s"
		return fault.Coded(fault.Denied.Wrap(err, text, code, entra.Diagnose(err, s.Partner).Cause, v.way(ctx, s.Customer)), code)
	case kind == fault.Conflict, kind == fault.Stale: // Microsoft words the refusal of a proof alike, whether it is not seen or too late
		owner, unknown := v.sellers.entra.TenantOf(ctx, s.Domain)
		if unknown == nil && owner != s.Customer {
			return fault.Coded(fault.Conflict.Wrap(err, "the domain %s is verified in another Microsoft tenant, %s", s.Domain, owner), code)
		}
	}
	return err
}
