package memory_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/secret/secrettest"
)

func TestSecretsIsAStoreOfSecrets(t *testing.T) {
	t.Parallel()
	s := memory.NewSecrets()
	secrettest.Run(t, func(*testing.T) secret.Versions { return s })
}

func TestSecretsCountsOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	s := memory.NewSecrets()
	for _, v := range []string{"a", "a", "b", "a"} {
		if err := s.Write(t.Context(), "n", v); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Changes(); got != 3 || len(s.Names()) != 1 {
		t.Fatalf("%d changes of %v, want 3 of one", got, s.Names())
	}
}

// LocalStack takes the label from the current version before it finds that the other is not there; AWS changes nothing then.
func TestSecretsPromotesNoVersionThatIsGone(t *testing.T) {
	t.Parallel()
	s := memory.NewSecrets()
	if err := s.Write(t.Context(), "n", "a"); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for n := range 200 {
		id, err := s.Stage(t.Context(), "n", strconv.Itoa(n))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	a, err := s.Version(t.Context(), "n", secret.Current)
	if err != nil || a.Value != "a" {
		t.Fatalf("current version %v (%v)", a, err)
	}
	if err := s.Promote(t.Context(), "n", ids[0], a.ID); fault.Of(err) != fault.NotFound {
		t.Errorf("promote the oldest of 200: %v, want not found", err)
	}
	if v, err := s.Read(t.Context(), "n"); err != nil || v != "a" {
		t.Errorf("read %q (%v)", v, err)
	}
	if err := s.Promote(t.Context(), "n", ids[150], a.ID); err != nil {
		t.Errorf("promote one of the last 100: %v", err)
	}
}

// Not in the suite, as LocalStack moves labels without a lock.
func TestOfPromotionsAtOnceOneWins(t *testing.T) {
	t.Parallel()
	for range 100 {
		s := memory.NewSecrets()
		if err := s.Write(t.Context(), "n", "a"); err != nil {
			t.Fatal(err)
		}
		from, err := s.Version(t.Context(), "n", secret.Current)
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		var won atomic.Int32
		for n := range 4 {
			wait.Go(func() {
				id, err := s.Stage(t.Context(), "n", strconv.Itoa(n))
				if err == nil {
					err = s.Promote(t.Context(), "n", id, from.ID)
				}
				if err == nil {
					won.Add(1)
				} else if fault.Of(err) != fault.Conflict {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if v, err := s.Version(t.Context(), "n", secret.Previous); won.Load() != 1 || err != nil || v.Value != "a" {
			t.Fatalf("%d won, and %v (%v) was before", won.Load(), v, err)
		}
	}
}
