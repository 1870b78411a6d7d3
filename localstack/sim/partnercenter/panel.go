package partnercenter

import (
	"net/http"
	"strconv"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// state is everything that a script may look at. It holds no password.
type state struct {
	Customers     []Customer     `json:"customers"`
	Carts         []cartBody     `json:"carts"`
	Orders        []Order        `json:"orders"`
	Subscriptions []Subscription `json:"subscriptions"`
	Violations    []Violation    `json:"violations"`
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	show := func(name string, value func() any) {
		mux.HandleFunc("GET "+control.Prefix+name, func(w http.ResponseWriter, _ *http.Request) {
			control.WriteJSON(w, http.StatusOK, value())
		})
	}
	show("state", func() any {
		return state{s.Customers(), s.carts(), s.Orders(), s.Subscriptions(), s.Violations()}
	})
	show("customers", func() any { return s.Customers() })
	show("carts", func() any { return s.carts() })
	show("orders", func() any { return s.Orders() })
	show("subscriptions", func() any { return s.Subscriptions() })
	show("violations", func() any { return s.Violations() })
	show("ledger", func() any { return s.Ledger() })
	show("events", func() any { return s.Notices() })
	show("migrations", func() any { return s.Migrations() })
	show("habits", func() any { return s.Habits() })
	show("resellers", func() any { return s.resellers() })
	show("app-consents", func() any { return s.AppConsents() })
	mux.HandleFunc("GET "+control.Prefix+"root", s.serveRoot)
	mux.HandleFunc("POST "+control.Prefix+"deliver", s.serveDelivery)
	show("transfers", func() any { return s.Transfers() })
	s.seeds(mux)
	s.plays(mux)
	s.decisions(mux)
	return mux
}

// seeds serves what adds to the world.
func (s *Sim) seeds(mux *http.ServeMux) {
	on(mux, "seed", func(in Seed) (string, error) { return "", s.Load(in) })
	on(mux, "customers", s.AddCustomer)
	on(mux, "subscriptions", s.AddSubscription)
	on(mux, "populate", func(in Population) (string, error) {
		ids, err := s.Populate(in)
		return strconv.Itoa(len(ids)), err
	})
	on(mux, "prices", func(in Price) (string, error) { return in.Item, s.SetPrice(in) })
	on(mux, "resellers", func(in ResellerSeed) (string, error) { return in.MPN, s.Load(Seed{Resellers: []ResellerSeed{in}}) })
	on(mux, "webhooks", func(in struct {
		Registration

		Tenant string `json:"tenant"`
	},
	) (string, error) {
		return in.Tenant, s.Register(in.Tenant, in.Registration)
	})
	on(mux, "habits", func(in Habits) (string, error) { return "", s.Behave(in) })
}

// decisions serves what people do who are neither the partner's program nor its users of the API.
func (s *Sim) decisions(mux *http.ServeMux) {
	on(mux, "demote", func(in struct {
		User      string `json:"user"`
		Powerless bool   `json:"powerless"`
	},
	) (string, error) {
		s.Demote(in.User, in.Powerless)
		return in.User, nil
	})
	on(mux, "refuse", func(in Refusal) (string, error) {
		s.Refuse(in)
		return in.Product, nil
	})
	on(mux, "migrations/fail", func(in MigrationFailure) (string, error) { return in.Subscription, s.FailMigration(in) })
	on(mux, "accept", func(in struct{ URL, Customer string }) (string, error) {
		return in.Customer, s.Accept(in.URL, in.Customer)
	})
	on(mux, "relationships", func(in struct{ Customer, Partner, Relationship string }) (string, error) {
		return in.Customer, s.Relate(in.Customer, in.Partner, in.Relationship)
	})
	on(mux, "vet", func(in struct{ Customer, Qualification, Status, Reason string }) (string, error) {
		return in.Customer, s.Vet(in.Customer, in.Qualification, in.Status, in.Reason)
	})
	on(mux, "review", func(in struct{ Customer, Status string }) (string, error) {
		return in.Customer, s.Review(in.Customer, in.Status)
	})
	on(mux, "portal", func(in Edit) (string, error) { return in.Subscription, s.Portal(in) })
	on(mux, "announce", func(in struct{ Customer, Subscription string }) (string, error) {
		return in.Subscription, s.Announce(in.Customer, in.Subscription)
	})
}

// on serves a POST that takes a value of a type, and answers with an id.
func on[T any](mux *http.ServeMux, name string, do func(T) (string, error)) {
	mux.HandleFunc("POST "+control.Prefix+name, func(w http.ResponseWriter, r *http.Request) {
		var in T
		if !control.ReadJSON(w, r, &in) {
			return
		}
		id, err := do(in)
		if err != nil {
			control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		control.WriteJSON(w, http.StatusCreated, map[string]string{"id": id})
	})
}

// serveRoot gives the root certificate in PEM.
func (s *Sim) serveRoot(w http.ResponseWriter, _ *http.Request) {
	root, err := s.Root()
	if err != nil {
		http.Error(w, "no root", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(root) // the client may have gone
}

// serveDelivery sends the events that are due.
func (s *Sim) serveDelivery(w http.ResponseWriter, r *http.Request) {
	n, err := s.Deliver(r.Context(), s.opt.Web)
	if err != nil {
		control.WriteJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	control.WriteJSON(w, http.StatusOK, map[string]int{"tried": n})
}
