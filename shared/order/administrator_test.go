package order_test

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

const made = order.TenantID("6f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5")

// strongbox keeps one password. Lost answers are told by fate: "", "before", "after".
type strongbox struct {
	mu    sync.Mutex
	kept  bool
	given *order.Given
	left  bool // what was kept is not destroyed yet
	fate  func(call string) string
}

func (s *strongbox) Administrator(context.Context, order.PartnerID, order.TenantID) (order.Administrator, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.given != nil:
		return order.Administrator{}, fault.Gone.Errorf("given out")
	case !s.kept:
		return order.Administrator{}, fault.NotFound.Errorf("nothing")
	}
	return order.Administrator{User: "admin", Password: "secret", Version: "1"}, nil
}

func (s *strongbox) Give(_ context.Context, _ order.PartnerID, _ order.TenantID, _ string, g order.Given) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	fate := s.fate("give")
	switch {
	case fate == "before":
		return fault.Unknown.Errorf("no answer")
	case s.given != nil && *s.given != g:
		return fault.Conflict.Errorf("another")
	}
	s.given = &g
	if fate == "after" {
		return fault.Unknown.Errorf("no answer")
	}
	return nil
}

func (s *strongbox) Forget(context.Context, order.PartnerID, order.TenantID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fate("forget") != "" {
		return fault.Unavailable.Errorf("down")
	}
	s.left = false
	return nil
}

func handover(s *strongbox, witnessed *[]bool) order.Handover {
	var mu sync.Mutex
	return order.Handover{
		Safe: s, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Sleep: func(context.Context, time.Duration) error { return nil },
		Witness: func(_ context.Context, _ order.Given, given bool) error {
			mu.Lock()
			defer mu.Unlock()
			*witnessed = append(*witnessed, given)
			return nil
		},
	}
}

func TestOfManyCallersAtOnceOneGetsThePassword(t *testing.T) {
	t.Parallel()
	s := &strongbox{kept: true, left: true, fate: func(string) string { return "" }}
	var witnessed []bool
	h := handover(s, &witnessed)
	var got, gone atomic.Int64
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			a, err := h.Take(t.Context(), "acme", made, strconv.Itoa(n), "")
			switch {
			case err == nil && a.Password == "secret":
				got.Add(1)
			case fault.Of(err) == fault.Gone:
				gone.Add(1)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 || gone.Load() != 49 || s.left {
		t.Errorf("%d got it, %d did not, left %v", got.Load(), gone.Load(), s.left)
	}
	net := 0
	for _, given := range witnessed {
		if given {
			net++
		} else {
			net--
		}
	}
	if net != 1 {
		t.Errorf("%d handovers are on record", net)
	}
}

func TestALostAnswerOfTheSafeGivesThePasswordToTheSameCallerOnly(t *testing.T) {
	t.Parallel()
	for _, fate := range []string{"before", "after"} {
		lost := 1
		s := &strongbox{kept: true, left: true, fate: func(call string) string {
			if call == "give" && lost > 0 {
				lost--
				return fate
			}
			return ""
		}}
		var witnessed []bool
		h := handover(s, &witnessed)
		if a, err := h.Take(t.Context(), "acme", made, "first", "c1"); err != nil || a.Password != "secret" {
			t.Errorf("%s: %v", fate, err)
		}
		if _, err := h.Take(t.Context(), "acme", made, "second", "c2"); fault.Of(err) != fault.Gone {
			t.Errorf("%s: the second gets %v", fate, err)
		}
		if diff := cmp.Diff([]bool{true}, witnessed); diff != "" {
			t.Error(diff)
		}
	}
}

func TestASafeThatCouldNotBeEmptiedIsEmptiedByTheNextCall(t *testing.T) {
	t.Parallel()
	down := true
	s := &strongbox{kept: true, left: true, fate: func(call string) string {
		if call == "forget" && down {
			return "down"
		}
		return ""
	}}
	h := handover(s, new([]bool))
	if _, err := h.Take(t.Context(), "acme", made, "first", ""); err != nil || !s.left {
		t.Fatalf("left %v, %v", s.left, err)
	}
	down = false
	if _, err := h.Take(t.Context(), "acme", made, "second", ""); fault.Of(err) != fault.Gone || s.left {
		t.Errorf("left %v, %v", s.left, err)
	}
}

func TestATenantThatNoOrderMadeHasNoPassword(t *testing.T) {
	t.Parallel()
	var witnessed []bool
	h := handover(&strongbox{fate: func(string) string { return "" }}, &witnessed)
	for _, id := range []order.TenantID{made, "../partner/acme/app", ""} {
		if _, err := h.Take(t.Context(), "acme", id, "client", ""); fault.Of(err) != fault.NotFound || len(witnessed) != 0 {
			t.Errorf("%q: %v", id, err)
		}
	}
}
