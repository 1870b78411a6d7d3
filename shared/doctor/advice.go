package doctor

import (
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

func ok(means string) Finding { return Finding{Verdict: OK, Means: means} }

func warning(means, next string) Finding { return Finding{Verdict: Warning, Means: means, Next: next} }

func broken(means, next string) Finding { return Finding{Verdict: Broken, Means: means, Next: next} }

// at adds where it can be mended.
func (f Finding) at(link string) Finding {
	f.Link = link
	return f
}

// blocked is the finding of a check that could not be made.
func blocked(by string) Finding {
	return Finding{Verdict: Broken, Means: "this could not be looked at", Next: "mend " + by + " first", Blocked: by}
}

// service says how an outside service is called, and what its account has to be allowed.
type service struct{ name, allow string }

// failed says what a call of a service means that failed although there was a token.
func (s service) failed(err error) Finding {
	f := broken(strings.TrimSpace(s.name+": "+fault.Text(err)), "look at the log for more")
	f.Code = fault.Code(err)
	switch kind := fault.Of(err); {
	case f.Code == "mfa":
		f.Means, f.Next = s.name+" refuses a sign-in without a second factor", "sign in again with MFA"
	case kind == fault.Unauthenticated:
		f.Means, f.Next = s.name+" does not accept the partner's token", "sign in again with MFA; if it stays so, look whether the app registration has the permission for this API"
	case kind == fault.Denied:
		f.Means, f.Next = s.name+" does not allow the partner's account to read this", s.allow
	case kind == fault.Throttled:
		f.Verdict, f.Means, f.Next = Warning, s.name+" asks for fewer calls just now", "run the doctor again in a few minutes"
	case kind == fault.Unavailable:
		f.Means, f.Next = s.name+" does not answer as it should", "look at its service health; orders wait and go on by themselves when it is back"
	case fault.Text(err) == "":
		f.Means = s.name + " could not be asked"
	}
	return f
}

func (d doctor) consents() string    { return d.route("consents") }
func (d doctor) credentials() string { return d.route("credentials") }
func (d doctor) settings() string    { return d.route("settings") }

// route is where a person can mend something by our own API.
func (d doctor) route(what string) string { return "/v1/partners/" + string(d.partner.ID) + "/" + what }

// uses reports whether the settings name an API. What breaks of one that they do not name stops no work.
func (d doctor) uses(a partner.Audience) bool {
	return a == partner.PartnerCenter || slices.Contains(d.partner.Audiences, a)
}

// weigh makes a warning of what is broken in an API that is not in use.
func (d doctor) weigh(a partner.Audience, f Finding) Finding {
	if f.Verdict == Broken && !d.uses(a) {
		f.Verdict = Warning
		f.Means += " (the partner's settings do not use it)"
	}
	return f
}
