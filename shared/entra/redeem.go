package entra

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Redeem trades the code of a sign-in for tokens, once, and says who signed in. The keys that prove it are fetched first,
// so that a code is not spent on an answer that cannot be checked.
//
// Kinds: fault.Unavailable and fault.Throttled when the code was not sent or surely not used; fault.Unknown when it may have
// been used, so that the sign-in has to start again; fault.Unauthenticated when Microsoft refuses it; fault.Denied, with the
// code "id_token", when the answer is not about this sign-in, and with "offline_access" when no refresh token came with it.
func (c *Client) Redeem(ctx context.Context, r Redemption) (SignIn, error) {
	if c.Now == nil {
		return SignIn{}, errors.New("redeem a sign-in: the client of Microsoft Entra has no clock")
	}
	known, err := c.issuer(ctx, r.Tenant)
	if err != nil {
		return SignIn{}, err
	}
	answer, err := c.ask(ctx, rest.Request{Route: routeV2, Write: true}, r.Tenant, r.Client, r.Credential, url.Values{
		"grant_type": {"authorization_code"}, "code": {r.Code}, "redirect_uri": {r.Redirect}, "code_verifier": {r.Verifier},
		"scope": {scope(r.Audience)},
	})
	if fault.Of(err) == fault.Unknown {
		return SignIn{}, fault.Unknown.Wrap(err, "whether Microsoft Entra took the sign-in's code is not known: start the sign-in again")
	}
	if err != nil {
		return SignIn{}, err
	}
	who, err := known.verify(ctx, answer.Identity, r, c.Now)
	if err != nil {
		return SignIn{}, err
	}
	switch {
	case answer.Access == "" || answer.Life == 0:
		return SignIn{}, fault.Unknown.Errorf("Microsoft Entra answered without a token: start the sign-in again")
	case answer.Refresh == "":
		return SignIn{}, fault.Coded(fault.Denied.Errorf(
			"Microsoft Entra gave no refresh token: the app must be a web application that may keep access (offline_access)"), "offline_access")
	}
	in := Peek(answer.Access)
	in.Tenant, in.Object = who.Tenant, who.Object
	if who.name() != "" {
		in.User = who.name()
	}
	if in.MFA == nil {
		in.MFA = who.mfa()
	}
	in.Refresh, in.Access, in.Life = answer.Refresh, answer.Access, time.Duration(answer.Life)*time.Second
	return in, nil
}
