package token

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// attempt is one try to change a sign-in, with the credential that it uses throughout.
type attempt struct {
	r     Renewer
	s     Subject
	lease lease
	app   Credential
	appID string // version of the credential; "" when there is none
}

// stored is a refresh token and the version of the secret that holds it; the version is "" when there is none.
type stored struct {
	Refresh
	id string
}

// attempt reads the app's credential. Kinds: fault.NotFound, fault.Unauthenticated when it cannot be used, and those of the store.
func (r Renewer) attempt(ctx context.Context, s Subject, l lease) (attempt, error) {
	a := attempt{r: r, s: s, lease: l}
	var err error
	a.app, a.appID, err = a.credential(ctx, Current)
	return a, err
}

func (a attempt) credential(ctx context.Context, l Label) (Credential, string, error) {
	var c Credential
	id, err := a.read(ctx, AppSecret(a.s.Partner), l, &c)
	if err == nil && c.Empty() {
		err = fault.Unauthenticated.Errorf("partner %q: the app has neither a client secret nor a certificate", a.s.Partner)
	}
	return c, id, err
}

// stored reads a refresh token. Kinds: fault.NotFound, fault.Unauthenticated when it cannot be used, and those of the store.
func (a attempt) stored(ctx context.Context, l Label) (stored, error) {
	var t stored
	var err error
	t.id, err = a.read(ctx, a.secret(), l, &t.Refresh)
	if err == nil && t.Token == "" {
		err = fault.Unauthenticated.Errorf("partner %q: the stored sign-in has no refresh token", a.s.Partner)
	}
	return t, err
}

func (a attempt) read(ctx context.Context, name string, l Label, into any) (id string, err error) {
	v, err := a.r.Secrets.Version(ctx, name, l)
	if fault.Of(err) == fault.NotFound {
		return "", fault.NotFound.Wrap(err, "partner %q: secret %q is not there", a.s.Partner, name)
	}
	if err != nil {
		return "", err
	}
	return v.ID, parse(name, v.Value, into)
}

func (a attempt) secret() string { return RefreshSecret(a.s.Partner) }

func (a attempt) first() string { return a.s.Audiences[0] }

func (a attempt) mint(ctx context.Context, t Refresh, audience string) (Token, error) {
	tenant := a.s.Tenant
	if tenant == "" {
		tenant = t.Tenant
	}
	return a.r.Minter.Mint(ctx, Grant{
		Partner: a.s.Partner, Tenant: tenant, Audience: audience, Client: a.s.Client, Credential: a.app, Refresh: t.Token,
		Home: true, Issued: t.Issued,
	})
}

// stage stores a token beside the current one.
func (a attempt) stage(ctx context.Context, t Refresh) (id string, err error) {
	text, err := encode(t)
	if err != nil {
		return "", err
	}
	return a.r.Secrets.Stage(ctx, a.secret(), text)
}

// prove uses the new token for each audience. A refusal is the new token's fault unless the old one is refused there too, or there
// is none; then it is given back as one that stops nothing. Of the first audience it is always the new token's fault.
func (a attempt) prove(ctx context.Context, old, next Refresh, audiences []string) (refusal, err error) {
	for _, audience := range audiences {
		_, err := a.mint(ctx, next, audience)
		if err == nil {
			continue
		}
		if !unusable(err) || audience == a.first() {
			return nil, err
		}
		if old.Token != "" {
			_, before := a.mint(ctx, old, audience)
			if before == nil {
				return nil, err
			}
			if !unusable(before) {
				return nil, before
			}
		}
		refusal = err
	}
	return refusal, nil
}

// promote makes a version the current one. It fails with fault.Stale or fault.Conflict when somebody else was faster: the lease is lost,
// another version than from has become the current one, or the label of this one was taken and the store has forgotten it.
func (a attempt) promote(ctx context.Context, name, id, from string) error {
	if err := a.lease.holding(ctx); err != nil { // 5
		return err
	}
	err := a.r.Secrets.Promote(ctx, name, id, from) // 6
	if fault.Of(err) == fault.NotFound {
		return fault.Stale.Wrap(err, "partner %q: the version that was to be stored is not there any more", a.s.Partner)
	}
	return err
}

func (a attempt) outcome(s State, t stored, err error) Outcome {
	o := Outcome{State: s, Issued: t.Issued, Used: t.Issued, CredentialExpires: a.app.Expires, Err: err}
	if a.app.Added.After(o.Used) {
		o.Used = a.app.Added
	}
	if !t.Issued.IsZero() {
		o.Age = a.r.Now().Sub(t.Issued)
	}
	return o
}

// unusable reports whether a failure is a definite no: the same will fail again until somebody acts.
func unusable(err error) bool {
	switch fault.Of(err) { //nolint:exhaustive // the other kinds say nothing about the token
	case fault.NotFound, fault.Unauthenticated, fault.Denied, fault.Invalid:
		return true
	}
	return false
}

// without is the state when nothing can be done without what could not be had.
func without(err error) State {
	switch {
	case fault.Of(err) == fault.NotFound:
		return Missing
	case unusable(err):
		return Dead
	case overtaken(err):
		return Busy
	}
	return Failed
}

// undone is the state when the old token works and the new one was not stored.
func undone(err error) State {
	if overtaken(err) {
		return Busy
	}
	return Failed
}

func overtaken(err error) bool {
	return fault.Of(err) == fault.Stale || fault.Of(err) == fault.Conflict
}

// unproven says of a definite no to a new token that the old one stays, so that nobody takes the sign-in for dead.
func unproven(err error, partner string) error {
	return fault.Coded(fault.Unavailable.Wrap(err, "partner %q: the new token was refused, and the old one stays", partner), fault.Code(err))
}
