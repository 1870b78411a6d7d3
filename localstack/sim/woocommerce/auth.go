package woocommerce

import (
	"net/http"
	"slices"
)

// authenticated takes a key by Basic authentication, or in the query, both of which WooCommerce documents for HTTPS; it answers
// when there is none that holds. A key that may only read is refused for anything else.
func (s *Sim) authenticated(w http.ResponseWriter, r *http.Request) bool {
	consumer, secret, given := r.BasicAuth()
	if q := r.URL.Query(); !given && q.Get("consumer_key") != "" {
		consumer, secret, given = q.Get("consumer_key"), q.Get("consumer_secret"), true
	}
	if !given {
		fail(w, http.StatusUnauthorized, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
		return false
	}
	at := slices.IndexFunc(s.opt.Keys, func(k Key) bool { return k.Consumer == consumer })
	switch {
	case at < 0:
		fail(w, http.StatusUnauthorized, "woocommerce_rest_authentication_error", "Consumer key is invalid.")
	case s.opt.Keys[at].Secret != secret:
		fail(w, http.StatusUnauthorized, "woocommerce_rest_authentication_error", "Consumer secret is invalid.")
	case s.opt.Keys[at].ReadOnly && r.Method != http.MethodGet && r.Method != http.MethodHead:
		fail(w, http.StatusUnauthorized, "woocommerce_rest_authentication_error", "The API key provided does not have write permissions.")
	default:
		return true
	}
	return false
}
