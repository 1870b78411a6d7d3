package entra

import (
	"context"
	"crypto"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// claims are what tokens say about a person. Only an id token is made for us and verified; an access token is the API's
// own business, and is read because it sometimes tells more.
type claims struct {
	Tenant    string   `json:"tid"`
	Object    string   `json:"oid"`
	Preferred string   `json:"preferred_username"`
	UPN       string   `json:"upn"`
	Methods   []string `json:"amr"`
	Roles     []string `json:"wids"`
}

func (c claims) name() string {
	if c.Preferred != "" {
		return c.Preferred
	}
	return c.UPN
}

func (c claims) mfa() *bool {
	if c.Methods == nil {
		return nil
	}
	return new(slices.Contains(c.Methods, "mfa"))
}

// Peek reads what an access token tells about its owner, without verifying it. The token belongs to the API that it is for,
// which may change its form at any time: whatever it does not tell is left empty.
func Peek(access string) SignIn {
	c, _ := payload(access)
	return SignIn{Access: access, Tenant: strings.ToLower(c.Tenant), Object: c.Object, User: c.name(), MFA: c.mfa(), Roles: roles(c.Roles)}
}

// payload reads the middle of a token.
func payload(jwt string) (c claims, ok bool) {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return claims{}, false
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(b, &c) != nil {
		return claims{}, false
	}
	return c, true
}

// everybody is the role that every account has which is no guest; it says nothing.
const everybody = "b79fbf4d-3ef9-4689-8143-76b194e85509"

func roles(ids []string) []string {
	var named []string
	for _, id := range ids {
		switch id = strings.ToLower(id); id {
		case everybody:
			continue
		case "62e90394-69f5-4237-9190-012177145e10":
			id = "Global Administrator"
		case "fe930be7-5e62-47db-91af-98c3a49a38b1":
			id = "User Administrator"
		case "8329153b-31d0-4727-b945-745eb3bc5f31":
			id = "Domain Name Administrator"
		case "4d6ac14f-3453-41d0-bef9-a3e0c569773a":
			id = "License Administrator"
		case "88d8e3e3-8f55-4a1e-953a-9b9898b8876b":
			id = "Directory Readers"
		}
		named = append(named, id)
	}
	return named
}

// authority is who signs the identities of a tenant, and with which keys.
type authority struct {
	issuer string // with {tenantid} in it where the address is one for many tenants
	keys   []crypto.PublicKey
}

// issuer fetches what the token service publishes about itself. The keys are taken at their documented place and not where
// the document points to: no answer decides where we go.
func (c *Client) issuer(ctx context.Context, tenant string) (authority, error) {
	var found struct {
		Issuer string `json:"issuer"`
	}
	var set jose.JSONWebKeySet
	for _, part := range []struct {
		route string
		out   any
	}{{"/{tenant}/v2.0/.well-known/openid-configuration", &found}, {"/{tenant}/discovery/v2.0/keys", &set}} {
		r := rest.Request{Method: http.MethodGet, Route: part.route, Args: []string{tenant}}
		if _, err := c.api().Do(ctx, r, part.out); err != nil {
			return authority{}, err
		}
	}
	a := authority{issuer: found.Issuer}
	for _, key := range set.Keys {
		if key.IsPublic() && key.Use != "enc" {
			a.keys = append(a.keys, key.Key)
		}
	}
	if a.issuer == "" || len(a.keys) == 0 {
		return authority{}, fault.Unavailable.Errorf("Microsoft Entra does not say how its identities can be verified")
	}
	return a, nil
}

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// verify checks signature, issuer, audience, life and nonce of an identity.
func (a authority) verify(ctx context.Context, identity string, r Redemption, now func() time.Time) (claims, error) {
	wrong := func(text string) (claims, error) {
		return claims{}, fault.Coded(fault.Denied.Errorf("%s: start the sign-in again", text), "id_token")
	}
	// The issuer has the tenant's id in it. It is believed only because the signature is verified below.
	who, ok := payload(identity)
	if !ok || !guid.MatchString(who.Tenant) || who.Object == "" {
		return wrong("Microsoft Entra's answer does not say who signed in")
	}
	issuer := strings.ReplaceAll(a.issuer, "{tenantid}", who.Tenant)
	config := &oidc.Config{ClientID: r.Client, SupportedSigningAlgs: []string{oidc.RS256}, Now: now}
	verified, err := oidc.NewVerifier(issuer, &oidc.StaticKeySet{PublicKeys: a.keys}, config).Verify(ctx, identity)
	if err != nil || !strings.Contains(verified.Issuer, "/"+who.Tenant+"/") {
		return wrong("the identity in Microsoft Entra's answer is not valid: issuer, audience, signature or time")
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(r.Nonce)) != 1 || r.Nonce == "" {
		return wrong("the identity in Microsoft Entra's answer belongs to another sign-in")
	}
	who.Tenant = strings.ToLower(who.Tenant)
	return who, nil
}
