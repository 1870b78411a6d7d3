// Package woocommerce reads what WooCommerce sends, and its list of orders.
//
// What a reader should know of WooCommerce:
//
//   - When a webhook is saved, WooCommerce posts a form without signature or topic to try the address. Anything but 200 leaves the webhook off.
//   - A delivery's id is made of the webhook's and the second, so that two orders of one second share it. It names nothing here; a delivery is
//     known by what it says.
//   - The body is made when it is sent and shows the order as it is then. States in between may never be seen.
//   - Nothing is sent twice. Statuses from 200 to 302 are a success, and at the seventh failure in a row the webhook is disabled. Listing the orders is no
//     luxury.
//   - The times of an order have no zone; those ending in gmt are in UTC.
//   - A webhook tells what was refunded in money and not in seats, so an order with refunds is looked up.
//   - An order can be edited after it was paid, and stays paid then. Whether the difference was paid is told nowhere, so a person has to say so.
//
// Files:
//
//	verify.go   the signature, and what names a delivery     webhook.go  what a storefront asks of a platform
//	wire.go     an order as WooCommerce writes it            sale.go     the order as it is now
//	api.go      the shop's list of orders                    note.go     what its notes tell of an order's past
package woocommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/storefront"
)

// Verify reports whether header is the signature of the raw body: base64 of the HMAC-SHA256 under the secret. The secret is as the shop has it after
// it read it: WooCommerce turns &amp; into & before it signs.
func Verify(secret string, raw []byte, header string) bool {
	given, err := base64.StdEncoding.Strict().DecodeString(header)
	if err != nil || len(raw) == 0 || secret == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(raw)
	return hmac.Equal(given, mac.Sum(nil))
}

var pinged = regexp.MustCompile(`^webhook_id=[0-9]{1,20}$`)

// ping reports whether a delivery is the trial of the address: it claims nothing, so that nobody has to sign it.
func ping(d storefront.Delivery) bool {
	media, _, _ := strings.Cut(d.One("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), "application/x-www-form-urlencoded") && pinged.Match(d.Body) &&
		len(d.All("X-WC-Webhook-Signature")) == 0 && len(d.All("X-WC-Webhook-Topic")) == 0
}

// shop gives the shop's address without scheme and last slash, as connections name it: shop.example or example.com/shop.
func shop(source string) string {
	source = strings.TrimPrefix(strings.TrimPrefix(source, "https://"), "http://")
	return strings.TrimSuffix(source, "/")
}
