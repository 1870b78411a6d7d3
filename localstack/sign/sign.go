// Package sign signs webhooks as shops do, for the developers of shops who try an address of ours: the command behind `make webhook` and the pages that
// the local system serves. It shares no code with what checks signatures.
package sign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scheme is a way to sign, by the header that has the signature.
type Scheme string

// The schemes. Shopify and WooCommerce sign alike, under different names.
const (
	Shopify     Scheme = "X-Shopify-Hmac-Sha256"
	WooCommerce Scheme = "X-WC-Webhook-Signature"
	Stripe      Scheme = "Stripe-Signature"
	Standard    Scheme = "Webhook-Signature"
)

// Headers of Standard Webhooks besides the signature's.
const (
	messageID   = "Webhook-Id"
	messageTime = "Webhook-Timestamp"
)

// Schemes lists them.
func Schemes() []Scheme { return []Scheme{Shopify, WooCommerce, Stripe, Standard} }

// Of tells by which scheme a delivery was signed, or false.
func Of(h http.Header) (Scheme, bool) {
	i := slices.IndexFunc(Schemes(), func(s Scheme) bool { return h.Get(string(s)) != "" })
	if i < 0 {
		return "", false
	}
	return Schemes()[i], true
}

// Timed reports whether a signature is good for some minutes only, so that what is sent again has to be signed again.
func (s Scheme) Timed() bool { return s == Stripe || s == Standard }

// Sign sets the headers that the scheme has. The id of a message is kept when the header has one; Standard Webhooks needs it. It fails for a secret that
// cannot be one.
func Sign(h http.Header, s Scheme, secret string, body []byte, at time.Time) error {
	if secret == "" {
		return fmt.Errorf("sign by %s: want a secret", s)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	switch s {
	case Shopify, WooCommerce:
		h.Set(string(s), base64.StdEncoding.EncodeToString(mac([]byte(secret), body)))
	case Stripe: // the key is the whole secret, whsec_ included
		h.Set(string(s), "t="+stamp+",v1="+hex.EncodeToString(mac([]byte(secret), []byte(stamp+"."), body)))
	case Standard: // the key is what base64 says behind whsec_
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			return fmt.Errorf("sign by %s: the secret is not whsec_ and base64", s)
		}
		id := h.Get(messageID)
		if id == "" {
			return fmt.Errorf("sign by %s: want a header %s", s, messageID)
		}
		h.Set(messageTime, stamp)
		h.Set(string(s), "v1,"+base64.StdEncoding.EncodeToString(mac(key, []byte(id+"."+stamp+"."), body)))
	default:
		return fmt.Errorf("sign by %s: want one of %v", s, Schemes())
	}
	return nil
}

func mac(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		m.Write(p)
	}
	return m.Sum(nil)
}
