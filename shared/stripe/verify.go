// Package stripe reads what Stripe sends, and its sessions and subscriptions.
//
// What a reader should know of Stripe:
//
//   - The key of a signature is the whole secret, "whsec_" included, as it stands. While a secret is rolled a delivery has a signature for each.
//   - Stripe's own libraries refuse deliveries that are older than five minutes and none from the future; here both are refused.
//   - Events come in any order and more than once, and those of one second swapped. So an event says only what to look up, and the object is read as
//     it is now. Its version is when it was read, as Stripe's objects do not say when they changed.
//   - The version of the API in an event is that of the endpoint's settings and is no reason to refuse it: of an event only names are read. Objects are
//     read in the version that Options names.
//   - What is sold is a checkout session, or for what renews its subscription. A session has no lines in its event.
//   - A one-off payment can be refunded at Stripe but not cancelled; giving the licence back needs a person, or a subscription that ended.
//
// Files:
//
//	verify.go   the signature              webhook.go  what a storefront asks of a platform
//	wire.go     objects as Stripe writes them          session.go, subscription.go  what was sold, as it is now
//	api.go      the client                 lines.go    prices and lines
package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// tolerance is how far the time of a signature may be from ours.
const tolerance = 5 * time.Minute

// signature is the header Stripe-Signature: t=<seconds>,v1=<hex>, with more of v1 while a secret is rolled. Other versions are no signatures of ours.
type signature struct {
	stamp string
	at    time.Time
	v1    [][]byte
}

// parse reads the header. Two times are refused: two headers may have been joined into one.
func parse(header string) (signature, error) {
	var s signature
	for item := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		switch name {
		case "t":
			seconds, err := strconv.ParseInt(value, 10, 64)
			if err != nil || s.stamp != "" {
				return signature{}, fault.Unauthenticated.Errorf("the signature has no time that can be read")
			}
			s.stamp, s.at = value, time.Unix(seconds, 0)
		case "v1":
			if mac, err := hex.DecodeString(value); err == nil && len(mac) == sha256.Size {
				s.v1 = append(s.v1, mac)
			}
		}
	}
	if s.stamp == "" || len(s.v1) == 0 {
		return signature{}, fault.Unauthenticated.Errorf("the signature has no time or no v1")
	}
	return s, nil
}

// Verify tells which of the secrets made the signature in the header Stripe-Signature, by its place in the list. It fails with fault.Unauthenticated
// when none did, or the signature's time is more than five minutes from now.
func Verify(secrets []string, raw []byte, header string, now time.Time) (int, error) {
	s, err := parse(header)
	if err != nil {
		return 0, err
	}
	if off := now.Sub(s.at); off > tolerance || off < -tolerance {
		return 0, fault.Unauthenticated.Errorf("the signature is older or newer than five minutes")
	}
	for i, secret := range secrets {
		if secret == "" || len(raw) == 0 {
			continue
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(s.stamp + "."))
		mac.Write(raw)
		want := mac.Sum(nil)
		for _, given := range s.v1 {
			if hmac.Equal(given, want) {
				return i, nil
			}
		}
	}
	return 0, fault.Unauthenticated.Errorf("the signature is not the body's")
}
