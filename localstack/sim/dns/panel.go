package dns

import (
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// panel serves what this system adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /_sim/zones", order(func(in struct {
		Zone string    `json:"zone"`
		File string    `json:"file"`
		At   time.Time `json:"at"` // zero: now
	},
	) error {
		if in.At.IsZero() {
			in.At = s.opt.Clock.Now()
		}
		return s.Publish(in.Zone, in.File, in.At)
	}))
	mux.HandleFunc("POST /_sim/delegations", order(func(in struct {
		Domain string   `json:"domain"`
		Hosts  []string `json:"hosts"`
	},
	) error {
		s.Delegate(in.Domain, in.Hosts...)
		return nil
	}))
	mux.HandleFunc("POST /_sim/records", order(func(in struct {
		File string `json:"file"`
	},
	) error {
		return s.Public(in.File)
	}))
	mux.HandleFunc("POST /_sim/servers", order(s.Behave))
	return mux
}

// order serves a control call that changes something and has no answer but that it was done.
func order[In any](do func(In) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if !control.ReadJSON(w, r, &in) {
			return
		}
		if err := do(in); err != nil {
			control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}
