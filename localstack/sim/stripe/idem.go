package stripe

import (
	"io"
	"net/http"
	"net/url"
	"time"
)

// kept is the first answer to an idempotency key.
type kept struct {
	at    time.Time
	asked string
	reply reply
}

// Stripe documents keys of at most 255 characters, that they may be forgotten after a day, that the first answer is given
// again whatever it was, a failure of the server's included, that other parameters under the same key are refused, and that nothing is
// kept of a call whose parameters were refused.
const (
	longestKey = 255
	keptFor    = 24 * time.Hour
	maxBody    = 1 << 20
)

// once does a write, or gives the answer that its key had before.
func (s *Sim) once(r *http.Request) reply {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	form, failed := url.ParseQuery(string(raw))
	if err != nil || failed != nil {
		return invalid("", "", "The body is not a form.")
	}
	key := r.Header.Get("Idempotency-Key")
	if len(key) > longestKey {
		return invalid("", "", "Idempotency keys may only be up to 255 characters.")
	}
	asked := r.URL.Path + "?" + form.Encode()
	if before := s.kept[key]; key != "" && before != nil && s.now().Sub(before.at) < keptFor {
		if before.asked != asked {
			return fail(http.StatusBadRequest, "idempotency_error", "", "",
				"Keys for idempotent requests can only be used with the same parameters they were first used with.")
		}
		again := before.reply
		again.header = map[string]string{"Idempotent-Replayed": "true"}
		return again
	}
	a := s.write(r.URL.Path, form)
	if a.status == http.StatusOK && s.failing > 0 {
		s.failing--
		a = fail(http.StatusInternalServerError, "api_error", "", "", "An unknown error occurred.")
	}
	if key != "" && a.status != http.StatusBadRequest {
		s.kept[key] = &kept{at: s.now(), asked: asked, reply: a}
	}
	return a
}

// FailWrites has the next writes take effect and answer 500 all the same.
func (s *Sim) FailWrites(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = n
}
