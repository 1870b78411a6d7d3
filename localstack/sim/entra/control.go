package entra

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// controls are the simulator's own below /_sim/.
func (s *Sim) controls() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/state", s.serveState)
	mux.HandleFunc("POST /_sim/aadsts", order(func(in struct {
		Code   int `json:"code"`
		Times  int `json:"times"`
		Status int `json:"status"`
	},
	) error {
		return s.FailTimes(in.Code, max(1, in.Times), in.Status)
	}))
	mux.HandleFunc("POST /_sim/revoke", order(func(in named) error { return s.Revoke(in.User) }))
	mux.HandleFunc("POST /_sim/disable", order(func(in named) error { return s.Disable(in.User, true) }))
	mux.HandleFunc("POST /_sim/enable", order(func(in named) error { return s.Disable(in.User, false) }))
	mux.HandleFunc("POST /_sim/delete", order(func(in named) error { return s.Delete(in.User) }))
	mux.HandleFunc("POST /_sim/expire-secrets", order(func(in struct {
		App string `json:"app"`
	},
	) error {
		return s.ExpireSecrets(in.App)
	}))
	mux.HandleFunc("POST /_sim/tenants", order(func(in struct {
		ID string `json:"id"`
	},
	) error {
		s.AddTenant(in.ID)
		return nil
	}))
	mux.HandleFunc("POST /_sim/consents", order(func(in struct {
		App      string `json:"app"`
		Tenant   string `json:"tenant"`
		Resource string `json:"resource"`
	},
	) error {
		return s.Consent(in.App, in.Tenant, in.Resource)
	}))
	return mux
}

type named struct {
	User string `json:"user"`
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

// State is what a person may see of the token service: no token and no secret.
type State struct {
	Tenants   []string       `json:"tenants"`
	Mints     map[string]int `json:"mints"` // access tokens made, by audience
	Refreshes []Refresh      `json:"refresh_tokens"`
}

// Refresh is a refresh token without its value.
type Refresh struct {
	App     string    `json:"app"`
	User    string    `json:"user"`
	MFA     bool      `json:"mfa"`
	Issued  time.Time `json:"issued"`
	Expires time.Time `json:"expires"`
	Usable  bool      `json:"usable"`
}

// State tells what the token service holds, refresh tokens in the order of their issue.
func (s *Sim) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := State{Tenants: slices.Sorted(maps.Keys(s.tenants)), Mints: maps.Clone(s.mints), Refreshes: []Refresh{}}
	q := &request{Sim: s, now: s.opt.Clock.Now()}
	for _, r := range s.refreshes {
		out.Refreshes = append(out.Refreshes, Refresh{
			App: r.app, User: r.user, MFA: r.mfa, Issued: r.issued, Expires: r.issued.Add(RefreshLife),
			Usable: q.usable(r, s.users[r.user]) == nil,
		})
	}
	slices.SortFunc(out.Refreshes, func(a, b Refresh) int {
		return cmp.Or(a.Issued.Compare(b.Issued), cmp.Compare(a.User, b.User), cmp.Compare(a.App, b.App))
	})
	return out
}

func (s *Sim) serveState(w http.ResponseWriter, _ *http.Request) {
	control.WriteJSON(w, http.StatusOK, s.State())
}
