package entra

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// redeem gives an access token, and a new refresh token, for a refresh token. The old one stays valid.
func (q *request) redeem(signer *control.Signer, a *app) (answer, *refusal) {
	token := q.form.Get("refresh_token")
	if token == "" {
		return nil, missing("refresh_token")
	}
	held, ok := q.refreshes[token]
	if !ok || held.app != fold(a.id) {
		return nil, refuse(70000)
	}
	owner := q.users[held.user]
	if refused := q.usable(held, owner); refused != nil {
		return nil, refused
	}
	resource, refused := q.target()
	if refused != nil {
		return nil, refused
	}
	tenant := q.tenant
	if shared(tenant) {
		tenant = owner.Tenant
	}
	roles, in := q.roles(owner, tenant)
	if !in {
		return nil, refuse(50020)
	}
	if !a.consented(tenant, resource) {
		return nil, refuse(65001)
	}
	if held.serial <= a.withdrawn[owner.Tenant] {
		return nil, refuse(50173)
	}
	out, refused := q.mint(signer, q.userClaims(a, owner, roles, tenant, resource, held.mfa))
	if refused != nil {
		return nil, refused
	}
	if q.version == 1 || slices.Contains(strings.Fields(q.form.Get("scope")), "offline_access") {
		q.enclose(out, held)
	}
	return q.shape(out, resource, a.allowed(tenant, resource)), nil
}

// roles gives what a user is in a tenant, and whether it is let in: at home, or as a delegated administrator. Microsoft documents 50020 for an account
// that the tenant does not know; that it comes before the question of consent is modelled.
func (q *request) roles(u *user, tenant string) ([]string, bool) {
	if tenant == u.Tenant || q.opt.Delegated == nil {
		return u.Roles, true
	}
	return q.opt.Delegated(u.Tenant, tenant)
}

// usable tells why a refresh token can no longer be redeemed.
func (q *request) usable(held refresh, owner *user) *refusal {
	issued := held.issued.Format(stamp)
	switch {
	case owner == nil || owner.deleted:
		return refuse(50034)
	case owner.Disabled:
		return refuse(50057)
	case held.serial <= owner.revoked:
		return refuseText(50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed. The "+
			"user might have changed or reset their password. The grant was issued on '"+issued+"' and the TokensValidFrom "+
			"date (before which tokens are not valid) for this user is '"+owner.validFrom.Format(stamp)+"'.")
	case !q.now.Before(held.issued.Add(RefreshLife)):
		return refuseText(700082, "The refresh token has expired due to inactivity. The token was issued on "+issued+
			" and was inactive for 90.00:00:00.")
	case owner.frequency > 0 && !q.now.Before(held.signedIn.Add(owner.frequency)):
		return refuseText(70043, fmt.Sprintf("The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. "+
			"The token was issued on %s and the maximum allowed lifetime for this request is %d.", issued, int64(owner.frequency.Seconds())))
	}
	return nil
}

// honours reports whether a refresh token could be redeemed for anything.
func (q *request) honours(held refresh) bool {
	owner, a := q.users[held.user], q.apps[held.app]
	if a == nil || q.usable(held, owner) != nil || held.serial <= a.withdrawn[owner.Tenant] {
		return false
	}
	listed, known := a.consents[owner.Tenant]
	return len(listed) > 0 || !known && owner.Tenant == a.tenant
}

// consented reports whether the app may have tokens for a resource in a tenant.
func (a *app) consented(tenant, resource string) bool {
	listed, known := a.consents[tenant]
	if !known {
		return tenant == a.tenant
	}
	return slices.Contains(listed, resource)
}

// appOnly gives a token that speaks for the app and for nobody.
func (q *request) appOnly(signer *control.Signer, a *app) (answer, *refusal) {
	if q.version == 2 && !q.onlyDefault() {
		return nil, refuse(1002012)
	}
	resource, refused := q.target()
	if refused != nil {
		return nil, refused
	}
	if !a.consented(q.tenant, resource) {
		return nil, refuse(700016) // without a consent there is no service principal in that tenant
	}
	claims := q.claims(q.tenant, resource)
	claims["appid"], claims["appidacr"] = a.id, "1"
	claims["sub"], claims["idtyp"] = a.id, "app"
	out, refused := q.mint(signer, claims)
	if refused != nil {
		return nil, refused
	}
	return q.shape(out, resource, ""), nil
}

// onlyDefault holds for the one form of scope that client_credentials may have.
func (q *request) onlyDefault() bool {
	for scope := range strings.FieldsSeq(q.form.Get("scope")) {
		if !plain(scope) && !strings.HasSuffix(scope, "/.default") {
			return false
		}
	}
	return true
}

// callOurs gives a client a token for our own API.
func (q *request) callOurs(signer *control.Signer, c Client, kind string) (answer, *refusal) {
	switch {
	case q.tenant != fold(q.opt.Tenant):
		return nil, refuse(700016)
	case q.form.Get("client_secret") == "":
		return nil, refuse(7000218)
	case !same(c.Secret, q.form.Get("client_secret")):
		return nil, refuse(7000215)
	case kind != "client_credentials":
		return nil, refuse(70000)
	case q.version != 2:
		return nil, refuse(500011) // our API takes tokens of version 2.0 only
	case q.form.Has("resource"):
		return nil, refuse(901002)
	case q.form.Get("scope") == "":
		return nil, missing("scope")
	case !q.onlyDefault():
		return nil, refuse(1002012)
	case q.opt.Audience == "" || q.form.Get("scope") != q.opt.Audience+"/.default":
		return nil, refuse(500011)
	}
	claims := q.claims(q.tenant, q.opt.Audience)
	claims["iss"], claims["ver"] = q.issuer(), "2.0"
	claims["sub"], claims["client_id"], claims["azp"], claims["azpacr"] = c.ID, c.ID, c.ID, "1"
	claims["idtyp"] = "app"
	if len(c.Scopes) > 0 {
		granted := strings.Join(c.Scopes, " ")
		claims["scp"], claims["scope"] = granted, granted
	}
	out, refused := q.mint(signer, claims)
	if refused != nil {
		return nil, refused
	}
	return q.shape(out, q.opt.Audience, ""), nil
}
