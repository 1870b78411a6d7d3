package shopify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Delivery is an event on its way to one subscription.
type Delivery struct {
	ID       int         `json:"id"`
	Topic    string      `json:"topic"`
	Order    uint64      `json:"order,omitempty"`
	URL      string      `json:"url"`
	Header   http.Header `json:"header"`
	Body     string      `json:"body"`
	Due      time.Time   `json:"due"`
	Attempts int         `json:"attempts"`
	Status   int         `json:"status"` // of the last answer, 0 for none
	Done     bool        `json:"done"`   // arrived, lost, or given up
	Lost     bool        `json:"lost"`   // never sent

	hook *Subscription
	busy bool
}

// Shopify documents that it waits five seconds for an answer, takes any status from 200 to 299 for success, tries eight times
// again within four hours with growing waits, and removes a subscription that the API made after eight failures in a row.
// The waits are modelled; so is that the failures of all deliveries of a subscription count together.
const (
	patience    = 5 * time.Second
	maxFailures = 8
)

// waits are those between the attempts; they add up to four hours.
func waits() []time.Duration {
	return []time.Duration{
		time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, 64 * time.Minute, 113 * time.Minute,
	}
}

// tell puts a payload into the box of each subscription of a topic. The body is fixed now, and stays for all attempts.
func (s *Sim) tell(event, topic string, o *order, body any) {
	for _, h := range s.hooks {
		if h.Topic != topic {
			continue
		}
		d := &Delivery{Topic: topic, URL: h.Address, hook: h, Due: s.opt.Clock.Now()}
		raw, err := json.Marshal(h.filter(body))
		if err != nil {
			continue // a body that Emit was given and that is none
		}
		d.Body = string(raw)
		if o != nil {
			d.Order = o.id
		}
		if len(h.Fields) > 0 && s.debounced(d) {
			continue
		}
		d.Header = s.header(d, event)
		s.post(d)
	}
}

// post puts a delivery into the box, as often and as late as luck has it.
func (s *Sim) post(d *Delivery) {
	name := d.Header.Get("X-Shopify-Webhook-Id")
	d.Due = d.Due.Add(s.luck.Delay(name))
	d.Lost = s.luck.Loses(name)
	d.Done = d.Lost
	d.ID = len(s.box) + 1
	s.box = append(s.box, d)
	if !d.Lost && s.luck.Doubles(name) {
		again := *d
		again.ID, again.Header = len(s.box)+1, d.Header.Clone()
		s.box = append(s.box, &again)
	}
}

// filter leaves the fields that a subscription asks for.
func (h *Subscription) filter(body any) any {
	whole, ok := body.(object)
	if !ok || len(h.Fields) == 0 {
		return body
	}
	out := object{}
	for _, name := range h.Fields {
		if v, found := whole[name]; found {
			out[name] = v
		}
	}
	return out
}

// debounced reports whether a body is the last one again. Shopify documents that subscriptions which filter fields are not
// told of the same body twice.
func (s *Sim) debounced(d *Delivery) bool {
	key := fmt.Sprintf("%d/%d", d.hook.ID, d.Order)
	if s.bodies[key] == d.Body {
		return true
	}
	s.bodies[key] = d.Body
	return false
}

// header makes what goes along besides the signature. Shopify documents that one event has one Event-Id in all its topics, and
// one delivery one Webhook-Id in all its attempts.
func (s *Sim) header(d *Delivery, event string) http.Header {
	s.events++
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Shopify-Captain-Hook")
	h.Set("X-Shopify-Topic", d.Topic)
	h.Set("X-Shopify-Shop-Domain", s.opt.Shop)
	h.Set("X-Shopify-API-Version", s.opt.Version)
	h.Set("X-Shopify-Webhook-Id", s.uuid("delivery", s.events))
	h.Set("X-Shopify-Event-Id", event)
	h.Set("X-Shopify-Triggered-At", d.Due.UTC().Format("2006-01-02T15:04:05.000000000Z"))
	if d.hook.Name != "" {
		h.Set("X-Shopify-Name", d.hook.Name)
	}
	return h
}

// sign signs a body: base64 of HMAC-SHA256, keyed by the secret's text.
func sign(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// key is the secret that signs a delivery now.
func (s *Sim) key(d *Delivery) string {
	switch {
	case d.hook.ByHand:
		return s.opt.Manual
	case s.former != "" && s.now().Sub(s.rotated) < time.Hour && control.Draw(s.opt.Seed, "key", strconv.Itoa(d.ID))%2 == 0:
		return s.former
	}
	return s.secret
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
	done := d.Done // its subscription was removed by the one before
	d.Header.Set("X-Shopify-Hmac-Sha256", sign(s.key(d), d.Body))
	header := d.Header.Clone()
	s.mu.Unlock()
	if done {
		return nil
	}
	status, err := control.Post(ctx, web, d.URL, header, []byte(d.Body), patience)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.Status = status
	d.Attempts++
	if status >= http.StatusOK && status < http.StatusMultipleChoices {
		d.Done, d.hook.Failures = true, 0
		return nil
	}
	if d.Attempts > len(waits()) {
		d.Done = true
	} else {
		d.Due = now.Add(waits()[d.Attempts-1])
	}
	if d.hook.Failures++; d.hook.Failures >= maxFailures && !d.hook.ByHand {
		s.remove(d.hook)
	}
	return nil
}

// remove takes a subscription away, and what was under way to it.
func (s *Sim) remove(h *Subscription) {
	s.hooks = slices.DeleteFunc(s.hooks, func(other *Subscription) bool { return other == h })
	for _, d := range s.box {
		d.Done = d.Done || d.hook == h
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

// Resend tells once more that an order was updated, or paid, or whatever topic names, without a change.
func (s *Sim) Resend(id uint64, topic string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil || !strings.HasPrefix(topic, "orders/") || topic == "orders/edited" {
		return fmt.Errorf("resend of %s for order %d: unknown", topic, id)
	}
	s.tell(s.event(), topic, o, o.body(s))
	return nil
}
