package doctor

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	day = 24 * time.Hour
	// fatal is the age in days at which Microsoft ends a refresh token.
	fatal = 90
	// grace is for how many days a renewal that is due may be missing: the rule runs once a day.
	grace = 2
)

// secretStore asks for both secrets. That one is not there, or cannot be read, is an answer too, and the matter of another check.
func (d doctor) secretStore(ctx context.Context) Finding {
	_, app := d.app(ctx)
	_, refresh := d.refresh(ctx)
	for _, err := range []error{app, refresh} {
		switch fault.Of(err) {
		case fault.NotFound, fault.Invalid:
		case fault.Denied:
			return broken("the secret store does not allow this function to read the partner's secrets", "look at the functions' permissions, and at the policy of the secrets' key")
		default:
			if err != nil {
				return broken("the secret store does not answer", "look at its service health; what the functions know in memory goes on being used")
			}
		}
	}
	return ok("the secret store answers")
}

// unread says that a check has to do without a secret: the store does not give it, or there is nothing in it that can be used.
func unread(err error, empty bool, missing Finding) (Finding, bool) {
	switch kind := fault.Of(err); {
	case kind == fault.Invalid, err == nil && empty:
		missing.Means = "what is stored there cannot be used"
	case err == nil:
		return Finding{}, false
	case kind != fault.NotFound:
		return blocked(secretStore), true
	}
	return missing, true
}

// signedIn gives the stored sign-in, or says why there is none.
func (d doctor) signedIn(ctx context.Context) (token.Refresh, Finding, bool) {
	r, err := d.refresh(ctx)
	f, stop := unread(err, r.Token == "", broken("nobody has signed in for this partner yet", "sign in with MFA").at(d.consents()))
	return r, f, stop
}

// proof gives the app's stored credential, or says why there is none.
func (d doctor) proof(ctx context.Context) (token.Credential, Finding, bool) {
	c, err := d.app(ctx)
	f, stop := unread(err, c.Empty(), broken("no secret or certificate of the app is stored", "make one in the app registration and store it").at(d.credentials()))
	return c, f, stop
}

func (d doctor) signIn(ctx context.Context) Finding {
	r, f, stop := d.signedIn(ctx)
	if stop {
		return f
	}
	if r.Tenant != "" && !strings.EqualFold(r.Tenant, string(d.partner.Tenant)) {
		return broken("the stored sign-in is of another tenant than the partner's", "sign in as an account of the partner's own tenant, or correct the tenant in the settings").at(d.consents())
	}
	return d.age(r.Issued)
}

// age judges the age of the refresh token, which Microsoft counts from its own issue.
func (d doctor) age(issued time.Time) Finding {
	if issued.IsZero() {
		return warning("the age of the refresh token is not known", "the next daily renewal sets it; sign in again if it stays so").at(d.consents())
	}
	days := int(d.world.Now().Sub(issued) / day)
	means := fmt.Sprintf("the refresh token is %d days old", max(days, 0))
	passed := token.Warnings(issued, d.world.Now())
	switch {
	case days >= fatal:
		return broken(means+", and Microsoft ends one after 90", "sign in again with MFA").at(d.consents())
	case len(passed) > 0:
		next := fmt.Sprintf("sign in again with MFA before %s, and look why the daily renewal does not work", issued.Add(fatal*day).Format(time.DateOnly))
		return warning(means+", and the renewal did not replace it", next).at(d.consents())
	case days >= d.partner.RenewAfter+grace:
		return warning(means+", and should have been renewed after "+strconv.Itoa(d.partner.RenewAfter), "look whether the function refresh runs each day, and at its log")
	}
	return ok(means)
}

func (d doctor) appCredential(ctx context.Context) Finding {
	c, f, stop := d.proof(ctx)
	if stop {
		return f
	}
	if f, refused := d.unproven(ctx); refused {
		return f
	}
	what, certificate := "the client secret", c.Secret == ""
	if certificate {
		what = "the certificate"
	}
	if !c.Expires.IsZero() {
		return d.expiry(what, c.Expires)
	}
	if d.world.Access(ctx, partner.Graph) != nil {
		f := d.expiry(what, time.Time{})
		f.Blocked = tokenFor + string(partner.Graph)
		return f
	}
	return d.expiry(what, d.registered(ctx, certificate))
}

// unproven says that Microsoft Entra does not take the credential, where that is why there is no token.
func (d doctor) unproven(ctx context.Context) (Finding, bool) {
	if _, _, none := d.signedIn(ctx); none {
		return Finding{}, false
	}
	err := d.world.Access(ctx, partner.PartnerCenter)
	if err == nil || fault.Of(err).Retryable() {
		return Finding{}, false
	}
	f := d.refused(err)
	return f, f.Link == d.credentials()
}

// registered gives the end of the app's credential as Graph knows it, where nobody has entered it. Which of several is the stored one cannot
// be seen, so it is the last of its kind that ends: what the finding says is then no false alarm.
func (d doctor) registered(ctx context.Context, certificate bool) (last time.Time) {
	all, err := d.world.Graph.Credentials(ctx)
	if err != nil {
		return last
	}
	for _, c := range all {
		if c.Certificate == certificate && c.Expires.After(last) {
			last = c.Expires
		}
	}
	return last
}

func (d doctor) expiry(what string, expires time.Time) Finding {
	now := d.world.Now()
	const next = "make a new one in the app registration and store it; the old one goes on working meanwhile"
	passed := token.ExpiryWarnings(expires, now)
	switch {
	case expires.IsZero():
		return warning("it is not known when "+what+" ends", "store it again with its expires_at, or let the app read its own registration (Application.Read.All)").at(d.credentials())
	case !now.Before(expires):
		return broken(what+" ended on "+expires.UTC().Format(time.DateOnly), "make a new one in the app registration and store it").at(d.credentials())
	case len(passed) > 0:
		return warning(fmt.Sprintf("%s ends on %s, in %d days", what, expires.UTC().Format(time.DateOnly), int(expires.Sub(now)/day)), next).at(d.credentials())
	}
	return ok(what + " is good until " + expires.UTC().Format(time.DateOnly))
}
