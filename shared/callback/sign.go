package callback

import (
	"net/http"
	"strconv"
	"strings"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// shortest is the least of a secret by Standard Webhooks, in bytes; 24 bytes are so many characters of base64.
const shortest = 32

// sign sets the headers of Standard Webhooks, with a signature for each key. It fails with fault.Invalid for a key that is none: the text of the library
// could quote it.
func sign(h http.Header, m feed.Message) error {
	if len(m.Keys) == 0 || strings.Contains(m.ID, ".") || m.ID == "" {
		return fault.Invalid.Errorf("callback: want an id without a dot, and a key")
	}
	var all []string
	for _, key := range m.Keys {
		hook, err := webhooks.NewWebhook(key)
		if err != nil || len(strings.TrimPrefix(key, "whsec_")) < shortest {
			return fault.Invalid.Errorf("callback: a key is not of 24 bytes or more in base64")
		}
		one, err := hook.Sign(m.ID, m.At, m.Body)
		if err != nil {
			return fault.Invalid.Errorf("callback: the message cannot be signed")
		}
		all = append(all, one)
	}
	h.Set(webhooks.HeaderWebhookID, m.ID)
	h.Set(webhooks.HeaderWebhookTimestamp, strconv.FormatInt(m.At.Unix(), 10))
	h.Set(webhooks.HeaderWebhookSignature, strings.Join(all, " "))
	return nil
}
