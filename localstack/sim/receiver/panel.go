package receiver

import (
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// panel serves what this service adds below /_sim/.
func (s *Sim) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/received", func(w http.ResponseWriter, _ *http.Request) { control.WriteJSON(w, http.StatusOK, s.Received()) })
	mux.HandleFunc("POST /_sim/manners", control.Order(func(in struct {
		Path    string   `json:"path"`
		Manners []Manner `json:"manners"`
	},
	) error {
		return s.Set(in.Path, in.Manners...)
	}))
	return mux
}
