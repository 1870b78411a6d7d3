// Package secrettest holds the suite that every store of secrets must pass.
package secrettest

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
)

// Run checks a store of secrets. The suite uses names of its own, so that the store may hold others.
func Run(t *testing.T, open func(t *testing.T) secret.Versions) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, s secret.Versions, name string){
		"a secret comes back as it was written": roundTrip,
		"the last write is what is read":        lastWins,
		"writers at once leave one of theirs":   race,
		"what cannot be kept is refused":        refused,
		"a staged value is beside the current":  staged,
		"a secret may begin with a staged one":  first,
		"a promoted version is read":            promoted,
		"of promotions from one the first wins": promotions,
		"an older value can come back":          backAndForth,
		"a dropped label is gone":               dropped,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t), "test/"+rand.Text()+"/value")
		})
	}
}

func holds(t *testing.T, s secret.Versions, name, value string) {
	t.Helper()
	if got, err := s.Read(t.Context(), name); err != nil || got != value {
		t.Fatalf("read %q (%v), want %q", got, err, value)
	}
}

func write(t *testing.T, s secret.Versions, name, value string) {
	t.Helper()
	if err := s.Write(t.Context(), name, value); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func roundTrip(t *testing.T, s secret.Versions, name string) {
	if _, err := s.Read(t.Context(), name); fault.Of(err) != fault.NotFound {
		t.Fatalf("before the first write: %v, want not found", err)
	}
	for _, value := range []string{"one", `{"a":"ü \" # %"}` + "\n", strings.Repeat("x", secret.MaxValue)} {
		write(t, s, name, value)
		holds(t, s, name, value)
	}
}

func lastWins(t *testing.T, s secret.Versions, name string) {
	for _, value := range []string{"a", "a", "b", "a", "c", "a", "b"} {
		write(t, s, name, value)
		holds(t, s, name, value)
	}
}

func race(t *testing.T, s secret.Versions, name string) {
	var wait sync.WaitGroup
	values := []string{"a", "b", "c", "d"}
	for _, value := range values {
		wait.Go(func() {
			// A store may refuse one of several at once, as long as it says so.
			if err := s.Write(t.Context(), name, value); err != nil && !fault.Of(err).Retryable() {
				t.Logf("write at once: %v", err)
			}
		})
	}
	wait.Wait()
	if got, err := s.Read(t.Context(), name); err != nil || !slices.Contains(values, got) {
		t.Fatalf("read %q (%v)", got, err)
	}
	write(t, s, name, "last")
	holds(t, s, name, "last")
}

func refused(t *testing.T, s secret.Versions, name string) {
	const hidden = "hush-hush"
	for what, err := range map[string]error{
		"empty value": s.Write(t.Context(), name, ""),
		"long value":  s.Write(t.Context(), name, strings.Repeat(hidden, secret.MaxValue)),
		"empty name":  s.Write(t.Context(), "test/ ", hidden),
		"long name":   s.Write(t.Context(), strings.Repeat("n", secret.MaxName+1), hidden),
		"odd name":    s.Write(t.Context(), "test/ä#", hidden),
		"no value":    s.Write(t.Context(), name, secret.None),
		"label":       s.Drop(t.Context(), name, secret.Current),
		"odd drop":    s.Drop(t.Context(), "test/ ", secret.Pending),
		"odd promote": s.Promote(t.Context(), "test/ ", "a", "b"),
	} {
		if fault.Of(err) != fault.Invalid || strings.Contains(err.Error(), hidden) {
			t.Errorf("%s: %v, want it refused without its value", what, err)
		}
	}
	if _, err := s.Stage(t.Context(), name, secret.None); fault.Of(err) != fault.Invalid {
		t.Errorf("no value staged: %v, want it refused", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Read(ctx, name); fault.Of(err) != fault.Unavailable {
		t.Errorf("a call that is over: %v, want unavailable", err)
	}
}
