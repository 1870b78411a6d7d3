package partner

import (
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// MaxOverlap is how long two secrets of a connection may be good at once.
const MaxOverlap = 7 * 24 * time.Hour

// Rotate gives a connection's secret after it was changed: what was good stays good for the overlap, as the shop changes over at another time than we do, and
// what it sent before may still be under way. The same secret again changes nothing, so that a call can be repeated. Without an overlap every other one
// is worth nothing from now on. It fails with fault.Invalid when the secret does not suit the platform.
func (s Secret) Rotate(platform, fresh string, overlap time.Duration, now time.Time) (Secret, error) {
	if err := CheckSecret(platform, fresh); err != nil {
		return s, err
	}
	if overlap < 0 || overlap > MaxOverlap {
		return s, fault.At(fault.Invalid.Errorf("the secret cannot be changed so"), fault.Field{Pointer: "/overlap_hours", Text: "want 0 to 168 hours"})
	}
	switch {
	case s.Current == "" || overlap == 0:
		return Secret{Current: fresh}, nil
	case fresh == s.Current:
		return s, nil
	}
	return Secret{Current: fresh, Previous: s.Current, RetireAt: now.Add(overlap).UTC()}, nil
}

// tail is how much of a secret may be shown.
const tail = 4

// LastFour gives the end of a secret, by which people tell two apart; "" of one so short that it would say too much.
func LastFour(secret string) string {
	if len(secret) < minSecret {
		return ""
	}
	return secret[len(secret)-tail:]
}

// Check tells with fault.Invalid why a platform's API cannot be asked by these keys.
func (k ShopKeys) Check(platform string) error {
	var bad complaints
	for at, v := range map[string]string{"/token": k.Token, "/key": k.Key, "/secret": k.Secret} {
		bad.want(v == "" || len(v) <= maxSecret && typed.MatchString(v), at, "want at most %d letters, digits and signs", maxSecret)
	}
	bad.want(len(k.Version) <= maxSKU, "/version", "want at most %d bytes", maxSKU)
	switch platform {
	case WooCommerce:
		bad.want(k.Key != "" && k.Secret != "" && k.Token == "", "/key", "WooCommerce wants a key and its secret")
	case Shopify, Stripe:
		bad.want(k.Token != "" && k.Key == "" && k.Secret == "", "/token", "%s wants a token", platform)
	default:
		bad.add("", "%s has no API that is known here", platform)
	}
	if len(bad) == 0 {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("the shop's API cannot be asked by these keys"), bad...)
}
