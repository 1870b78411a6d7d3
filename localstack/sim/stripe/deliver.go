package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Delivery is an event on its way to one endpoint.
type Delivery struct {
	control.Parcel

	Event    string `json:"event"`
	Type     string `json:"type"`
	Endpoint string `json:"endpoint"`
	Attempts int    `json:"attempts"`

	first time.Time
}

// patience is how long an answer may take; Stripe does not say.
const patience = 20 * time.Second

// waits are those between the attempts. Stripe documents three days with growing waits, and three attempts within hours for a
// sandbox; the waits themselves are modelled.
func (s *Sim) waits() []time.Duration {
	if !s.opt.Live {
		return []time.Duration{10 * time.Minute, time.Hour, 2 * time.Hour}
	}
	return []time.Duration{
		5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
}

// mac signs a body at a time: HMAC-SHA256 in hexadecimal, keyed by the whole text of the secret, whsec_ included.
func mac(secret string, at int64, body string) string {
	h := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(h, "%d.%s", at, body)
	return hex.EncodeToString(h.Sum(nil))
}

// sign makes the header of an attempt, which has a time of its own. A sandbox adds a v0, which nobody is to trust.
func (s *Sim) sign(p *Endpoint, body string, now time.Time) string {
	at := now.Unix()
	text := fmt.Sprintf("t=%d,v1=%s", at, mac(p.Secret, at, body))
	if p.former != "" && now.Before(p.until) {
		text += ",v1=" + mac(p.former, at, body)
	}
	if !s.opt.Live {
		text += ",v0=" + mac("v0", at, body)
	}
	return text
}

// pack makes the header of an attempt.
func (s *Sim) pack(d *Delivery, now time.Time) (to string, within time.Duration, err error) {
	p := s.endpoint(d.Endpoint)
	if p.Status != enabled { // Stripe documents that nothing is tried again then
		d.Done = true
		return "", 0, nil
	}
	d.Header = http.Header{}
	d.Header.Set("Content-Type", "application/json; charset=utf-8")
	d.Header.Set("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
	d.Header.Set("Stripe-Signature", s.sign(p, d.Body, now))
	return d.URL, patience, nil
}

// judge plans the next attempt, or gives up.
func (s *Sim) judge(d *Delivery, now time.Time) {
	p := s.endpoint(d.Endpoint)
	if d.Attempts++; d.Attempts == 1 {
		d.first = now
	}
	switch {
	case d.Status >= http.StatusOK && d.Status < http.StatusMultipleChoices:
		d.Done, p.worked = true, now
	case d.Attempts > len(s.waits()):
		d.Done = true
		s.giveUp(p, d)
	default:
		d.Due = now.Add(s.waits()[d.Attempts-1])
	}
}

// giveUp disables a live endpoint at which nothing arrived in all the days that an event was tried. That it happens is seen in
// practice; when, is modelled.
func (s *Sim) giveUp(p *Endpoint, d *Delivery) {
	if s.opt.Live && p.worked.Before(d.first) {
		p.Status = disabled
	}
}
