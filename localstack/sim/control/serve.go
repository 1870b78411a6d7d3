package control

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// maxControl is the largest body of the control interface, in bytes.
const maxControl = 1 << 20

// serveControl answers below /_sim/: journal (GET, DELETE), faults (GET, POST one or a list, DELETE), clock (GET, and
// POST {"now": RFC 3339} or {"by": duration} where the clock can be moved); the rest is the simulator's own.
func (p *Panel) serveControl(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path[len(Prefix):] {
	case "GET journal":
		WriteJSON(w, http.StatusOK, p.Calls())
	case "DELETE journal":
		p.Forget()
		w.WriteHeader(http.StatusNoContent)
	case "GET faults":
		WriteJSON(w, http.StatusOK, p.Faults())
	case "POST faults":
		p.postFaults(w, r)
	case "DELETE faults":
		p.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	case "GET clock":
		WriteJSON(w, http.StatusOK, map[string]time.Time{"now": p.clock.Now()})
	case "POST clock":
		p.postClock(w, r)
	default:
		if p.Extra == nil {
			refuse(w, http.StatusNotFound, errors.New("no such control"))
			return
		}
		p.Extra.ServeHTTP(w, r)
	}
}

// postFaults takes one fault or a list of them; of a list with a wrong one, none is planned.
func (p *Panel) postFaults(w http.ResponseWriter, r *http.Request) {
	var body json.RawMessage
	if !ReadJSON(w, r, &body) {
		return
	}
	var faults []Fault
	if err := json.Unmarshal(body, &faults); err != nil {
		var one Fault
		if err := json.Unmarshal(body, &one); err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
		faults = []Fault{one}
	}
	for _, f := range faults {
		if err := f.Check(); err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
	}
	for _, f := range faults {
		_ = p.Inject(f) // checked above
	}
	WriteJSON(w, http.StatusOK, p.Faults())
}

func (p *Panel) postClock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Now time.Time `json:"now"`
		By  string    `json:"by"`
	}
	if !ReadJSON(w, r, &in) {
		return
	}
	if p.SetClock == nil {
		refuse(w, http.StatusConflict, errors.New("this clock cannot be moved"))
		return
	}
	to := in.Now
	if in.By != "" {
		by, err := time.ParseDuration(in.By)
		if err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
		to = p.clock.Now().Add(by)
	}
	if to.IsZero() {
		refuse(w, http.StatusBadRequest, errors.New(`give "now" or "by"`))
		return
	}
	p.SetClock(to)
	WriteJSON(w, http.StatusOK, map[string]time.Time{"now": p.clock.Now()})
}

// ReadJSON reads a control call's body of at most 1 MiB into v and refuses names that v does not have. When it
// returns false, it has answered 400 already.
func ReadJSON(w http.ResponseWriter, r *http.Request, v any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil && dec.More() {
		err = errors.New("more than one JSON value")
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("body is empty")
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return false
	}
	return true
}

// WriteJSON answers a control call.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client may have gone: nobody left to tell
}

func refuse(w http.ResponseWriter, status int, err error) {
	WriteJSON(w, status, map[string]string{"error": err.Error()})
}

// Order serves a control call that changes something and has no answer but that it was done.
func Order[In any](do func(In) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if !ReadJSON(w, r, &in) {
			return
		}
		if err := do(in); err != nil {
			WriteJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}
