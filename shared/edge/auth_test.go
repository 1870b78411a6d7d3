package edge_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

const issuer = "https://issuer.example.com"

// house publishes the issuer's keys, and knows the clients.
type house struct {
	key        *rsa.PrivateKey
	down       atomic.Bool
	fetched    atomic.Int32
	asked      atomic.Int32
	clientDown bool
}

func newHouse(t *testing.T) *house {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &house{key: key}
}

func (h *house) RoundTrip(r *http.Request) (*http.Response, error) {
	h.fetched.Add(1)
	if h.down.Load() {
		return nil, errors.New("no route")
	}
	var body any = map[string]string{"issuer": issuer, "jwks_uri": issuer + "/keys"}
	if r.URL.Path == "/keys" {
		body = jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &h.key.PublicKey, KeyID: "k1", Algorithm: "RS256", Use: "sig"}}}
	}
	raw, err := json.Marshal(body)
	return &http.Response{
		StatusCode: 200, Request: r, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(raw))),
	}, err
}

func (h *house) Client(_ context.Context, id string) (partner, shop string, err error) {
	h.asked.Add(1)
	if h.clientDown {
		return "", "", fault.Unavailable.Errorf("table: try later")
	}
	switch id {
	case "operator":
		return edge.Every, "", nil
	case "shop-1":
		return "p1", "con_1", nil
	case "client-1":
		return "p1", "", nil
	}
	return "", "", fault.NotFound.Errorf("client: not found")
}

func (h *house) guard() *edge.Guard {
	return &edge.Guard{Issuer: issuer, Audience: "seatwright", Clients: h, HTTP: &http.Client{Transport: h}, Now: now}
}

func claims(changes map[string]any) map[string]any {
	c := map[string]any{"iss": issuer, "aud": "seatwright", "exp": now().Add(time.Hour).Unix(), "client_id": "client-1", "scope": "orders.read orders.write"}
	for k, v := range changes {
		if c[k] = v; v == nil {
			delete(c, k)
		}
	}
	return c
}

func token(t *testing.T, alg jose.SignatureAlgorithm, key any, c map[string]any) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k1"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign(raw)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func ask(t *testing.T, g *edge.Guard, authorization ...string) (status int, challenge, who string) {
	t.Helper()
	o, _ := options()
	o.Guard, o.Scope = g, "orders.write"
	e := post("{}")
	e.MultiValueHeaders["authorization"] = authorization
	out := invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		who = r.Partner + "/" + r.Client
		return fine(ctx, r)
	})
	return out.StatusCode, out.Headers["WWW-Authenticate"], who
}

func TestAGoodTokenNamesTheClientAndItsPartner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, c := range map[string]map[string]any{
		"client_id and scope":   nil,
		"azp and scp":           {"client_id": nil, "azp": "client-1", "scope": nil, "scp": "orders.write"},
		"appid and roles":       {"client_id": nil, "appid": "client-1", "scope": nil, "roles": []string{"orders.write"}},
		"scopes in an array":    {"scope": []string{"orders.write"}},
		"one of many audiences": {"aud": []string{"x", "seatwright"}},
	} {
		status, _, who := ask(t, h.guard(), "Bearer "+token(t, jose.RS256, h.key, claims(c)))
		if status != 202 || who != "p1/client-1" {
			t.Errorf("%s: %d, %s", name, status, who)
		}
	}
}

func TestBadTokensAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rs := func(changes map[string]any) string { return "Bearer " + token(t, jose.RS256, h.key, claims(changes)) }
	raw, err := json.Marshal(claims(nil))
	if err != nil {
		t.Fatal(err)
	}
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(raw) + "."
	for name, c := range map[string]struct {
		authorization []string
		status        int
		challenge     string
	}{
		"no token":         {nil, 401, `realm="seatwright"`},
		"two tokens":       {[]string{rs(nil), rs(nil)}, 401, `realm="seatwright"`},
		"another scheme":   {[]string{"Basic YTpi"}, 401, `realm="seatwright"`},
		"no JWT":           {[]string{"Bearer x"}, 401, "invalid_token"},
		"expired":          {[]string{rs(map[string]any{"exp": now().Add(-time.Second).Unix()})}, 401, "invalid_token"},
		"not yet valid":    {[]string{rs(map[string]any{"nbf": now().Add(time.Hour).Unix()})}, 401, "invalid_token"},
		"foreign issuer":   {[]string{rs(map[string]any{"iss": "https://other.example.com"})}, 401, "invalid_token"},
		"another audience": {[]string{rs(map[string]any{"aud": "other"})}, 401, "invalid_token"},
		"alg none":         {[]string{"Bearer " + unsigned}, 401, "invalid_token"},
		"a stranger's key": {[]string{"Bearer " + token(t, jose.RS256, stranger, claims(nil))}, 401, "invalid_token"},
		"PS256":            {[]string{"Bearer " + token(t, jose.PS256, h.key, claims(nil))}, 401, "invalid_token"},
		"HS256":            {[]string{"Bearer " + token(t, jose.HS256, []byte(strings.Repeat("k", 32)), claims(nil))}, 401, "invalid_token"},
		"no client":        {[]string{rs(map[string]any{"client_id": nil})}, 401, "invalid_token"},
		"no scope":         {[]string{rs(map[string]any{"scope": nil})}, 403, `insufficient_scope", scope="orders.write"`},
		"a longer scope":   {[]string{rs(map[string]any{"scope": "orders.writer"})}, 403, "insufficient_scope"},
		"unknown client":   {[]string{rs(map[string]any{"client_id": "client-2"})}, 403, ""},
	} {
		status, challenge, who := ask(t, h.guard(), c.authorization...)
		if status != c.status || !strings.Contains(challenge, c.challenge) || who != "" {
			t.Errorf("%s: %d, %s, %s", name, status, challenge, who)
		}
	}
}

func TestTroubleOfOursIsNotTheCallersFault(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g, bearer := h.guard(), "Bearer "+token(t, jose.RS256, h.key, claims(nil))
	h.down.Store(true)
	if status, _, _ := ask(t, g, bearer); status != 503 {
		t.Errorf("without discovery: %d", status)
	}
	h.down.Store(false)
	if status, _, _ := ask(t, g, bearer); status != 202 {
		t.Errorf("afterwards: %d", status)
	}
	fresh := newHouse(t)
	g = fresh.guard()
	ask(t, g, "Bearer x") // finds where the keys are, and fetches none
	fresh.down.Store(true)
	if status, _, _ := ask(t, g, "Bearer "+token(t, jose.RS256, fresh.key, claims(nil))); status != 503 {
		t.Errorf("without keys: %d", status)
	}
	h.clientDown = true
	if status, _, _ := ask(t, h.guard(), bearer); status != 503 {
		t.Errorf("without clients: %d", status)
	}
}

func TestKeysAndClientsAreRemembered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g, bearer := h.guard(), "Bearer "+token(t, jose.RS256, h.key, claims(nil))
	clock := now()
	g.Now = func() time.Time { return clock }
	for range 10 {
		ask(t, g, bearer)
	}
	if h.fetched.Load() != 2 || h.asked.Load() != 1 {
		t.Errorf("%d fetches, %d questions", h.fetched.Load(), h.asked.Load())
	}
	clock = clock.Add(5 * time.Minute)
	if ask(t, g, bearer); h.asked.Load() != 2 {
		t.Errorf("%d questions after five minutes", h.asked.Load())
	}
}
