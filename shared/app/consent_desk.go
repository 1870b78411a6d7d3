package app

import (
	"context"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// consentDesk joins the sign-in with the settings, Microsoft, the stored tokens and the holds.
func (e *Env) consentDesk(t *table.Table) (consent.Desk, error) {
	secrets, err := e.OpenSecrets()
	if err != nil {
		return consent.Desk{}, err
	}
	service, err := e.openEntra()
	if err != nil {
		return consent.Desk{}, err
	}
	v, err := e.need(setting.PartnerAPI)
	if err != nil {
		return consent.Desk{}, err
	}
	k := keeper{table: t, renewer: e.renewer(t, service, secrets), secrets: secrets}
	return consent.Desk{
		Book: auditedConsents{t, e.trail(t)}, Accounts: accounts{t}, Secrets: secrets, Microsoft: signer{service, secrets}, Keeper: k,
		Prover: prover{env: e, base: v[0]}, Holds: lifter{auditedHolds{t, e.trail(t), audit.Operator}, e.Now}, Now: e.Now,
	}, nil
}

// Importer takes refresh tokens that an operator has already, with the same checks as a sign-in's.
func (e *Env) Importer() (consent.Importer, error) {
	t, err := e.OpenTable()
	if err != nil {
		return consent.Importer{}, err
	}
	desk, err := e.consentDesk(t)
	if err != nil {
		return consent.Importer{}, err
	}
	s, ok := desk.Microsoft.(signer)
	if !ok {
		return consent.Importer{}, fault.Unavailable.Errorf("import a refresh token: no token service")
	}
	return consent.Importer{Desk: desk, Mint: s}, nil
}

// accounts gives what a sign-in has to be of.
type accounts struct{ table *table.Table }

// Account implements consent.Accounts.
func (a accounts) Account(ctx context.Context, id string) (consent.Account, error) {
	p, err := a.table.Partner(ctx, order.PartnerID(id))
	if err != nil {
		return consent.Account{}, err
	}
	s := subject(p)
	return consent.Account{
		Partner: id, Name: p.Name, Tenant: s.Tenant, Client: s.Client, MultiTenant: p.App.MultiTenant, Audiences: s.Audiences,
	}, nil
}

// signer speaks to the token service as the partner's app.
type signer struct {
	service *entra.Client
	secrets secret.Store
}

// Authorize implements consent.Microsoft.
func (s signer) Authorize(a consent.Authorization) string {
	return s.service.AuthorizeURL(entra.Authorize{
		Tenant: a.Tenant, Client: a.Client, Redirect: a.Redirect, State: a.State, Nonce: a.Nonce, Challenge: a.Challenge, Audience: a.Audience,
	})
}

// Redeem implements consent.Microsoft.
func (s signer) Redeem(ctx context.Context, r consent.Redemption) (consent.SignIn, error) {
	app, err := s.credential(ctx, r.Partner)
	if err != nil {
		return consent.SignIn{}, err
	}
	in, err := s.service.Redeem(ctx, entra.Redemption{
		Tenant: r.Tenant, Client: r.Client, Credential: app, Code: r.Code, Redirect: r.Redirect, Verifier: r.Verifier, Audience: r.Audience, Nonce: r.Nonce,
	})
	return signedInAs(in), err
}

// Exchange implements consent.Exchange.
func (s signer) Exchange(ctx context.Context, a consent.Account, refresh string) (consent.SignIn, error) {
	app, err := s.credential(ctx, a.Partner)
	if err != nil {
		return consent.SignIn{}, err
	}
	t, err := s.service.Mint(ctx, token.Grant{
		Partner: a.Partner, Tenant: a.Tenant, Audience: a.Audiences[0], Client: a.Client, Credential: app, Refresh: refresh, Home: true,
	})
	if err != nil {
		return consent.SignIn{}, err
	}
	in := signedInAs(entra.Peek(t.Access))
	in.Refresh = t.Refresh
	return in, nil
}

// Diagnose implements consent.Microsoft.
func (s signer) Diagnose(err error, partner string) hold.Diagnosis {
	return entra.Diagnose(err, partner)
}

func (s signer) credential(ctx context.Context, partner string) (token.Credential, error) {
	var c token.Credential
	text, err := s.secrets.Read(ctx, token.AppSecret(partner))
	if fault.Of(err) == fault.NotFound || err == nil && json.Unmarshal([]byte(text), &c) != nil {
		return c, fault.Unauthenticated.Errorf("the app of partner %q has no secret or certificate that can be used; store one first", partner)
	}
	return c, err
}

func signedInAs(in entra.SignIn) consent.SignIn {
	return consent.SignIn{Refresh: in.Refresh, Tenant: in.Tenant, Object: in.Object, User: in.User, MFA: in.MFA, Roles: in.Roles}
}

// keeper stores sign-ins through the one writer that there is.
type keeper struct {
	table   *table.Table
	renewer token.Renewer
	secrets secret.Store
}

// Adopt implements consent.Keeper.
func (k keeper) Adopt(ctx context.Context, a consent.Account, fresh token.Refresh, prove func(ctx context.Context, access string) error) error {
	p, err := k.table.Partner(ctx, order.PartnerID(a.Partner))
	if err != nil {
		return err
	}
	return k.renewer.Adopt(ctx, subject(p), fresh, prove)
}

// SignedIn implements consent.Keeper.
func (k keeper) SignedIn(ctx context.Context, partner string) (time.Time, error) {
	text, err := k.secrets.Read(ctx, token.RefreshSecret(partner))
	if err != nil && fault.Of(err) != fault.NotFound {
		return time.Time{}, err
	}
	var r token.Refresh
	_ = json.Unmarshal([]byte(text), &r) // what is not there or cannot be read is nobody's
	return r.SignedIn, nil
}

// prover makes one call to Partner Center with a token that nobody else uses yet.
type prover struct {
	env  *Env
	base string
}

// Prove implements consent.Prover.
func (p prover) Prove(ctx context.Context, a consent.Account, access string) (*bool, error) {
	c := partnercenter.Open(partnercenter.Options{
		Base: p.base, Partner: partner.Partner{}, Tokens: fixed(access), Transport: p.env.web(), Now: p.env.Now, Sleep: p.env.Sleep, Observe: p.env.observe,
	})
	proof, err := c.Prove(ctx)
	if err == nil && proof.Tenant != "" && string(proof.Tenant) != a.Tenant {
		return nil, fault.Denied.Errorf("it belongs to another tenant at Partner Center")
	}
	return proof.MFA, err
}

// fixed is one token.
type fixed string

// Access implements partnercenter.Tokens.
func (f fixed) Access(context.Context, string) (string, error) { return string(f), nil }

// Drop implements partnercenter.Tokens.
func (f fixed) Drop(string) {}

// lifter lets a partner's work go on.
type lifter struct {
	ledger hold.Ledger
	now    func() time.Time
}

// Lift implements consent.Holds.
func (l lifter) Lift(ctx context.Context, partner string, issued time.Time) error {
	_, err := hold.Lift(ctx, l.ledger, partner, issued, l.now())
	return err
}
