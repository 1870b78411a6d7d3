package consent

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/token"
)

// adopt checks who signed in, proves the new token and makes it the current one. It gives what is to be said of it, or fails and has changed nothing.
func (d Desk) adopt(ctx context.Context, a Account, s SignIn, issued time.Time) (Result, error) {
	if !strings.EqualFold(s.Tenant, a.Tenant) {
		return Result{}, wrongTenant(a, s)
	}
	if s.MFA != nil && !*s.MFA {
		return Result{}, noMFA(s)
	}
	if s.Refresh == "" {
		return Result{}, operator(codeRefresh, "Microsoft gave no refresh token for this sign-in.",
			"Look whether the app's registration allows offline access and is a web application, then ask for a new link.")
	}
	fresh := token.Refresh{Token: s.Refresh, Issued: issued, Tenant: s.Tenant, User: s.User, Object: s.Object, MFA: s.MFA != nil}
	err := d.Keeper.Adopt(ctx, a, fresh, func(ctx context.Context, access string) error {
		compliant, err := d.Prover.Prove(ctx, a, access)
		if err != nil {
			return unproven(err)
		}
		// What the token itself says is nearer to the sign-in than what Partner Center makes of it. When neither tells, the call went through, and that is
		// what counts: Partner Center refuses who has no second factor.
		if s.MFA == nil && compliant != nil && !*compliant {
			return noMFA(s)
		}
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	return Result{User: s.User, Tenant: s.Tenant, Roles: s.Roles, MFA: fresh.MFA}, nil
}
