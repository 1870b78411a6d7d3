package app

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
)

// promoted leaves the record of a sign-in's new version, before it is made: a secret store takes part in no transaction. One that was surely not made
// is taken back by a second record.
func promoted(ctx context.Context, t audit.Trail, name, id, from string, promote func() error) error {
	partner, secret, ok := strings.Cut(strings.TrimPrefix(name, "partner/"), "/")
	if !ok || t.Chains == nil {
		return promote()
	}
	by := actorOf(ctx)
	r := audit.Record{
		Aggregate: audit.SignIn(partner), Partner: partner, Who: by.who, What: audit.TokenStored, Correlation: by.correlation,
		Before: audit.Facts{"secret": secret, "version": from}, After: audit.Facts{"secret": secret, "version": id},
	}
	if secret == "app" && by.what != "" {
		r.What = by.what
	}
	if err := t.Leave(ctx, r, nil); err != nil {
		return err
	}
	err := promote()
	if kind := fault.Of(err); kind != fault.Conflict && kind != fault.NotFound {
		return err
	}
	r.Before, r.After = r.After, r.Before
	r.After["undone"] = "another version is the current one"
	if undone := t.Leave(ctx, r, nil); undone != nil {
		return undone
	}
	return err
}

// auditedConsents leaves a record with the good end of a consent, both or neither.
type auditedConsents struct {
	*table.Table
	trail audit.Trail
}

// SaveConsent implements consent.Book.
func (b auditedConsents) SaveConsent(ctx context.Context, c *consent.Consent) error {
	if c.Stage != consent.Finished {
		return b.Table.SaveConsent(ctx, c)
	}
	r := audit.Record{
		Aggregate: audit.SignIn(c.Partner), Partner: c.Partner, Who: audit.Browser, What: audit.ConsentFinished, Correlation: actorOf(ctx).correlation,
		Before: audit.Facts{"consent": c.ID, "asked by": c.Operator}, After: audit.Facts{"tenant": c.Result.Tenant},
	}
	personal := map[string]string{"user": c.Result.User, "roles": strings.Join(c.Result.Roles, " ")}
	next, err := b.trail.Next(ctx, audit.Change{Record: r, Personal: personal})
	if err != nil {
		return err
	}
	return b.SaveConsentAudited(ctx, c, next)
}

// auditedSecrets leaves a record of each secret of a partner or a connection that an operator writes, before it is written: never the secret itself.
type auditedSecrets struct {
	secret.Store

	trail audit.Trail
}

// Write implements partner.Secrets. The same secret again is no change.
func (s auditedSecrets) Write(ctx context.Context, name, value string) error {
	was, err := s.Read(ctx, name)
	if err != nil && fault.Of(err) != fault.NotFound || err == nil && was == value {
		return err
	}
	kind, rest, _ := strings.Cut(name, "/")
	of, what, _ := strings.Cut(rest, "/")
	by := actorOf(ctx)
	r := audit.Record{
		Aggregate: audit.SignIn(of), Partner: of, Who: by.who, What: audit.SecretWritten, Correlation: by.correlation,
		After: audit.Facts{"secret": what},
	}
	if kind != "partner" {
		r.Aggregate, r.Partner = audit.Secret(name), ""
	}
	if err == nil {
		r.Before = audit.Facts{"secret": what}
	}
	if err := s.trail.Leave(ctx, r, nil); err != nil {
		return err
	}
	return s.Store.Write(ctx, name, value)
}
