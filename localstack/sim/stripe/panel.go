package stripe

import (
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Behave changes the luck of the deliveries that come up from now on.
func (s *Sim) Behave(l control.Luck) error {
	if err := l.Check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.luck = l
	return nil
}

// Sessions gives all sessions as the API shows them, the oldest first.
func (s *Sim) Sessions() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []object{}
	for _, sa := range s.sales {
		out = append(out, sa.body(s))
	}
	return out
}

// told is what the orders of people name; each reads of it what it needs.
type told struct {
	Session  string `json:"session,omitempty"`
	Endpoint string `json:"endpoint,omitempty"`
	Event    string `json:"event,omitempty"`
	Secret   string `json:"secret,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Delayed  bool   `json:"delayed,omitempty"`
	Unpaid   bool   `json:"unpaid,omitempty"`
	Won      bool   `json:"won,omitempty"`
	Off      bool   `json:"off,omitempty"`
	Hours    int    `json:"hours,omitempty"` // that both secrets sign
	Writes   int    `json:"writes,omitempty"`
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	show(mux, "sessions", func() any { return s.Sessions() })
	show(mux, "events", func() any { return s.Events() })
	show(mux, "deliveries", func() any { return s.Deliveries() })
	show(mux, "endpoints", func() any { return s.Endpoints() })
	create(mux, "sessions", func(in NewSession) (any, error) {
		id, err := s.Create(in)
		return map[string]string{"id": id}, err
	})
	create(mux, "endpoints", func(in Endpoint) (any, error) { return s.Listen(in) })
	order(mux, "refund", s.Refund)
	order(mux, "change", s.Change)
	order(mux, "luck", s.Behave)
	order(mux, "complete", func(in told) error { return s.Complete(in.Session, in.Delayed) })
	order(mux, "settle", func(in told) error { return s.Settle(in.Session, !in.Unpaid) })
	order(mux, "expire", func(in told) error { return s.Expire(in.Session) })
	order(mux, "dispute", func(in told) error { return s.Dispute(in.Session, in.Reason) })
	order(mux, "decide", func(in told) error { return s.Decide(in.Session, in.Won) })
	order(mux, "renew", func(in told) error { return s.Renew(in.Session, !in.Unpaid) })
	order(mux, "paylate", func(in told) error { return s.PayLate(in.Session) })
	order(mux, "end", func(in told) error { return s.End(in.Session) })
	order(mux, "resend", func(in told) error { return s.Resend(in.Event) })
	order(mux, "enable", func(in told) error { return s.Enable(in.Endpoint, !in.Off) })
	order(mux, "roll", func(in told) error { return s.Roll(in.Endpoint, in.Secret, time.Duration(in.Hours)*time.Hour) })
	order(mux, "fail", func(in told) error {
		s.FailWrites(in.Writes)
		return nil
	})
	mux.HandleFunc("POST "+control.Prefix+"deliver", func(w http.ResponseWriter, r *http.Request) {
		n, err := s.Deliver(r.Context(), s.opt.Web)
		if err != nil {
			control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		control.WriteJSON(w, http.StatusOK, map[string]int{"tried": n})
	})
	return mux
}

func show(mux *http.ServeMux, name string, value func() any) {
	mux.HandleFunc("GET "+control.Prefix+name, func(w http.ResponseWriter, _ *http.Request) {
		control.WriteJSON(w, http.StatusOK, value())
	})
}

func order[In any](mux *http.ServeMux, name string, do func(In) error) {
	mux.HandleFunc("POST "+control.Prefix+name, control.Order(do))
}

// create serves a POST that makes something, and answers what it is.
func create[In any](mux *http.ServeMux, name string, do func(In) (any, error)) {
	mux.HandleFunc("POST "+control.Prefix+name, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if !control.ReadJSON(w, r, &in) {
			return
		}
		made, err := do(in)
		if err != nil {
			control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		control.WriteJSON(w, http.StatusCreated, made)
	})
}
