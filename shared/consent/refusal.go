package consent

import (
	"errors"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
)

// refusal is a sign-in that we do not take, with what people are to do.
type refusal struct{ cause hold.Diagnosis }

func (r *refusal) Error() string { return r.cause.Cause }

// Unwrap gives the kind.
func (r *refusal) Unwrap() error { return fault.Denied }

// operator makes a refusal that whoever signs in can mend.
func operator(code, cause, next string) *refusal {
	return &refusal{hold.Diagnosis{Code: code, Cause: cause, Actor: hold.Operator, Next: next}}
}

// Codes of refusals that are ours and not Microsoft's.
const (
	codeTenant  = "wrong_tenant"
	codeMFA     = "mfa"
	codeRefresh = "no_refresh_token"
	codeProof   = "proof"
	codeLost    = "outcome_unknown"
	codeBusy    = "busy"
	codeLater   = "later_sign_in"
	codePassing = "unavailable"
	codeOurs    = "internal"
)

const again = "Ask for a new link and sign in again."

func wrongTenant(a Account, s SignIn) error {
	who := s.User
	if who == "" {
		who = "an account"
	}
	tenant := s.Tenant
	if tenant == "" {
		tenant = "that Microsoft did not name"
	}
	return operator(codeTenant, "You signed in as "+who+" of the tenant "+tenant+".",
		"Sign in as an account of the tenant "+a.Tenant+" ("+a.Name+"). Sign out of Microsoft or use a private window first, then ask for a new link.")
}

func noMFA(s SignIn) error {
	who := ""
	if s.User != "" {
		who = " as " + s.User
	}
	return operator(codeMFA, "The sign-in"+who+" had no second factor, and Partner Center takes none without.",
		"Set multi-factor authentication up for the account, and have a policy ask for it at each sign-in. Then ask for a new link and sign in with it.")
}

// unproven is a token that Microsoft gave and Partner Center does not take.
func unproven(err error) error {
	if fault.Code(err) == codeMFA {
		return noMFA(SignIn{})
	}
	if fault.Of(err).Retryable() || fault.Of(err) == "" {
		return err
	}
	return operator(codeProof, "Partner Center did not take the new sign-in: "+fault.Text(err)+".",
		"Sign in as an account with the role Admin agent in Partner Center. Ask for a new link first.")
}

func brokenOff() hold.Diagnosis {
	return hold.Diagnosis{Code: codeLost, Cause: "The sign-in was broken off on our side before it was stored. Nothing was changed.", Actor: hold.Operator, Next: again}
}

// cause says for people why a sign-in was not taken.
func (d Desk) cause(err error, partner string) hold.Diagnosis {
	out := hold.Diagnosis{Actor: hold.Operator, Next: again}
	kind := fault.Of(err)
	r, ours := errors.AsType[*refusal](err)
	switch {
	case ours:
		out = r.cause
	case kind == fault.Unknown:
		out.Code, out.Cause = codeLost, "Microsoft's answer did not arrive. The code of this sign-in may be spent; nothing was changed here."
	case kind == fault.Stale:
		out.Code, out.Cause, out.Next = codeLater, "A later sign-in of this partner is stored already, and it works.", "Nothing."
	case kind == fault.Conflict:
		out.Code, out.Cause = codeBusy, "This partner's sign-in was being renewed at the same moment. Nothing was changed."
	case kind.Retryable():
		out.Code, out.Cause = codePassing, "Microsoft or our own store did not answer. Nothing was changed."
	case kind == fault.Unauthenticated || fault.Code(err) != "":
		out = d.Microsoft.Diagnose(err, partner)
	default:
		out.Code, out.Actor, out.Cause = codeOurs, hold.Us, "Something of ours is broken. Nothing was changed."
		out.Next = "Tell the operator of this system, and try again later."
	}
	if out.Link == "" && out.Actor == hold.Operator {
		out.Link = "/v1/partners/" + partner + "/consents"
	}
	return out
}
