package ovh

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// View gives a zone with the rows that are staged or those that were published last.
func (s *Sim) View(name string, published bool) (Zone, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[name]
	if !ok {
		return Zone{}, false
	}
	out := z.Zone
	out.Rows = z.rows()
	if published {
		out.Rows = slices.Clone(z.published)
	}
	return out, true
}

// Edit is a change that somebody else makes, in the panel or as text.
type Edit struct {
	Zone     string  `json:"zone"`
	Add      []Row   `json:"add,omitempty"`
	Remove   []int64 `json:"remove,omitempty"`
	Renumber bool    `json:"renumber,omitempty"` // all rows have new ids then, as after an edit of the zone as text
	Refresh  bool    `json:"refresh,omitempty"`  // publishes, also what others staged
	Serial   uint32  `json:"serial,omitempty"`   // sets the SOA's serial, also backwards
	Tasks    []Task  `json:"tasks,omitempty"`    // the work that is under way from now on
}

// Apply makes a foreign change.
func (s *Sim) Apply(e Edit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[e.Zone]
	if !ok {
		return fmt.Errorf("zone %q: unknown", e.Zone)
	}
	for _, id := range e.Remove {
		delete(z.staged, id)
	}
	rows := e.Add
	if e.Renumber {
		rows = append(z.rows(), rows...)
		clear(z.staged)
	}
	for _, r := range rows {
		s.lastID++
		r.ID = s.lastID
		z.staged[r.ID] = r
	}
	if e.Tasks != nil {
		z.tasks = e.Tasks
	}
	if e.Refresh {
		s.refresh(z)
	}
	if e.Serial != 0 {
		z.serial = e.Serial
		s.tell(z)
	}
	return nil
}

// Confirm has a customer confirm a consumer key for an account, or end it by another status.
func (s *Sim) Confirm(key, account, status string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.keys[key]
	if !ok {
		return errors.New("consumer key: unknown")
	}
	k.Account, k.Status = account, status
	return nil
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
		z, ok := s.View(r.PathValue("zone"), r.URL.Query().Get("view") == "published")
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
		in.DeployDelay = s.opt.Habits.DeployDelay
		s.Behave(in)
		return nil
	}))
	mux.HandleFunc("POST /_sim/confirmations", control.Order(func(in struct {
		Key     string `json:"key"`
		Account string `json:"account"`
		Status  string `json:"status"`
	},
	) error {
		return s.Confirm(in.Key, in.Account, in.Status)
	}))
	return mux
}
