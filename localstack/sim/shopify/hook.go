package shopify

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// Subscription is where the shop tells of a topic.
type Subscription struct {
	ID      uint64   `json:"id"`
	Topic   string   `json:"topic"`
	Address string   `json:"address"`
	Fields  []string `json:"fields,omitempty"`  // only these fields of a body; none is all
	Name    string   `json:"name,omitempty"`    // goes along in a header
	ByHand  bool     `json:"by_hand,omitempty"` // made in the shop's own pages: signed by the shop's secret, and never removed
	// Failures are how many attempts have failed since the last that did not.
	Failures int `json:"failures"`
}

// Topics are those that can be subscribed to.
func Topics() []string {
	return []string{
		"app/uninstalled", "customers/data_request", "customers/redact", "disputes/create", "orders/cancelled", "orders/create",
		"orders/edited", "orders/paid", "orders/updated", "refunds/create", "shop/redact",
	}
}

// Subscribe adds a subscription and gives its id.
func (s *Sim) Subscribe(in Subscription) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.subscribe(in)
}

func (s *Sim) subscribe(in Subscription) (uint64, error) {
	if u, err := url.Parse(in.Address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return 0, errors.New("Address is invalid")
	}
	if !slices.Contains(Topics(), in.Topic) {
		return 0, errors.New("Invalid topic specified") //nolint:staticcheck // the shop's own words
	}
	taken := func(h *Subscription) bool {
		return h.Topic == in.Topic && h.Address == in.Address && h.ByHand == in.ByHand && h.Name == in.Name
	}
	if slices.ContainsFunc(s.hooks, taken) {
		return 0, errors.New("Address for this topic has already been taken")
	}
	in.ID, in.Failures = s.nextID(), 0
	s.hooks = append(s.hooks, &in)
	return in.ID, nil
}

// Subscriptions gives those that there are. One whose receiver failed too often is not among them any more.
func (s *Sim) Subscriptions() []Subscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Subscription{}
	for _, h := range s.hooks {
		out = append(out, *h)
	}
	return out
}

// Rotate gives the app another client secret. Shopify documents that it may go on to sign with the one before for an hour;
// which of the two signs a delivery within that hour is drawn by lot.
func (s *Sim) Rotate(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.former, s.secret, s.rotated = s.secret, secret, s.now()
}

// hookBody is a subscription in the API.
func (s *Sim) hookBody(h *Subscription) object {
	return object{
		"id": h.ID, "address": h.Address, "topic": h.Topic, "format": "json", "fields": append([]string{}, h.Fields...),
		"metafield_namespaces": []string{}, "private_metafield_namespaces": []string{}, "api_version": s.opt.Version,
	}
}

// listHooks shows the app its own subscriptions: one made by hand is the shop's.
func (s *Sim) listHooks(w http.ResponseWriter) {
	out := []object{}
	for _, h := range s.hooks {
		if !h.ByHand {
			out = append(out, s.hookBody(h))
		}
	}
	answer(w, http.StatusOK, object{"webhooks": out})
}

func (s *Sim) postHook(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Webhook struct {
			Topic   string   `json:"topic"`
			Address string   `json:"address"`
			Fields  []string `json:"fields"`
		} `json:"webhook"`
	}
	if !read(w, r, &in) {
		return
	}
	_, err := s.subscribe(Subscription{Topic: in.Webhook.Topic, Address: in.Webhook.Address, Fields: in.Webhook.Fields})
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, object{"webhook": []string{err.Error()}})
		return
	}
	answer(w, http.StatusCreated, object{"webhook": s.hookBody(s.hooks[len(s.hooks)-1])})
}

func (s *Sim) deleteHook(w http.ResponseWriter, id uint64) {
	before := len(s.hooks)
	s.hooks = slices.DeleteFunc(s.hooks, func(h *Subscription) bool { return h.ID == id && !h.ByHand })
	if len(s.hooks) == before {
		fail(w, http.StatusNotFound, "Not Found")
		return
	}
	answer(w, http.StatusOK, object{})
}

// maxBody is the most of a request that is read.
const maxBody = 1 << 20

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil || json.Unmarshal(raw, into) != nil {
		fail(w, http.StatusBadRequest, "Required parameter missing or invalid")
		return false
	}
	return true
}
