package shopify

import (
	"encoding/json"
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
	Order uint64 `json:"order"`
	Topic string `json:"topic,omitempty"`
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	show(mux, "orders", func() any { return s.Orders() })
	show(mux, "deliveries", func() any { return s.Deliveries() })
	show(mux, "subscriptions", func() any { return s.Subscriptions() })
	create(mux, "orders", s.Create)
	create(mux, "subscriptions", s.Subscribe)
	order := func(name string, do http.HandlerFunc) { mux.HandleFunc("POST "+control.Prefix+name, do) }
	order("pay", control.Order(func(in named) error { return s.Pay(in.Order) }))
	order("edit", control.Order(s.Edit))
	order("refund", control.Order(s.Refund))
	order("cancel", control.Order(s.Cancel))
	order("dispute", control.Order(s.Dispute))
	order("resend", control.Order(func(in named) error { return s.Resend(in.Order, in.Topic) }))
	order("luck", control.Order(s.Behave))
	order("rotate", control.Order(func(in struct {
		Secret string `json:"secret"`
	},
	) error {
		s.Rotate(in.Secret)
		return nil
	}))
	order("emit", control.Order(func(in struct {
		Topic string          `json:"topic"`
		Body  json.RawMessage `json:"body"`
	},
	) error {
		s.Emit(in.Topic, in.Body)
		return nil
	}))
	order("uninstall", func(w http.ResponseWriter, _ *http.Request) {
		s.Uninstall()
		w.WriteHeader(http.StatusNoContent)
	})
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
func create[In any](mux *http.ServeMux, name string, do func(In) (uint64, error)) {
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
		control.WriteJSON(w, http.StatusCreated, map[string]uint64{"id": id})
	})
}
