package shopify

import (
	"encoding/json"
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

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
	control.Send(mux, s.Sender, s.opt.Web)
	control.Show(mux, "orders", s.Orders)
	control.Show(mux, "subscriptions", s.Subscriptions)
	control.Create(mux, "orders", s.Create)
	control.Create(mux, "subscriptions", s.Subscribe)
	control.Take(mux, "pay", func(in named) error { return s.Pay(in.Order) })
	control.Take(mux, "edit", s.Edit)
	control.Take(mux, "refund", s.Refund)
	control.Take(mux, "cancel", s.Cancel)
	control.Take(mux, "dispute", s.Dispute)
	control.Take(mux, "resend", func(in named) error { return s.Resend(in.Order, in.Topic) })
	control.Take(mux, "rotate", func(in struct {
		Secret string `json:"secret"`
	},
	) error {
		s.Rotate(in.Secret)
		return nil
	})
	control.Take(mux, "emit", func(in struct {
		Topic string          `json:"topic"`
		Body  json.RawMessage `json:"body"`
	},
	) error {
		s.Emit(in.Topic, in.Body)
		return nil
	})
	mux.HandleFunc("POST "+control.Prefix+"uninstall", func(w http.ResponseWriter, _ *http.Request) {
		s.Uninstall()
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}
