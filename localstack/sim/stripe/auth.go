package stripe

import (
	"net/http"
	"strings"
)

// authenticate takes the secret key as a bearer token or as the user of Basic authentication, both of which Stripe documents.
func (s *Sim) authenticate(r *http.Request) *reply {
	key, _, basic := r.BasicAuth()
	if bearer, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); found && !basic {
		key = bearer
	}
	if key != "" && key == s.opt.Key {
		return nil
	}
	message := "Invalid API Key provided."
	if key == "" {
		message = "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth."
	}
	a := fail(http.StatusUnauthorized, "invalid_request_error", "", "", message)
	return &a
}

// limited counts the calls of a second. Stripe documents the status, the code and the header; that the second is one of the
// clock is modelled.
func (s *Sim) limited() *reply {
	if second := s.opt.Clock.Now().Unix(); second != s.window {
		s.window, s.calls = second, 0
	}
	if s.calls++; s.calls <= s.opt.Limit {
		return nil
	}
	a := fail(http.StatusTooManyRequests, "invalid_request_error", "rate_limit", "", "Request rate limit exceeded.")
	a.header = map[string]string{"Stripe-Rate-Limited-Reason": "global-rate"}
	return &a
}
