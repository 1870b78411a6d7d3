package control

import "net/http"

// Show serves a GET below Prefix that gives a value.
func Show[V any](mux *http.ServeMux, name string, value func() V) {
	mux.HandleFunc("GET "+Prefix+name, func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, http.StatusOK, value())
	})
}

// Take serves a POST below Prefix that changes something, as Order does.
func Take[In any](mux *http.ServeMux, name string, do func(In) error) {
	mux.HandleFunc("POST "+Prefix+name, Order(do))
}

// Make serves a POST below Prefix that makes something, and answers what it is.
func Make[In, Out any](mux *http.ServeMux, name string, do func(In) (Out, error)) {
	mux.HandleFunc("POST "+Prefix+name, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if !ReadJSON(w, r, &in) {
			return
		}
		made, err := do(in)
		if err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
		WriteJSON(w, http.StatusCreated, made)
	})
}

// Create serves a POST below Prefix that makes something, and answers its id.
func Create[In, ID any](mux *http.ServeMux, name string, do func(In) (ID, error)) {
	Make(mux, name, func(in In) (map[string]ID, error) {
		id, err := do(in)
		return map[string]ID{"id": id}, err
	})
}

// Send serves what drives a sender: GET deliveries, POST luck, and POST deliver, which sends what is due through web.
func Send[T any, D parcel[T]](mux *http.ServeMux, s *Sender[T, D], web http.RoundTripper) {
	Show(mux, "deliveries", s.Deliveries)
	Take(mux, "luck", s.Behave)
	mux.HandleFunc("POST "+Prefix+"deliver", func(w http.ResponseWriter, r *http.Request) {
		n, err := s.Deliver(r.Context(), web)
		if err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
		WriteJSON(w, http.StatusOK, map[string]int{"tried": n})
	})
}
