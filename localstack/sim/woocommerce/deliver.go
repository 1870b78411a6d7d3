package woocommerce

import (
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // WordPress makes its ids of it
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Delivery is a piece of background work: to tell of an order as it will be then, or to ping.
type Delivery struct {
	control.Parcel

	Hook  int    `json:"hook"`
	Topic string `json:"topic,omitempty"`
	Order int    `json:"order,omitempty"`
	Ping  bool   `json:"ping,omitempty"`
}

// By the source an answer has a minute, five seconds for a ping; any status from 200 to 302 is a success, though no redirect is
// followed; none is tried again; and the failure after six in a row disables the webhook.
const (
	patience     = time.Minute
	pingPatience = 5 * time.Second
	manyFailures = 5
)

// tell queues that something happened to an order, for each webhook that is active now.
func (s *Sim) tell(topic string, order int) {
	for _, h := range s.hooks {
		if h.Topic != topic || h.Status != active {
			continue
		}
		for range s.repeats(topic, order) {
			s.queue(h, order)
		}
	}
}

func (s *Sim) queue(h *Webhook, order int) {
	name := strconv.Itoa(len(s.box.All))
	copies := 1
	if s.box.Luck.Doubles(name) {
		copies = 2
	}
	lost := s.box.Luck.Loses(name)
	due := s.opt.Clock.Now().Add(s.opt.Cron + s.box.Luck.Delay(name))
	for range copies {
		s.box.Put(&Delivery{
			Hook: h.ID, Topic: h.Topic, Order: order, Parcel: control.Parcel{URL: h.URL, Due: due, Lost: lost, Done: lost},
		})
	}
}

// Resend queues once more that an order was updated, without a change, as a plugin that saves it does.
func (s *Sim) Resend(order int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.find(order) == nil {
		return fmt.Errorf("order %d: unknown", order)
	}
	s.tell("order.updated", order)
	return nil
}

// sign signs a body by a webhook's secret: base64 of HMAC-SHA256. By the source the entities of special characters in the secret
// are decoded first.
func sign(secret, body string) string {
	plain := strings.NewReplacer(
		"&lt;", "<", "&#060;", "<", "&gt;", ">", "&#062;", ">", "&amp;", "&", "&#038;", "&", "&#x26;", "&",
		"&quot;", `"`, "&#034;", `"`, "&#x22;", `"`, "&#039;", "'", "&#x27;", "'",
	).Replace(secret)
	mac := hmac.New(sha256.New, []byte(plain))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// deliveryID is no id: by the source it is a hash of the webhook's id and the second, so that all that a webhook tells in a
// second has the same one.
func (s *Sim) deliveryID(hook int, at time.Time) string {
	mac := hmac.New(md5.New, []byte(s.opt.Seed))
	fmt.Fprintf(mac, "%d%d", hook, at.Unix())
	return hex.EncodeToString(mac.Sum(nil))
}

// fill makes header and body of a delivery, of what the shop knows now. A ping has neither signature nor topic.
func (s *Sim) fill(d *Delivery, h *Webhook, now time.Time) error {
	d.Header = http.Header{}
	d.Header.Set("User-Agent", "WooCommerce/"+s.opt.Version+" Hookshot (WordPress/6.9)")
	if d.Ping {
		d.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		d.Body = "webhook_id=" + strconv.Itoa(h.ID)
		return nil
	}
	var body any = object{"id": d.Order}
	if o := s.find(d.Order); o != nil && d.Topic != "order.deleted" {
		body = o.body(s)
	}
	raw, err := encode(body)
	if err != nil {
		return fmt.Errorf("deliver order %d: %w", d.Order, err)
	}
	d.Body = string(raw)
	resource, event, _ := strings.Cut(h.Topic, ".")
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-WC-Webhook-Source": s.opt.Base + "/", "X-WC-Webhook-Topic": h.Topic,
		"X-WC-Webhook-Resource": resource, "X-WC-Webhook-Event": event, "X-WC-Webhook-Signature": sign(h.Secret, d.Body),
		"X-WC-Webhook-ID": strconv.Itoa(h.ID), "X-WC-Webhook-Delivery-ID": s.deliveryID(h.ID, now),
	} {
		d.Header.Set(name, value)
	}
	return nil
}

// pack fills a delivery for where its webhook points now. What was queued before a webhook was disabled still goes out (modelled).
func (s *Sim) pack(d *Delivery, now time.Time) (to string, within time.Duration, err error) {
	h := s.hook(d.Hook)
	within = patience
	if d.Ping {
		within = pingPatience
	}
	return h.URL, within, s.fill(d, h, now)
}

// judge counts the failures of a webhook. A delivery is done whatever was answered.
func (s *Sim) judge(d *Delivery, _ time.Time) {
	h := s.hook(d.Hook)
	d.Done = true
	switch {
	case d.Ping && d.Status == http.StatusOK:
		h.Status = active
	case d.Ping: // it stays as it is, and nobody is told
	case d.Status >= http.StatusOK && d.Status <= http.StatusFound:
		h.Failures = 0
	case h.Failures > manyFailures:
		h.Status = disabled
	default:
		h.Failures++
	}
}
