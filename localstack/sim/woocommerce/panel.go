package woocommerce

import (
	"net/http"

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

// Orders gives all orders as the API shows them, the oldest first.
func (s *Sim) Orders() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []object{}
	for _, o := range s.orders {
		out = append(out, o.body(s))
	}
	return out
}

type named struct {
	Order  int    `json:"order"`
	Status string `json:"status,omitempty"`
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	show(mux, "orders", func() any { return s.Orders() })
	show(mux, "deliveries", func() any { return s.Deliveries() })
	show(mux, "webhooks", func() any { return s.Webhooks() })
	create(mux, "orders", s.Create)
	create(mux, "webhooks", s.Save)
	order := func(name string, do http.HandlerFunc) { mux.HandleFunc("POST "+control.Prefix+name, do) }
	order("pay", control.Order(func(in named) error { return s.Pay(in.Order) }))
	order("status", control.Order(func(in named) error { return s.Set(in.Order, in.Status) }))
	order("edit", control.Order(s.Edit))
	order("refund", control.Order(s.Refund))
	order("cancel", control.Order(func(in named) error { return s.Cancel(in.Order) }))
	order("dispute", control.Order(func(in named) error { return s.Dispute(in.Order) }))
	order("bin", control.Order(func(in named) error { return s.Bin(in.Order) }))
	order("restore", control.Order(func(in named) error { return s.Restore(in.Order) }))
	order("resend", control.Order(func(in named) error { return s.Resend(in.Order) }))
	order("luck", control.Order(s.Behave))
	order("deliver", func(w http.ResponseWriter, r *http.Request) {
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

// create serves a POST that makes something, and answers its id.
func create[In any](mux *http.ServeMux, name string, do func(In) (int, error)) {
	mux.HandleFunc("POST "+control.Prefix+name, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if !control.ReadJSON(w, r, &in) {
			return
		}
		id, err := do(in)
		if err != nil {
			control.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		control.WriteJSON(w, http.StatusCreated, map[string]int{"id": id})
	})
}
