package local

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// hung is how long a crashed function may take to end. Only one that waits for ever takes so long.
const hung = 2 * time.Second

// errCrashed says that a function ended without an answer.
var errCrashed = errors.New("the function ended without an answer")

// Invoke calls a function as Lambda does: in a goroutine of its own, which a crash ends without an answer. After a crash everything that runs in the
// functions' memory is gone.
func (s *System) Invoke(ctx context.Context, name string, payload []byte) ([]byte, error) {
	type result struct {
		out []byte
		err error
	}
	done := make(chan result, 1)
	ctx = lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: s.nextID()})
	go func() {
		r := result{err: errCrashed}
		defer func() { done <- r }()
		h, err := s.handler(name) //nolint:contextcheck // a constructor has no context: on Lambda it runs before there is one
		if err != nil {
			r.err = err
			return
		}
		out, err := h.Invoke(ctx, payload)
		r = result{out, err}
	}()
	r := result{err: errCrashed}
	select {
	case r = <-done:
	case <-s.options.Seam.broken():
		// The function ends at its next effect. One that waits for a goroutine of its own that the crash ended makes none: it is left behind.
		select {
		case <-done:
		case <-time.After(hung):
		}
	}
	if seam := s.options.Seam; seam != nil && seam.Dead() {
		seam.Revive()
		s.Restart()
		return nil, errCrashed
	}
	return r.out, r.err
}

func (s *System) nextID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	return fmt.Sprintf("local-%d", s.requests)
}
