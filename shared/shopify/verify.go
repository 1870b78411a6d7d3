// Package shopify reads what Shopify sends: the signature of a webhook, and an order in the shape of its REST API.
//
//	verify.go   the signature          wire.go     an order as Shopify writes it
//	webhook.go  what a storefront asks of a platform           sale.go     an order as it is now
//	api.go      the shop's list of orders
package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// Verify reports whether header is the signature of the raw body: base64 of the HMAC-SHA256 under the secret, used as it stands. It takes
// the same time wherever the two differ. An empty body is refused even when it is signed, as no webhook of Shopify is empty.
func Verify(secret string, raw []byte, header string) bool {
	given, err := base64.StdEncoding.Strict().DecodeString(header)
	if err != nil || len(raw) == 0 || secret == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(raw)
	return hmac.Equal(given, mac.Sum(nil))
}
