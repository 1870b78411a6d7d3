package route53

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// View gives the first zone of a name.
func (s *Sim) View(name string) (Zone, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, z := range s.listed() {
		if z.name == canonical(name) {
			return z.view(), true
		}
	}
	return Zone{}, false
}

// Edit is a change that somebody else makes, whatever the rules.
type Edit struct {
	Zone   string `json:"zone"`             // its name
	Put    []Set  `json:"put,omitempty"`    // replaces what is of the same name, type and identifier
	Remove []Set  `json:"remove,omitempty"` // found by name, type and identifier
}

// Apply makes a foreign change, which is served at once.
func (s *Sim) Apply(e Edit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, z := range s.listed() {
		if z.name != canonical(e.Zone) {
			continue
		}
		z.listing = nil
		for _, set := range e.Remove {
			delete(z.sets, set.key())
		}
		for _, set := range e.Put {
			set.Name = canonical(set.Name)
			z.sets[set.key()] = set
		}
		s.tell(z, s.opt.Clock.Now())
		return nil
	}
	return fmt.Errorf("zone %q: unknown", e.Zone)
}

// Behave changes the habits.
func (s *Sim) Behave(h Habits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.habits = h
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/zones/{zone}", func(w http.ResponseWriter, r *http.Request) {
		z, ok := s.View(strings.ToLower(r.PathValue("zone")))
		if !ok {
			control.WriteJSON(w, http.StatusNotFound, map[string]string{"error": "no such zone"})
			return
		}
		control.WriteJSON(w, http.StatusOK, z)
	})
	mux.HandleFunc("POST /_sim/zones", control.Order(func(in Zone) error {
		s.Put(in)
		return nil
	}))
	mux.HandleFunc("POST /_sim/edits", control.Order(s.Apply))
	mux.HandleFunc("POST /_sim/habits", control.Order(func(in Habits) error {
		s.Behave(in)
		return nil
	}))
	return mux
}
