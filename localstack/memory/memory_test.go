package memory_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/table/tabletest"
)

func clock() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }

func TestStoreIsAStore(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	tabletest.Run(t, func(*testing.T) store.Store { return s })
}

func TestStoreBillsWhatAWSBills(t *testing.T) {
	t.Parallel()
	tabletest.RunUnits(t, func(_ *testing.T, observe func(string, float64)) store.Store {
		s := memory.NewStore(clock)
		s.Observe = observe
		return s
	})
}

func TestExpireRemovesWhatIsLongOver(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	for sk, at := range map[string]time.Time{"over": clock().Add(-50 * time.Hour), "late": clock().Add(-time.Hour), "to come": clock().Add(time.Hour)} {
		if err := s.Put(t.Context(), store.Item{"PK": "T", "SK": sk, "expires": at.Unix()}, nil); err != nil {
			t.Fatal(err)
		}
	}
	s.Expire()
	var left []string
	for _, i := range s.All() {
		left = append(left, i.Key().SK)
	}
	if diff := cmp.Diff([]string{"late", "to come"}, left); diff != "" {
		t.Fatal(diff)
	}
	if u := s.Units(); u.Write != 3 || u.By["put T"] != 3 {
		t.Fatalf("units %+v, want 3 writes", u)
	}
}

func TestStoreKeepsTheTable(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	tabletest.RunTable(t, func(*testing.T) store.Store { return s })
}
