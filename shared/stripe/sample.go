package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Sample implements storefront.Sampler. Stripe's events name what was sold and do not tell it.
func (Webhook) Sample(t storefront.Trial, _ partner.Connection, secret string, at time.Time) (storefront.Delivery, error) {
	body := t.Body
	if len(body) == 0 {
		body = fmt.Appendf(nil, `{"id":"evt_trial","object":"event","created":%d,"type":"checkout.session.completed","data":{"object":{"id":"cs_trial","mode":"payment"}}}`, at.Unix())
	}
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	signature := fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
	return storefront.Delivery{At: at, Body: body, Header: map[string][]string{"Stripe-Signature": {signature}}}, nil
}
