package shopify

import (
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
	control.Parcel

	Topic    string `json:"topic"`
	Order    uint64 `json:"order,omitempty"`
	Attempts int    `json:"attempts"`

	hook *Subscription
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
		d := &Delivery{Topic: topic, hook: h, Parcel: control.Parcel{URL: h.Address, Due: s.opt.Clock.Now()}}
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
	d.Due = d.Due.Add(s.box.Luck.Delay(name))
	d.Lost = s.box.Luck.Loses(name)
	d.Done = d.Lost
	s.box.Put(d)
	if !d.Lost && s.box.Luck.Doubles(name) {
		again := *d
		again.Header = d.Header.Clone()
		s.box.Put(&again)
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

// pack signs an attempt. A delivery whose subscription was removed by the one before it is done by now.
func (s *Sim) pack(d *Delivery, _ time.Time) (to string, within time.Duration, err error) {
	d.Header.Set("X-Shopify-Hmac-Sha256", sign(s.key(d), d.Body))
	return d.URL, patience, nil
}

// judge plans the next attempt, or gives up the delivery, or the subscription.
func (s *Sim) judge(d *Delivery, now time.Time) {
	d.Attempts++
	if d.Status >= http.StatusOK && d.Status < http.StatusMultipleChoices {
		d.Done, d.hook.Failures = true, 0
		return
	}
	if d.Attempts > len(waits()) {
		d.Done = true
	} else {
		d.Due = now.Add(waits()[d.Attempts-1])
	}
	if d.hook.Failures++; d.hook.Failures >= maxFailures && !d.hook.ByHand {
		s.remove(d.hook)
	}
}

// remove takes a subscription away, and what was under way to it.
func (s *Sim) remove(h *Subscription) {
	s.hooks = slices.DeleteFunc(s.hooks, func(other *Subscription) bool { return other == h })
	for _, d := range s.box.All {
		d.Done = d.Done || d.hook == h
	}
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
