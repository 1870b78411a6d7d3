package entra

import (
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Keys gives the key set that access tokens can be checked with.
func (s *Sim) Keys() (jwks []byte, err error) {
	signer, err := s.sign()
	if err != nil {
		return nil, err
	}
	return signer.Keys().Encode()
}

func (s *Sim) serveKeys(w http.ResponseWriter, r *http.Request) {
	if !s.hasTenant(r) {
		s.refuseTenant(w, r)
		return
	}
	jwks, err := s.Keys()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(jwks) // the client may have gone: nobody left to tell
}

// named gives the tenant of a request, of which a verified domain can stand in the place of the id.
func (s *Sim) named(r *http.Request) (tenant string, found bool) {
	tenant = fold(r.PathValue("tenant"))
	if s.hasTenant(r) {
		return tenant, true
	}
	if s.opt.Domains == nil {
		return "", false
	}
	return s.opt.Domains(tenant)
}

// serveConfiguration describes the endpoints. For no tenant in particular Microsoft documents a template as the issuer.
func (s *Sim) serveConfiguration(w http.ResponseWriter, r *http.Request) {
	tenant, found := s.named(r)
	if !found {
		s.refuseTenant(w, r)
		return
	}
	at, named := s.base(r)+"/"+tenant, issuer(s.base(r), tenant)
	if shared(tenant) {
		named = issuer(s.base(r), "{tenantid}")
	}
	control.WriteJSON(w, http.StatusOK, map[string]any{
		"issuer":                                named,
		"authorization_endpoint":                at + "/oauth2/v2.0/authorize",
		"token_endpoint":                        at + "/oauth2/v2.0/token",
		"jwks_uri":                              at + "/discovery/v2.0/keys",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic", "private_key_jwt"},
		"response_types_supported":              []string{"code"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
	})
}

func (s *Sim) hasTenant(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	tenant := fold(r.PathValue("tenant"))
	return shared(tenant) || s.knows(tenant)
}

// knows reports whether there is a tenant. The caller holds the lock.
func (s *Sim) knows(tenant string) bool {
	return s.tenants[tenant] || s.opt.Known != nil && s.opt.Known(tenant)
}

func (s *Sim) refuseTenant(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	(&request{Sim: s, base: s.base(r), now: s.opt.Clock.Now()}).refuse(w, r, refuse(90002))
}
