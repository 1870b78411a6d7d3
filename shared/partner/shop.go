package partner

import (
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Limits of a connection's document.
const (
	maxSKUs      = 2000
	maxSKU       = 100
	maxShopSeats = 10000
	maxPayments  = 36
)

// Platforms are the shop systems that a connection can be of. Standard is any that signs by the rules of Standard Webhooks.
const (
	Shopify     = "shopify"
	WooCommerce = "woocommerce"
	Stripe      = "stripe"
	Standard    = "standard"
)

// shopForm is what a shop calls itself: a domain, an address, or an account's id.
var shopForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,252}$`)

// Check tells everything that is wrong with a connection, by JSON pointers into it, with fault.Invalid.
func (c Connection) Check() error {
	var bad complaints
	bad.form(c.ID, name, "/id", "lower-case letters, digits, - and _, at most 63")
	bad.want(slices.Contains([]string{Shopify, WooCommerce, Stripe, Standard}, c.Platform), "/platform", "want %s, %s, %s or %s", Shopify, WooCommerce, Stripe, Standard)
	bad.form(c.Shop, shopForm, "/shop", "the shop's own name for itself, such as acme.myshopify.com")
	bad.want(!strings.Contains(c.Shop, "://"), "/shop", "want the address without https://")
	bad.want(len(c.SKUs) <= maxSKUs, "/skus", "want at most %d, not %d", maxSKUs, len(c.SKUs))
	for _, sku := range slices.Sorted(maps.Keys(c.SKUs)) {
		c.SKUs[sku].check("/skus/"+pointed(sku), sku, &bad)
	}
	c.Limits.check(&bad)
	c.Names.check(&bad)
	bad.each(c.Clients, maxClients, "/clients", func(at, v string) { bad.form(v, client, at, "the client_id of an API client") })
	if len(bad) == 0 {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("the connection cannot be used: %d field(s) to correct", len(bad)), bad...)
}

// pointed writes a name as a part of a JSON pointer.
func pointed(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

func (m Mapping) check(at, sku string, bad *complaints) {
	bad.want(sku != "" && len(sku) <= maxSKU && strings.TrimSpace(sku) == sku, at, "want a SKU of 1 to %d bytes, without blanks around it", maxSKU)
	bad.want(m.Payments >= 0 && m.Payments <= maxPayments, at+"/payments", "want 0 to %d", maxPayments)
	if !m.Ignore {
		*bad = append(*bad, m.Check(at)...)
	}
}

func (l Limits) check(bad *complaints) {
	bad.want(l.Seats >= 0 && l.Seats <= maxShopSeats, "/limits/seats", "want 0 to %d", maxShopSeats)
}

func (a Attributes) check(bad *complaints) {
	for at, v := range map[string]string{
		"domain": a.Domain, "kind": a.Kind, "registration": a.Registration, "signer_first": a.SignerFirst, "signer_last": a.SignerLast,
		"signer_email": a.SignerEmail, "signer_phone": a.SignerPhone, "signed_on": a.SignedOn,
	} {
		bad.want(len(v) <= maxSKU, "/attributes/"+at, "want at most %d bytes", maxSKU)
	}
}

// Length of a secret, in bytes.
const (
	minSecret = 16
	maxSecret = 256
	minKey    = 24 // of Standard Webhooks, before base64
	maxKey    = 64
)

var (
	plain = regexp.MustCompile(`^[A-Za-z0-9]+$`)
	typed = regexp.MustCompile(`^[!-~]+$`)
)

// prefix is how the secrets of Stripe and of Standard Webhooks begin.
const prefix = "whsec_"

// CheckSecret tells with fault.Invalid why a platform's webhooks cannot be signed with a secret. It never quotes the secret.
func CheckSecret(platform, secret string) error {
	wrong := ""
	key, prefixed := strings.CutPrefix(secret, prefix)
	raw, err := base64.StdEncoding.DecodeString(key)
	switch {
	case len(secret) < minSecret || len(secret) > maxSecret:
		wrong = fmt.Sprintf("want %d to %d characters", minSecret, maxSecret)
	case !typed.MatchString(secret):
		wrong = "want letters, digits and signs, without blanks"
	case platform == WooCommerce && !plain.MatchString(secret):
		wrong = "want letters and digits alone: WooCommerce changes other characters before it signs"
	case platform == Stripe && !prefixed:
		wrong = "want the signing secret of the endpoint, which begins with " + prefix
	case platform == Standard && (!prefixed || err != nil || len(raw) < minKey || len(raw) > maxKey):
		wrong = fmt.Sprintf("want %s and %d to %d random bytes in base64", prefix, minKey, maxKey)
	}
	if wrong == "" {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("the secret cannot be used"), fault.Field{Pointer: "/secret", Text: wrong})
}
