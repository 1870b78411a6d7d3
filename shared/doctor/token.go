package doctor

import (
	"cmp"
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

// token looks whether there is a token for an API.
func (d doctor) token(a partner.Audience) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		if by := d.unsigned(ctx); by != "" {
			return d.weigh(a, blocked(by))
		}
		err := d.world.Access(ctx, a)
		if err == nil {
			return ok("Microsoft Entra gives a token")
		}
		return d.weigh(a, d.refused(err))
	}
}

// unsigned names the check that says why nothing can be minted at all, or is empty.
func (d doctor) unsigned(ctx context.Context) string {
	for _, secret := range []struct {
		look  func() (Finding, bool)
		check string
	}{
		{func() (Finding, bool) { _, f, stop := d.proof(ctx); return f, stop }, appCredential},
		{func() (Finding, bool) { _, f, stop := d.signedIn(ctx); return f, stop }, signIn},
		{func() (Finding, bool) { return d.unproven(ctx) }, appCredential},
	} {
		if f, stop := secret.look(); stop {
			return cmp.Or(f.Blocked, secret.check)
		}
	}
	return ""
}

// refused says what it means that there is no token.
func (d doctor) refused(err error) Finding {
	switch fault.Of(err) { //nolint:exhaustive // the rest are refusals
	case fault.Unavailable, fault.Throttled:
		f := service{name: "Microsoft Entra"}.failed(err)
		f.Code = fault.Code(err)
		return f
	}
	cause := d.world.Diagnose(err)
	f := broken(cause.Cause, cause.Next).at(cause.Link)
	f.Code = cause.Code
	return f
}

// with makes a check that needs a token for an API.
func (d doctor) with(a partner.Audience, look func(context.Context) Finding) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		if d.unsigned(ctx) != "" || d.world.Access(ctx, a) != nil {
			return d.weigh(a, blocked(tokenFor+string(a)))
		}
		return d.weigh(a, look(ctx))
	}
}
