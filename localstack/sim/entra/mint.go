package entra

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// hiddenMFA is no claim of Microsoft's: while amr is hidden, it tells the other simulators what the real services tell
// each other.
const hiddenMFA = "sim_mfa"

// claims are those that every access token has.
func (q *request) claims(tenant, audience string) map[string]any {
	now := q.now.Unix()
	return map[string]any{
		"iss": q.base + "/" + tenant + "/", "aud": audience, "tid": tenant, "ver": "1.0",
		"iat": now, "nbf": now, "exp": now + q.life(), "uti": q.guid(),
	}
}

// userClaims are those of a token that speaks for a user through an app.
func (q *request) userClaims(a *app, u *user, roles []string, tenant, resource string, mfa bool) map[string]any {
	claims := q.claims(tenant, resource)
	claims["appid"], claims["appidacr"] = a.id, "1"
	claims["oid"], claims["sub"], claims["upn"] = u.ID, u.ID, u.UPN
	claims["idtyp"], claims["scp"] = "user", a.allowed(tenant, resource)
	claims["amr"] = []string{"pwd"}
	if mfa {
		claims["amr"] = []string{"pwd", "mfa"}
	}
	if len(roles) > 0 {
		claims["wids"] = roles
	}
	if q.hidden["amr"] {
		claims[hiddenMFA] = mfa
	}
	for name := range q.hidden {
		delete(claims, name)
	}
	return claims
}

// idClaims are those of an id token, which says who signed in. Microsoft documents that it lives an hour.
func (q *request) idClaims(a *app, u *user, nonce string) map[string]any {
	now := q.now.Unix()
	claims := map[string]any{
		"iss": issuer(q.base, u.Tenant), "aud": a.id, "tid": u.Tenant, "oid": u.ID, "sub": u.ID, "ver": "2.0",
		"preferred_username": u.UPN, "name": cmp.Or(u.Name, u.UPN), "iat": now, "nbf": now, "exp": now + 3600, "uti": q.guid(),
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	return claims
}

// allowed is what a token for a user says that the app may do.
func (a *app) allowed(tenant, resource string) string {
	return cmp.Or(a.granted[tenant][resource], a.permissions[resource], "user_impersonation")
}

// enclose puts a new refresh token into an answer, unless that was ordered to be left out.
func (q *request) enclose(out answer, r refresh) {
	if q.withheld > 0 {
		q.withheld--
		return
	}
	out["refresh_token"] = q.issue(r)
}

// mint signs an access token and counts it.
func (q *request) mint(signer *control.Signer, claims map[string]any) (answer, *refusal) {
	token, err := signer.Sign(claims)
	if err != nil {
		return nil, refuse(90033)
	}
	audience, _ := claims["aud"].(string)
	exp, _ := claims["exp"].(int64)
	q.mints[audience]++
	return answer{"token_type": "Bearer", "access_token": token, "expires_in": exp - q.now.Unix()}, nil
}

// shape gives the answer the form of the endpoint's version: v1 writes its numbers as strings and tells more of them.
func (q *request) shape(out answer, resource, scope string) answer {
	seconds, _ := out["expires_in"].(int64)
	if q.version == 2 {
		out["ext_expires_in"] = seconds
		if scope != "" {
			out["scope"] = resource + "/" + strings.Join(strings.Fields(scope), " "+resource+"/")
		}
		return out
	}
	now := q.now.Unix()
	text := strconv.FormatInt(seconds, 10)
	out["expires_in"], out["ext_expires_in"] = text, text
	out["not_before"] = strconv.FormatInt(now, 10)
	out["expires_on"] = strconv.FormatInt(now+seconds, 10)
	out["resource"] = resource
	if scope != "" {
		out["scope"] = scope
	}
	return out
}

func (q *request) issuer() string { return issuer(q.base, q.tenant) }

// issuer is what our API's tokens carry, and what the OpenID configuration of that tenant says.
func issuer(base, tenant string) string { return base + "/" + tenant + "/v2.0" }

// base is the address that clients use.
func (s *Sim) base(r *http.Request) string {
	if s.opt.Base != "" {
		return s.opt.Base
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
