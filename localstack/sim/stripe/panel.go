package stripe

import (
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

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
	control.Send(mux, s.Sender, s.opt.Web)
	control.Show(mux, "sessions", s.Sessions)
	control.Show(mux, "events", s.Events)
	control.Show(mux, "endpoints", s.Endpoints)
	control.Create(mux, "sessions", s.Create)
	control.Make(mux, "endpoints", s.Listen)
	control.Take(mux, "refund", s.Refund)
	control.Take(mux, "change", s.Change)
	control.Take(mux, "complete", func(in told) error { return s.Complete(in.Session, in.Delayed) })
	control.Take(mux, "settle", func(in told) error { return s.Settle(in.Session, !in.Unpaid) })
	control.Take(mux, "expire", func(in told) error { return s.Expire(in.Session) })
	control.Take(mux, "dispute", func(in told) error { return s.Dispute(in.Session, in.Reason) })
	control.Take(mux, "decide", func(in told) error { return s.Decide(in.Session, in.Won) })
	control.Take(mux, "renew", func(in told) error { return s.Renew(in.Session, !in.Unpaid) })
	control.Take(mux, "paylate", func(in told) error { return s.PayLate(in.Session) })
	control.Take(mux, "end", func(in told) error { return s.End(in.Session) })
	control.Take(mux, "resend", func(in told) error { return s.Resend(in.Event) })
	control.Take(mux, "enable", func(in told) error { return s.Enable(in.Endpoint, !in.Off) })
	control.Take(mux, "roll", func(in told) error { return s.Roll(in.Endpoint, in.Secret, time.Duration(in.Hours)*time.Hour) })
	control.Take(mux, "fail", func(in told) error {
		s.FailWrites(in.Writes)
		return nil
	})
	return mux
}
