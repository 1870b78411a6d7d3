package edge

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/seatwright/seatwright/shared/fault"
)

// Clients knows for whom an API client acts.
type Clients interface {
	// Client gives the partner's id, or Every, and the connection of the shop that the client is of, or "". It fails with fault.NotFound for a client that
	// nobody named.
	Client(ctx context.Context, clientID string) (partner, shop string, err error)
}

// Every stands for all partners: an operator's client may act for any of them, and says in the path for which.
const Every = "*"

// partnerParameter is the parameter of a path that names the partner.
const partnerParameter = "partner_id"

// remember is how long it is believed for whom a client acts.
const remember = 5 * time.Minute

// Guard verifies bearer tokens: signature (RS256 only) by the issuer's published keys, issuer, audience and expiry. The keys are
// fetched at the first use, and again when a token names a key that is not known. A Guard is for concurrent use.
type Guard struct {
	Issuer   string
	Audience string
	Clients  Clients
	HTTP     *http.Client
	Now      func() time.Time
	Rate     *Rate // how often a client may call; nil: as often as it likes

	mu      sync.Mutex
	keys    oidc.KeySet
	callers map[string]known
}

type known struct {
	caller

	until time.Time
}

type caller struct{ client, partner, shop string }

// on gives the partner that a call is about; named is the one in its path, "" when the path has none.
func (c caller) on(named string, everyone bool) (string, error) {
	switch {
	case named != "" && named != Every && (c.partner == named || c.partner == Every):
		return named, nil
	case named != "":
		return "", fault.Denied.Errorf("the client does not act for this partner")
	case c.partner == Every && !everyone:
		return "", fault.Denied.Errorf("the client acts for every partner, and this operation does not say for which")
	}
	return c.partner, nil
}

type claims struct {
	ClientID string   `json:"client_id"`
	Azp      string   `json:"azp"`
	AppID    string   `json:"appid"`
	Scope    words    `json:"scope"`
	Scp      words    `json:"scp"`
	Roles    []string `json:"roles"`
}

// admit gives who calls, or fails with fault.Unauthenticated or fault.Denied and the challenge to answer with (RFC 6750), or with
// fault.Unavailable when the issuer or the list of clients cannot be asked.
func (g *Guard) admit(ctx context.Context, h http.Header, scope string) (caller, map[string]string, error) {
	token, err := bearer(h)
	if err != nil {
		return caller{}, challenge(""), err
	}
	c, err := g.verify(ctx, token)
	if fault.Of(err) == fault.Unauthenticated {
		return caller{}, challenge(`, error="invalid_token"`), err
	}
	if err != nil {
		return caller{}, nil, err
	}
	if !slices.Contains(slices.Concat(c.Scope, c.Scp, c.Roles), scope) {
		return caller{}, challenge(`, error="insufficient_scope", scope="` + scope + `"`), fault.Denied.Errorf("the token lacks the scope %s", scope)
	}
	client := c.client()
	if client == "" {
		return caller{}, challenge(`, error="invalid_token"`), fault.Unauthenticated.Errorf("the token does not name a client")
	}
	who, err := g.caller(ctx, client)
	return who, nil, err
}

func challenge(more string) map[string]string {
	return map[string]string{"WWW-Authenticate": `Bearer realm="seatwright"` + more}
}

func bearer(h http.Header) (string, error) {
	given := h.Values("Authorization")
	if len(given) != 1 {
		return "", fault.Unauthenticated.Errorf("want one Authorization header with a bearer token")
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", fault.Unauthenticated.Errorf("want a bearer token")
	}
	return token, nil
}

func (g *Guard) verify(ctx context.Context, token string) (claims, error) {
	keys, err := g.keySet(ctx)
	if err != nil {
		return claims{}, fault.Unavailable.Wrap(err, "the token cannot be verified now")
	}
	watched := &watchedKeys{KeySet: keys}
	config := &oidc.Config{ClientID: g.Audience, SupportedSigningAlgs: []string{oidc.RS256}, Now: g.Now}
	verified, err := oidc.NewVerifier(g.Issuer, watched, config).Verify(ctx, token)
	if watched.down != nil {
		return claims{}, fault.Unavailable.Wrap(watched.down, "the token cannot be verified now")
	}
	if err != nil {
		return claims{}, fault.Unauthenticated.Wrap(err, "the token is not valid here: issuer, audience, signature or time")
	}
	var c claims
	if err := verified.Claims(&c); err != nil {
		return claims{}, fault.Unauthenticated.Wrap(err, "the token's claims cannot be read")
	}
	return c, nil
}

// keySet finds where the issuer publishes its keys. A failure is not remembered.
func (g *Guard) keySet(ctx context.Context) (oidc.KeySet, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.keys != nil {
		return g.keys, nil
	}
	ctx = oidc.ClientContext(ctx, g.HTTP)
	p, err := oidc.NewProvider(ctx, g.Issuer)
	if err != nil {
		return nil, err
	}
	var found struct {
		Keys string `json:"jwks_uri"`
	}
	if err := p.Claims(&found); err != nil {
		return nil, err
	}
	// The key set fetches later, in other requests: it must not end with this one.
	g.keys = oidc.NewRemoteKeySet(context.WithoutCancel(ctx), found.Keys)
	return g.keys, nil
}

// watchedKeys tells a key that could not be fetched, which is our trouble, from a signature that is wrong.
type watchedKeys struct {
	oidc.KeySet
	down error
}

func (w *watchedKeys) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, jwt)
	if err != nil && strings.HasPrefix(err.Error(), "fetching keys") { // go-oidc has no other sign
		w.down = err
	}
	return payload, err
}

func (c claims) client() string {
	for _, id := range []string{c.ClientID, c.Azp, c.AppID} {
		if id != "" {
			return id
		}
	}
	return ""
}

func (g *Guard) caller(ctx context.Context, client string) (caller, error) {
	g.mu.Lock()
	k, there := g.callers[client]
	g.mu.Unlock()
	if there && g.Now().Before(k.until) {
		return k.caller, nil
	}
	partner, shop, err := g.Clients.Client(ctx, client)
	if fault.Of(err) == fault.NotFound {
		return caller{}, fault.Denied.Wrap(err, "the client acts for no partner")
	}
	if err != nil {
		return caller{}, err
	}
	who := caller{client: client, partner: partner, shop: shop}
	g.mu.Lock()
	defer g.mu.Unlock()
	const most = 1000
	if g.callers == nil || len(g.callers) >= most {
		g.callers = map[string]known{}
	}
	g.callers[client] = known{caller: who, until: g.Now().Add(remember)}
	return who, nil
}
