package entra_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	tenantID = "11111111-1111-4111-8111-11111111abcd"
	objectID = "22222222-2222-4222-8222-222222222222"
)

// authorityServer is a token service that knows one code. Its fields are what tests change.
type authorityServer struct {
	*httptest.Server

	issuer   string // "": the tenant's own
	signer   jose.SigningKey
	identity map[string]any
	access   string
	refresh  string
	answer   func(w http.ResponseWriter) // instead of tokens
	form     url.Values
	calls    atomic.Int64 // of the token endpoint
	down     bool         // what it publishes about itself cannot be read
}

func newAuthority(t *testing.T) *authorityServer {
	t.Helper()
	a := &authorityServer{refresh: "new-refresh", access: unsigned(map[string]any{"tid": tenantID, "amr": []string{"pwd", "mfa"}})}
	a.signer = jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: keys()[0], KeyID: "one"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		if a.down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		issuer := a.issuer
		if issuer == "" {
			issuer = a.URL + "/" + tenantID + "/v2.0"
		}
		send(w, map[string]any{"issuer": issuer, "jwks_uri": "https://elsewhere.example/keys"})
	})
	mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", func(w http.ResponseWriter, _ *http.Request) {
		send(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
			{Key: &keys()[0].PublicKey, KeyID: "one", Use: "sig"}, {Key: &keys()[1].PublicKey, KeyID: "two", Use: "enc"},
		}})
	})
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", func(w http.ResponseWriter, r *http.Request) {
		a.calls.Add(1)
		_ = r.ParseForm()
		a.form = r.PostForm
		if a.answer != nil {
			a.answer(w)
			return
		}
		send(w, map[string]any{"access_token": a.access, "refresh_token": a.refresh, "expires_in": 3600, "id_token": a.sign(t)})
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	a.identity = map[string]any{
		"iss": a.URL + "/" + tenantID + "/v2.0", "aud": "app", "nonce": "nonce-1", "tid": tenantID, "oid": objectID,
		"preferred_username": "service@home.example", "iat": clock().Unix(), "nbf": clock().Unix(), "exp": clock().Add(time.Hour).Unix(),
	}
	return a
}

func send(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(encode(v))
}

// encode writes what can always be written.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return b
}

func (a *authorityServer) sign(t *testing.T) string {
	t.Helper()
	signer, err := jose.NewSigner(a.signer, nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	signed, err := signer.Sign(encode(a.identity))
	if err != nil {
		t.Error(err)
		return ""
	}
	compact, _ := signed.CompactSerialize()
	return compact
}

func unsigned(claims map[string]any) string {
	return "e30." + base64.RawURLEncoding.EncodeToString(encode(claims)) + ".c2ln"
}

func (a *authorityServer) redeem(ctx context.Context) (entra.SignIn, error) {
	client := entra.Open(a.URL, a.Client().Transport)
	client.Now = clock
	client.Sleep = func(context.Context, time.Duration) error { return nil }
	return client.Redeem(ctx, entra.Redemption{
		Tenant: "home.example", Client: "app", Credential: token.Credential{Secret: "s+cr&t"}, Code: "code-1",
		Redirect: "https://api.example/v1/consents", Verifier: "verifier-1", Audience: "https://pc.example", Nonce: "nonce-1",
	})
}
