package dns

import (
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// panel serves what this system adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /_sim/zones", control.Order(func(in struct {
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
	mux.HandleFunc("POST /_sim/delegations", control.Order(func(in struct {
		Domain string   `json:"domain"`
		Hosts  []string `json:"hosts"`
	},
	) error {
		s.Delegate(in.Domain, in.Hosts...)
		return nil
	}))
	mux.HandleFunc("POST /_sim/records", control.Order(func(in struct {
		File string `json:"file"`
	},
	) error {
		return s.Public(in.File)
	}))
	mux.HandleFunc("POST /_sim/servers", control.Order(s.Behave))
	return mux
}
