package stripe

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Delivery is an event on its way to one endpoint.
type Delivery struct {
	ID       int         `json:"id"`
	Event    string      `json:"event"`
	Type     string      `json:"type"`
	Endpoint string      `json:"endpoint"`
	URL      string      `json:"url"`
	Header   http.Header `json:"header,omitempty"` // as it was sent last
	Body     string      `json:"body"`
	Due      time.Time   `json:"due"`
	Attempts int         `json:"attempts"`
	Status   int         `json:"status"` // of the last answer, 0 for none
	Done     bool        `json:"done"`   // arrived, lost, or given up
	Lost     bool        `json:"lost"`   // never sent

	first time.Time
	busy  bool
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

// Deliver sends what is due through web, and gives how many it tried.
func (s *Sim) Deliver(ctx context.Context, web http.RoundTripper) (int, error) {
	now := s.opt.Clock.Now()
	s.mu.Lock()
	var due []*Delivery
	for _, d := range s.box {
		if !d.Done && !d.busy && !now.Before(d.Due) {
			d.busy = true
			due = append(due, d)
		}
	}
	luck := s.luck
	s.mu.Unlock()
	control.Arrange(luck, due, func(d *Delivery) string { return strconv.Itoa(d.ID) })
	defer s.rest(due)
	for n, d := range due {
		if err := s.deliver(ctx, web, d, now); err != nil {
			return n, err
		}
	}
	return len(due), nil
}

func (s *Sim) rest(due []*Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range due {
		d.busy = false
	}
}

func (s *Sim) deliver(ctx context.Context, web http.RoundTripper, d *Delivery, now time.Time) error {
	s.mu.Lock()
	p := s.endpoint(d.Endpoint)
	if p.Status != enabled { // Stripe documents that nothing is tried again then
		d.Done = true
		s.mu.Unlock()
		return nil
	}
	d.Header = http.Header{}
	d.Header.Set("Content-Type", "application/json; charset=utf-8")
	d.Header.Set("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
	d.Header.Set("Stripe-Signature", s.sign(p, d.Body, now))
	header := d.Header.Clone()
	s.mu.Unlock()
	status, err := control.Post(ctx, web, d.URL, header, []byte(d.Body), patience)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.Status = status
	if d.Attempts++; d.Attempts == 1 {
		d.first = now
	}
	switch {
	case status >= http.StatusOK && status < http.StatusMultipleChoices:
		d.Done, p.worked = true, now
	case d.Attempts > len(s.waits()):
		d.Done = true
		s.giveUp(p, d)
	default:
		d.Due = now.Add(s.waits()[d.Attempts-1])
	}
	return nil
}

// giveUp disables a live endpoint at which nothing arrived in all the days that an event was tried. That it happens is seen in
// practice; when, is modelled.
func (s *Sim) giveUp(p *Endpoint, d *Delivery) {
	if s.opt.Live && p.worked.Before(d.first) {
		p.Status = disabled
	}
}

// Deliveries gives all deliveries so far, in the order in which they came up.
func (s *Sim) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Delivery{}
	for _, d := range s.box {
		shown := *d
		shown.Header = d.Header.Clone()
		out = append(out, shown)
	}
	return out
}

// Next gives when the next delivery is due, and false when none is to come.
func (s *Sim) Next() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first time.Time
	for _, d := range s.box {
		if !d.Done && (first.IsZero() || d.Due.Before(first)) {
			first = d.Due
		}
	}
	return first, !first.IsZero()
}
