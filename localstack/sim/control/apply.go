package control

import (
	"context"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// apply lets a fault happen to a call. It leaves by panic(http.ErrAbortHandler) when the connection is cut: that is
// how a handler of net/http breaks a connection, and Transport understands it too.
func (p *Panel) apply(f Fault, w http.ResponseWriter, r *http.Request) {
	if f.Delay > 0 {
		p.sleep(r.Context(), f.Delay)
		if r.Context().Err() != nil {
			panic(http.ErrAbortHandler) // the client left while it waited
		}
	}
	if f.Cut == CutBefore {
		panic(http.ErrAbortHandler)
	}
	if f.Cut == "" && !f.answers() {
		p.next.ServeHTTP(w, r)
		return
	}
	answer := newRecorder(r.Method)
	if !f.answers() || f.Effect {
		p.next.ServeHTTP(answer, r)
	}
	if f.answers() {
		answer = f.answer(r.Method)
	}
	switch f.Cut {
	case CutAfter:
		panic(http.ErrAbortHandler)
	case CutHalf:
		answer.halve(w)
		panic(http.ErrAbortHandler)
	default:
		answer.replay(w)
	}
}

func (p *Panel) sleep(ctx context.Context, d time.Duration) {
	if p.Sleep != nil {
		p.Sleep(ctx, d)
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// answer is the fault's own answer.
func (f Fault) answer(method string) *recorder {
	rec := newRecorder(method)
	for name, value := range f.Header {
		rec.Header().Set(name, value)
	}
	rec.WriteHeader(f.status())
	for range max(1, f.Repeat) {
		_, _ = io.WriteString(rec, f.Body) // a recorder takes everything a method and status allow
	}
	return rec
}

// replay writes a recorded answer.
func (rec *recorder) replay(w http.ResponseWriter) {
	rec.begin(nil)
	maps.Copy(w.Header(), rec.sent)
	w.WriteHeader(rec.status)
	_, _ = w.Write(rec.body.Bytes()) //nolint:gosec // no page: the client is a program; one that has gone cannot be told
}

// halve writes half of a recorded answer that announces the whole. One without a body has no half: nothing is sent.
func (rec *recorder) halve(w http.ResponseWriter) {
	whole := rec.body.Bytes()
	if len(whole) < 2 {
		return
	}
	maps.Copy(w.Header(), rec.sent)
	w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
	w.WriteHeader(rec.status)
	_, _ = w.Write(whole[:len(whole)/2])      //nolint:gosec // no page: the client is a program
	_ = http.NewResponseController(w).Flush() // without it the server would drop what it still buffers
}
