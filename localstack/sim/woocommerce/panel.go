package woocommerce

import (
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
	Order  int    `json:"order"`
	Status string `json:"status,omitempty"`
}

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	control.Send(mux, s.Sender, s.opt.Web)
	control.Show(mux, "orders", s.Orders)
	control.Show(mux, "webhooks", s.Webhooks)
	control.Create(mux, "orders", s.Create)
	control.Create(mux, "webhooks", s.Save)
	control.Take(mux, "pay", func(in named) error { return s.Pay(in.Order) })
	control.Take(mux, "status", func(in named) error { return s.Set(in.Order, in.Status) })
	control.Take(mux, "edit", s.Edit)
	control.Take(mux, "refund", s.Refund)
	control.Take(mux, "cancel", func(in named) error { return s.Cancel(in.Order) })
	control.Take(mux, "dispute", func(in named) error { return s.Dispute(in.Order) })
	control.Take(mux, "bin", func(in named) error { return s.Bin(in.Order) })
	control.Take(mux, "restore", func(in named) error { return s.Restore(in.Order) })
	control.Take(mux, "resend", func(in named) error { return s.Resend(in.Order) })
	return mux
}
