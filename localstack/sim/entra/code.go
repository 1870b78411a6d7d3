package entra

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// code is what the code of a sign-in stands for.
type code struct {
	asked

	user   string
	mfa    bool
	issued time.Time
	serial uint64
	used   bool
}

// keep gives a code for a sign-in.
func (q *request) keep(ask asked, who *user) string {
	a, b := q.random("code "+ask.app.id), q.random(who.ID)
	text := "1.A" + base64.RawURLEncoding.EncodeToString(append(a[:], b[:]...)) + "."
	q.codes[text] = &code{asked: ask, user: fold(who.ID), mfa: who.MFA, issued: q.now, serial: q.counter}
	return text
}

// exchange gives tokens for the code of a sign-in. Microsoft documents that a code is good once, for about ten minutes,
// for the client, address and verifier that it was asked with; and at the endpoint of the tenant that it was asked at.
func (q *request) exchange(signer *control.Signer, a *app) (answer, *refusal) {
	for _, name := range []string{"code", "redirect_uri"} {
		if q.form.Get(name) == "" {
			return nil, missing(name)
		}
	}
	held, ok := q.codes[q.form.Get("code")]
	if !ok || held.app.id != a.id || q.version != 2 { // that of another version's sign-in cannot be told from an invented one
		return nil, refuse(70000)
	}
	owner := q.users[held.user]
	if refused := q.fits(held, owner); refused != nil {
		return nil, refused
	}
	resource, refused := q.wanted(held)
	if refused != nil {
		return nil, refused
	}
	if !a.consented(owner.Tenant, resource) {
		return nil, refuse(65001)
	}
	out, refused := q.mint(signer, q.userClaims(a, owner, owner.Roles, owner.Tenant, resource, held.mfa))
	if refused != nil {
		return nil, refused
	}
	held.used = true
	if slices.Contains(held.scopes, "offline_access") {
		q.enclose(out, refresh{app: fold(a.id), user: held.user, mfa: held.mfa, signedIn: held.issued})
	}
	if slices.Contains(held.scopes, "openid") {
		id, err := signer.Sign(q.idClaims(a, owner, held.nonce))
		if err != nil {
			return nil, refuse(90033)
		}
		out["id_token"] = id
	}
	return q.shape(out, resource, a.allowed(owner.Tenant, resource)), nil
}

// fits tells why a code cannot be redeemed, or not so. Which comes first where several things are wrong is modelled.
func (q *request) fits(held *code, owner *user) *refusal {
	switch {
	case shared(q.tenant) && !shared(held.tenant), !shared(q.tenant) && owner != nil && q.tenant != owner.Tenant:
		return refuse(700005)
	case held.used:
		return refuse(54005)
	case !q.now.Before(held.issued.Add(CodeLife)):
		return refuseText(70008, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "+
			"authorization request for this user and resource.")
	case q.form.Get("redirect_uri") != held.redirect:
		return refuseText(500112, "The reply address '"+q.form.Get("redirect_uri")+"' does not match the reply address '"+held.redirect+
			"' provided when requesting Authorization code.")
	}
	if refused := held.verifies(q.form.Get("code_verifier")); refused != nil {
		return refused
	}
	return q.usable(refresh{user: held.user, issued: held.issued, signedIn: held.issued, serial: held.serial}, owner)
}

// verifies compares the verifier with the challenge. Both codes are seen in practice: 50148 where none came.
func (c *code) verifies(verifier string) *refusal {
	if c.challenge == "" && verifier == "" {
		return nil
	}
	if verifier == "" {
		return refuse(50148)
	}
	got := verifier
	if !c.plain {
		sum := sha256.Sum256([]byte(verifier))
		got = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if c.challenge == "" || !same(c.challenge, got) {
		return refuse(501481)
	}
	return nil
}

// wanted is the resource that the redemption names, which may be left out and may not be another.
func (q *request) wanted(held *code) (string, *refusal) {
	names := func(scope string) bool { return !plain(scope) }
	if !slices.ContainsFunc(strings.Fields(q.form.Get("scope")), names) {
		return held.resource, nil
	}
	resource, refused := q.target()
	if refused == nil && resource != held.resource {
		refused = refuse(70011)
	}
	return resource, refused
}
