package graph

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// State gives all tenants in the order of their ids.
func (s *Sim) State() []Tenant {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Tenant{}
	for _, id := range slices.Sorted(maps.Keys(s.tenants)) {
		t := *s.tenants[id]
		t.Apps, t.Relationships, t.Names, t.Users = slices.Clone(t.Apps), slices.Clone(t.Relationships), slices.Clone(t.Names), slices.Clone(t.Users)
		all = append(all, t)
	}
	return all
}

// SetCredential adds a credential to an app registration, or replaces the one with its id.
func (s *Sim) SetCredential(tenant, app string, k Credential) error {
	if k.ID == "" {
		return errors.New("credential: want an id")
	}
	return s.change(tenant, func(t *Tenant) error {
		for i := range t.Apps {
			if a := &t.Apps[i]; strings.EqualFold(a.ID, app) {
				a.Credentials = slices.DeleteFunc(slices.Clone(a.Credentials), func(o Credential) bool { return o.ID == k.ID })
				a.Credentials = append(a.Credentials, k)
				return nil
			}
		}
		return fmt.Errorf("app %q: unknown", app)
	})
}

// EndCredentials has all credentials of an app end at a time, as when nobody renews them.
func (s *Sim) EndCredentials(tenant, app string, at time.Time) error {
	return s.change(tenant, func(t *Tenant) error {
		for i := range t.Apps {
			if a := &t.Apps[i]; strings.EqualFold(a.ID, app) {
				a.Credentials = slices.Clone(a.Credentials)
				for j := range a.Credentials {
					a.Credentials[j].Ends = at
				}
				return nil
			}
		}
		return fmt.Errorf("app %q: unknown", app)
	})
}

// SetRelationship adds a relationship, or replaces the one with its id.
func (s *Sim) SetRelationship(tenant string, r Relationship) error {
	return s.change(tenant, func(t *Tenant) error {
		t.Relationships = slices.DeleteFunc(slices.Clone(t.Relationships), func(o Relationship) bool { return o.ID == r.ID })
		t.Relationships = append(t.Relationships, r)
		return nil
	})
}

func (s *Sim) change(tenant string, how func(*Tenant) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.find(tenant)
	if t == nil {
		return fmt.Errorf("tenant %q: unknown", tenant)
	}
	t.Apps = slices.Clone(t.Apps)
	return how(t)
}

// SetUser adds a person to a tenant, or replaces the one with its id.
func (s *Sim) SetUser(tenant string, u User) error {
	if u.ID == "" {
		return errors.New("user: want an id")
	}
	return s.change(tenant, func(t *Tenant) error {
		if had := t.user(u.ID); had != nil {
			*had = u
			return nil
		}
		t.Users = append(t.Users, u)
		return nil
	})
}

// SetSold adds a subscription that another provider sold, or replaces the one with its id.
func (s *Sim) SetSold(tenant string, b Sold) error {
	return s.change(tenant, func(t *Tenant) error {
		t.Sold = slices.DeleteFunc(slices.Clone(t.Sold), func(o Sold) bool { return o.ID == b.ID })
		t.Sold = append(t.Sold, b)
		return nil
	})
}

// SetRules sets which SKUs exclude each other in a tenant, and which need another.
func (s *Sim) SetRules(tenant string, excludes []Exclusion, depends []Dependency) error {
	return s.change(tenant, func(t *Tenant) error {
		t.Excludes, t.Depends = excludes, depends
		return nil
	})
}

// licencePanel serves what tests change of people and their licences.
func (s *Sim) licencePanel(mux *http.ServeMux) {
	mux.HandleFunc("POST /_sim/users", control.Order(func(in struct {
		Tenant string `json:"tenant"`
		User   User   `json:"user"`
	},
	) error {
		return s.SetUser(in.Tenant, in.User)
	}))
	mux.HandleFunc("POST /_sim/sold", control.Order(func(in struct {
		Tenant string `json:"tenant"`
		Sold   Sold   `json:"sold"`
		Days   int    `json:"days"` // until it ends, from now on; 0: it says so itself
	},
	) error {
		if in.Days != 0 {
			in.Sold.Ends = s.opt.Clock.Now().AddDate(0, 0, in.Days)
		}
		return s.SetSold(in.Tenant, in.Sold)
	}))
	mux.HandleFunc("POST /_sim/rules", control.Order(func(in struct {
		Tenant   string       `json:"tenant"`
		Excludes []Exclusion  `json:"excludes"`
		Depends  []Dependency `json:"depends"`
	},
	) error {
		return s.SetRules(in.Tenant, in.Excludes, in.Depends)
	}))
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	s.licencePanel(mux)
	mux.HandleFunc("GET /_sim/state", func(w http.ResponseWriter, _ *http.Request) { control.WriteJSON(w, http.StatusOK, s.State()) })
	mux.HandleFunc("POST /_sim/tenants", control.Order(func(in Tenant) error {
		s.Put(in)
		return nil
	}))
	mux.HandleFunc("POST /_sim/credentials", control.Order(func(in struct {
		Tenant     string     `json:"tenant"`
		App        string     `json:"app"`
		Credential Credential `json:"credential"`
	},
	) error {
		return s.SetCredential(in.Tenant, in.App, in.Credential)
	}))
	mux.HandleFunc("POST /_sim/end-credentials", control.Order(func(in struct {
		Tenant string    `json:"tenant"`
		App    string    `json:"app"`
		At     time.Time `json:"at"`
	},
	) error {
		return s.EndCredentials(in.Tenant, in.App, in.At)
	}))
	mux.HandleFunc("POST /_sim/relationships", control.Order(func(in struct {
		Tenant       string       `json:"tenant"`
		Relationship Relationship `json:"relationship"`
	},
	) error {
		return s.SetRelationship(in.Tenant, in.Relationship)
	}))
	mux.HandleFunc("POST /_sim/domains", control.Order(func(in struct {
		Tenant string `json:"tenant"`
		Domain Domain `json:"domain"`
	},
	) error {
		return s.SetDomain(in.Tenant, in.Domain)
	}))
	return mux
}
