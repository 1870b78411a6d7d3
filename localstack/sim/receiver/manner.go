package receiver

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Manner is how a receiver behaves. The zero value takes everything at once.
type Manner struct {
	Secrets []string `json:"secrets,omitempty"` // whsec_...: one of them has to have signed; none: nobody looks
	Times   int      `json:"times,omitempty"`   // for so many messages, and then as the manner behind it; 0: for good

	Status     int    `json:"status,omitempty"`      // of the answer to a message that is taken; 0: 200
	RetryAfter string `json:"retry_after,omitempty"` // the header, as it stands
	Location   string `json:"location,omitempty"`    // where it points, with a status from 300
	Delay      string `json:"delay,omitempty"`       // before the answer, in real time: "2s"
	Hang       bool   `json:"hang,omitempty"`        // no answer at all, until the sender goes
	Cut        string `json:"cut,omitempty"`         // the connection ends: "before" the answer, or with "half" of it
	Size       int    `json:"size,omitempty"`        // bytes of the body of the answer; below 0: without end
	Deaf       bool   `json:"deaf,omitempty"`        // it does not echo a nonce
	Mirror     bool   `json:"mirror,omitempty"`      // it answers with what it was sent, as servers for tests do
}

// The ways of Cut.
const (
	CutBefore = "before"
	CutHalf   = "half"
)

// Set gives the receiver at a path its manners, one after the other: each but the last for its number of times.
func (s *Sim) Set(path string, manners ...Manner) error {
	for i, m := range manners {
		if _, err := m.delay(); err != nil {
			return fmt.Errorf("receiver %s: %w", path, err)
		}
		if m.Cut != "" && m.Cut != CutBefore && m.Cut != CutHalf {
			return fmt.Errorf("receiver %s: cut %q is not one of before, half", path, m.Cut)
		}
		if m.Times < 0 || m.Times == 0 && i < len(manners)-1 {
			return fmt.Errorf("receiver %s: manner %d has none behind it that anybody would see", path, i+1)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manners[path] = append([]Manner(nil), manners...)
	return nil
}

func (m Manner) delay() (time.Duration, error) {
	if m.Delay == "" {
		return 0, nil
	}
	return time.ParseDuration(m.Delay)
}

// status is that of the answer, 0 for none.
func (m Manner) status(refused string) int {
	switch {
	case m.Hang || m.Cut == CutBefore:
		return 0
	case refused == "method":
		return http.StatusMethodNotAllowed
	case refused == "too long":
		return http.StatusRequestEntityTooLarge
	case refused == "malformed" || refused == "content type":
		return http.StatusBadRequest
	case refused != "":
		return http.StatusUnauthorized
	case m.Status != 0:
		return m.Status
	}
	return http.StatusOK
}

// answer answers. It leaves by panic(http.ErrAbortHandler) when the connection is cut, which is how a handler of net/http does that.
func (m Manner) answer(w http.ResponseWriter, r *http.Request, got Message, nonce string) {
	wait, _ := m.delay() // looked at by Set
	if m.Hang {
		<-r.Context().Done()
	} else if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		}
	}
	if got.Status == 0 || r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}
	if m.RetryAfter != "" {
		w.Header().Set("Retry-After", m.RetryAfter)
	}
	if m.Location != "" {
		w.Header().Set("Location", m.Location)
	}
	if m.Size < 0 {
		endless(w, r, got.Status)
		return
	}
	body := m.body(got, nonce)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(got.Status)
	if m.Cut == CutHalf {
		_, _ = w.Write(body[:len(body)/2])        // cut anyway
		_ = http.NewResponseController(w).Flush() // without it the server would drop what it still buffers
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body) // the sender may have gone
}

func (m Manner) body(got Message, nonce string) []byte {
	switch {
	case m.Size > 0:
		return make([]byte, m.Size)
	case m.Mirror:
		return []byte(got.Body)
	case nonce != "" && !m.Deaf && got.Refused == "":
		return []byte(`{"nonce":` + strconv.Quote(nonce) + `}`)
	}
	return []byte(`{"received":true}`)
}

// endless writes until the sender goes.
func endless(w http.ResponseWriter, r *http.Request, status int) {
	w.WriteHeader(status)
	block := make([]byte, 32<<10)
	for r.Context().Err() == nil {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}
