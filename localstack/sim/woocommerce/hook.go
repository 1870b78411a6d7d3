package woocommerce

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Webhook is where the shop tells of a topic.
type Webhook struct {
	ID       int    `json:"id"`
	Name     string `json:"name,omitempty"`
	Status   string `json:"status"` // active, paused or disabled
	Topic    string `json:"topic"`
	URL      string `json:"url"`
	Secret   string `json:"secret,omitempty"`
	Failures int    `json:"failures"` // in a row

	created, modified time.Time
}

// The statuses of a webhook, by the source: only an active one is told anything.
const (
	active   = "active"
	paused   = "paused"
	disabled = "disabled"
)

// Topics are those of orders. The source has more.
func Topics() []string {
	return []string{"order.created", "order.deleted", "order.restored", "order.updated"}
}

// Save adds a webhook, or changes the one with the id, and gives its id. What is active is pinged first, and becomes active by the
// ping's answer.
func (s *Sim) Save(in Webhook) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.save(in)
}

func (s *Sim) save(in Webhook) (int, error) {
	if in.Status == "" {
		in.Status = active
	}
	u, err := url.Parse(in.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return 0, errors.New("webhook: the delivery URL must be http or https")
	case !slices.Contains(Topics(), in.Topic):
		return 0, fmt.Errorf("webhook: topic %q is unknown", in.Topic)
	case !slices.Contains([]string{active, paused, disabled}, in.Status):
		return 0, fmt.Errorf("webhook: status %q is unknown", in.Status)
	}
	h := s.hook(in.ID)
	switch {
	case h == nil && in.ID != 0:
		return 0, fmt.Errorf("webhook %d: unknown", in.ID)
	case h == nil:
		h = &Webhook{ID: s.nextID(), created: s.now()}
		s.hooks = append(s.hooks, h)
	}
	wanted := in.Status
	h.Name, h.Topic, h.URL, h.Secret, h.Status, h.Failures, h.modified = in.Name, in.Topic, in.URL, in.Secret, in.Status, 0, s.now()
	if wanted == active {
		h.Status = disabled // until the ping is answered
		s.box.Put(&Delivery{Hook: h.ID, Ping: true, Parcel: control.Parcel{URL: h.URL, Due: s.opt.Clock.Now()}})
	}
	return h.ID, nil
}

func (s *Sim) hook(id int) *Webhook {
	at := slices.IndexFunc(s.hooks, func(h *Webhook) bool { return h.ID == id })
	if at < 0 {
		return nil
	}
	return s.hooks[at]
}

// Webhooks gives all webhooks, those that were disabled among them.
func (s *Sim) Webhooks() []Webhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Webhook{}
	for _, h := range s.hooks {
		out = append(out, *h)
	}
	return out
}

// hookBody is a webhook in the API, which never shows its secret.
func (s *Sim) hookBody(h *Webhook) object {
	resource, event, _ := strings.Cut(h.Topic, ".")
	out := object{
		"id": h.ID, "name": h.Name, "status": h.Status, "topic": h.Topic, "resource": resource, "event": event, "hooks": hooks(h.Topic),
		"delivery_url": h.URL,
	}
	s.dated(out, "date_created", h.created)
	s.dated(out, "date_modified", h.modified)
	return out
}

// hooks are the source's own names for what fires a topic.
func hooks(topic string) []string {
	switch topic {
	case "order.created":
		return []string{"woocommerce_new_order"}
	case "order.deleted":
		return []string{"wp_trash_post", "woocommerce_trash_order"}
	case "order.restored":
		return []string{"untrashed_post", "woocommerce_untrash_order"}
	default:
		return []string{"woocommerce_update_order", "woocommerce_order_refunded"}
	}
}

// repeats is how often a change is told: an update two to four times, as seen in practice, and a new order once or twice.
func (s *Sim) repeats(topic string, order int) int {
	s.told++
	draw := control.Draw(s.opt.Seed, "repeats", fmt.Sprintf("%s/%d/%d", topic, order, s.told))
	switch {
	case s.opt.Repeats > 0 && topic == "order.updated":
		return s.opt.Repeats
	case s.opt.Repeats > 0:
		return 1
	case topic == "order.updated":
		return 2 + int(draw%3)
	case topic == "order.created":
		return 1 + int(draw%2)
	default:
		return 1
	}
}
