package partnercenter

import (
	"net/http"

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
	mux.HandleFunc("POST "+control.Prefix+"customers", func(w http.ResponseWriter, r *http.Request) {
		seed(w, r, s.AddCustomer)
	})
	mux.HandleFunc("POST "+control.Prefix+"subscriptions", func(w http.ResponseWriter, r *http.Request) {
		seed(w, r, s.AddSubscription)
	})
	mux.HandleFunc("POST "+control.Prefix+"webhooks", func(w http.ResponseWriter, r *http.Request) {
		seed(w, r, func(in struct {
			Registration

			Tenant string `json:"tenant"`
		},
		) (string, error) {
			return in.Tenant, s.Register(in.Tenant, in.Registration)
		})
	})
	mux.HandleFunc("POST "+control.Prefix+"demote", func(w http.ResponseWriter, r *http.Request) {
		seed(w, r, func(in struct {
			User      string `json:"user"`
			Powerless bool   `json:"powerless"`
		},
		) (string, error) {
			s.Demote(in.User, in.Powerless)
			return in.User, nil
		})
	})
	mux.HandleFunc("POST "+control.Prefix+"refuse", func(w http.ResponseWriter, r *http.Request) {
		seed(w, r, func(in Refusal) (string, error) {
			s.Refuse(in)
			return in.Product, nil
		})
	})
	return mux
}

// seed reads a seed, adds it and answers with its id.
func seed[T any](w http.ResponseWriter, r *http.Request, add func(T) (string, error)) {
	var in T
	if !control.ReadJSON(w, r, &in) {
		return
	}
	id, err := add(in)
	if err != nil {
		control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	control.WriteJSON(w, http.StatusCreated, map[string]string{"id": id})
}
