package receiver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tolerance is how far a message's time may be from the receiver's, either way: the reference implementation of Standard Webhooks has five minutes.
const tolerance = 5 * time.Minute

// judge says why a message is not taken, and how many signatures it has.
func (s *Sim) judge(r *http.Request, body []byte, m Manner, malformed error) (refused string, signatures int) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method != http.MethodPost:
		return "method", 0
	case kind != "application/json":
		return "content type", 0
	case len(body) >= maxBody:
		return "too long", 0
	case malformed != nil:
		return "malformed", 0
	}
	signatures = len(strings.Fields(r.Header.Get("Webhook-Signature")))
	if len(m.Secrets) == 0 {
		return "", signatures
	}
	for _, name := range []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"} {
		if len(r.Header.Values(name)) != 1 {
			return "header " + name, signatures
		}
	}
	// The specification forbids dots in ids, because a dot ends the id in what is signed.
	if strings.Contains(r.Header.Get("Webhook-Id"), ".") {
		return "dot in the id", signatures
	}
	seconds, err := strconv.ParseInt(r.Header.Get("Webhook-Timestamp"), 10, 64)
	if age := s.opt.Clock.Now().Sub(time.Unix(seconds, 0)); err != nil || age > tolerance || age < -tolerance {
		return "timestamp", signatures
	}
	for _, secret := range m.Secrets {
		if signed(secret, r.Header, body) {
			return "", signatures
		}
	}
	return "signature", signatures
}

// signed reports whether one of the signatures of version 1 is made with the secret. What is signed is id, timestamp and body, joined by dots; the key is
// what stands behind whsec_, in base64.
func signed(secret string, h http.Header, body []byte) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(h.Get("Webhook-Id") + "." + h.Get("Webhook-Timestamp") + "."))
	mac.Write(body)
	want := mac.Sum(nil)
	for one := range strings.FieldsSeq(h.Get("Webhook-Signature")) {
		version, text, _ := strings.Cut(one, ",")
		got, err := base64.StdEncoding.DecodeString(text)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return true
		}
	}
	return false
}
