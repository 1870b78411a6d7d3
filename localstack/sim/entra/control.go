package entra

import (
	"cmp"
	"errors"
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
	mux.HandleFunc("POST /_sim/aadsts", control.Order(s.Fail))
	mux.HandleFunc("POST /_sim/withhold", control.Order(func(in struct {
		Times int `json:"times"`
	},
	) error {
		s.Withhold(in.Times)
		return nil
	}))
	mux.HandleFunc("POST /_sim/hide", control.Order(func(in struct {
		Claims []string `json:"claims"`
	},
	) error {
		s.Hide(in.Claims...)
		return nil
	}))
	mux.HandleFunc("POST /_sim/tenants", control.Order(func(in struct {
		ID string `json:"id"`
	},
	) error {
		s.AddTenant(in.ID)
		return nil
	}))
	s.personControls(mux)
	s.appControls(mux)
	return mux
}

// personControls act on a user, named by id or user principal name.
func (s *Sim) personControls(mux *http.ServeMux) {
	mux.HandleFunc("POST /_sim/users", control.Order(func(in User) error {
		if in.ID == "" || in.Tenant == "" {
			return errors.New("want an id and a tenant")
		}
		s.AddUser(in)
		return nil
	}))
	for name, do := range map[string]func(user string) error{
		"revoke": s.Revoke, "delete": s.Delete,
		"disable": func(u string) error { return s.Disable(u, true) }, "enable": func(u string) error { return s.Disable(u, false) },
	} {
		mux.HandleFunc("POST /_sim/"+name, control.Order(func(in named) error { return do(in.User) }))
	}
	mux.HandleFunc("POST /_sim/mfa", control.Order(func(in struct {
		named

		MFA bool `json:"mfa"`
	},
	) error {
		return s.SetMFA(in.User, in.MFA)
	}))
	mux.HandleFunc("POST /_sim/password", control.Order(func(in struct {
		named

		ByAdministrator bool `json:"by_administrator"`
	},
	) error {
		return s.ChangePassword(in.User, in.ByAdministrator)
	}))
	mux.HandleFunc("POST /_sim/sign-in-frequency", control.Order(func(in struct {
		named

		Every string `json:"every"`
	},
	) error {
		every, err := time.ParseDuration(in.Every)
		return errors.Join(err, s.SignInFrequency(in.User, every))
	}))
}

// registered names an app and what is to be changed of it.
type registered struct {
	App      string    `json:"app"`
	Tenant   string    `json:"tenant"`
	Resource string    `json:"resource"`
	Value    string    `json:"value"` // a secret, a certificate in PEM, an address or permissions
	Expires  time.Time `json:"expires"`
}

// appControls act on an app registration and on what was consented to.
func (s *Sim) appControls(mux *http.ServeMux) {
	for name, do := range map[string]func(registered) error{
		"expire-secrets": func(in registered) error { return s.ExpireSecrets(in.App) },
		"secrets":        func(in registered) error { return s.AddSecret(in.App, in.Value, in.Expires) },
		"certificates":   func(in registered) error { return s.AddCertificate(in.App, []byte(in.Value)) },
		"redirects":      func(in registered) error { return s.Redirect(in.App, in.Value) },
		"permissions":    func(in registered) error { return s.Permit(in.App, in.Resource, in.Value) },
		"consents": func(in registered) error {
			if in.Value != "" {
				return s.Grant(in.App, in.Tenant, in.Resource, in.Value)
			}
			return s.Consent(in.App, in.Tenant, in.Resource)
		},
		"withdraw": func(in registered) error { return s.Withdraw(in.App, in.Tenant, in.Resource) },
	} {
		mux.HandleFunc("POST /_sim/"+name, control.Order(do))
	}
}

type named struct {
	User string `json:"user"`
}

// State is what a person may see of the token service: no token and no secret.
type State struct {
	Tenants   []string       `json:"tenants"`
	Users     []User         `json:"users"`
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
	out.Users = q.accounts("")
	for _, r := range s.refreshes {
		out.Refreshes = append(out.Refreshes, Refresh{
			App: r.app, User: r.user, MFA: r.mfa, Issued: r.issued, Expires: r.issued.Add(RefreshLife),
			Usable: q.honours(r),
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
