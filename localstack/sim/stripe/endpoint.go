package stripe

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Endpoint is where an account's events are told.
type Endpoint struct {
	ID     string   `json:"id"`
	URL    string   `json:"url"`
	Events []string `json:"events,omitempty"` // types; none is all
	Status string   `json:"status"`           // enabled or disabled
	Secret string   `json:"secret,omitempty"` // whole, with whsec_; "" draws one

	former string
	until  time.Time // as long as the former one signs too
	worked time.Time // when a delivery last arrived
}

const (
	enabled  = "enabled"
	disabled = "disabled"
)

// Listen adds an endpoint, and gives it with its secret.
func (s *Sim) Listen(in Endpoint) (Endpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := url.Parse(in.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || s.opt.Live) {
		return Endpoint{}, errors.New("endpoint: the URL must be https; a sandbox takes http too")
	}
	if in.Secret != "" && !strings.HasPrefix(in.Secret, "whsec_") {
		return Endpoint{}, errors.New("endpoint: a secret begins with whsec_")
	}
	in.ID, in.Status = s.id("we_"), enabled
	if in.Secret == "" {
		in.Secret = "whsec_" + s.letters("secret", in.ID)
	}
	s.endpoints = append(s.endpoints, &in)
	return in, nil
}

// Endpoints gives all endpoints, those that were disabled among them.
func (s *Sim) Endpoints() []Endpoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Endpoint{}
	for _, e := range s.endpoints {
		out = append(out, *e)
	}
	return out
}

// Roll gives an endpoint another secret. For as long as overlap says both sign, each in a v1 of its own; Stripe documents at most a
// day of that.
func (s *Sim) Roll(id, secret string, overlap time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.endpoint(id)
	if e == nil || overlap < 0 || overlap > 24*time.Hour || !strings.HasPrefix(secret, "whsec_") {
		return fmt.Errorf("roll of %q: no such endpoint, more than a day, or no secret", id)
	}
	e.former, e.Secret, e.until = e.Secret, secret, s.now().Add(overlap)
	return nil
}

// Enable makes an endpoint active, or not. What happens while it is not is never told.
func (s *Sim) Enable(id string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.endpoint(id)
	if e == nil {
		return fmt.Errorf("endpoint %q: unknown", id)
	}
	if e.Status = disabled; on {
		e.Status = enabled
	}
	return nil
}

func (s *Sim) endpoint(id string) *Endpoint {
	at := slices.IndexFunc(s.endpoints, func(e *Endpoint) bool { return e.ID == id })
	if at < 0 {
		return nil
	}
	return s.endpoints[at]
}

func (e *Endpoint) wants(kind string) bool {
	return e.Status == enabled && (len(e.Events) == 0 || slices.Contains(e.Events, kind) || slices.Contains(e.Events, "*"))
}
