package migration_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// seller has customers in pages, and a shelf for what is read.
type seller struct {
	clock   time.Time
	many    int
	changed map[migration.Tenant]bool
	since   error
	reads   map[migration.Tenant]int
	folders map[migration.Tenant]migration.Folder
	reading migration.Reading
	seam    func(call string) error
}

func newSeller(many int) *seller {
	return &seller{clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), many: many, reads: map[migration.Tenant]int{}, folders: map[migration.Tenant]migration.Folder{}}
}

func (s *seller) goes(call string) error {
	if s.seam == nil {
		return nil
	}
	return s.seam(call)
}

func (s *seller) Customers(_ context.Context, cursor string) (page []migration.Customer, next string, err error) {
	const size = 40
	from, _ := strconv.Atoi(cursor)
	for n := from; n < min(from+size, s.many); n++ {
		page = append(page, migration.Customer{Tenant: tenant(n), Company: strconv.Itoa(n)})
	}
	if from+size < s.many {
		next = strconv.Itoa(from + size)
	}
	return page, next, s.goes("customers")
}

func (s *seller) Services(_ context.Context, t migration.Tenant) ([]migration.Service, error) {
	if err := s.goes("services"); err != nil {
		return nil, err
	}
	s.reads[t]++
	if t == tenant(3) {
		return nil, fault.NotFound.Errorf("gone")
	}
	return make([]migration.Service, 2), nil
}

func (s *seller) Changed(context.Context, time.Time) (map[migration.Tenant]bool, error) {
	return s.changed, s.since
}

func (s *seller) Folder(_ context.Context, _ string, t migration.Tenant) (migration.Folder, error) {
	f, ok := s.folders[t]
	if !ok {
		return f, fault.NotFound.Errorf("not read")
	}
	return f, s.goes("folder")
}

func (s *seller) Keep(_ context.Context, f migration.Folder) error {
	if err := s.goes("keep"); err != nil {
		return err
	}
	s.folders[f.Customer.Tenant] = f
	return s.goes("kept")
}

func (s *seller) SaveReading(_ context.Context, r *migration.Reading) error {
	if err := s.goes("save"); err != nil {
		return err
	}
	if r.Version != s.reading.Version && r.ID == s.reading.ID {
		return fault.Stale.Errorf("changed")
	}
	r.Version++
	s.reading = *r
	return s.goes("saved")
}

// read reads until the end, from what is kept each time.
func (s *seller) read(ctx context.Context, t interface{ Fatal(...any) }, r migration.Reading) migration.Reading {
	s.reading = r
	for range 1000 {
		next := s.reading
		alone(func() {
			_ = migration.Reader{Source: s, Shelf: s, Now: func() time.Time { return s.clock }}.Run(ctx, &next)
		})
		s.clock = s.clock.Add(time.Minute)
		if !s.reading.Done.IsZero() {
			return s.reading
		}
	}
	t.Fatal("the reading does not end")
	return s.reading
}

func TestASecondReadingReadsOnlyWhatChangedAndSaysSoWhenItCannot(t *testing.T) {
	t.Parallel()
	s := newSeller(100)
	first := s.read(t.Context(), t, migration.Reading{ID: "1", Partner: "acme", Began: s.clock})
	if got := first.Progress(); got != (migration.Read{Customers: 99, Services: 198, Gone: 1}) || first.Whole == "" {
		t.Fatal(first)
	}
	clear(s.reads)
	s.changed = map[migration.Tenant]bool{tenant(7): true}
	second := s.read(t.Context(), t, migration.Reading{ID: "2", Former: "1", Since: first.Began, Partner: "acme", Began: s.clock})
	if len(s.reads) != 2 || s.reads[tenant(7)] != 1 || second.Progress().Kept != 98 || second.Whole != "" {
		t.Fatal(s.reads, second)
	}
	clear(s.reads)
	s.since = fault.Gone.Errorf("too long ago")
	third := s.read(t.Context(), t, migration.Reading{ID: "3", Former: "2", Since: second.Began, Partner: "acme", Began: s.clock})
	if len(s.reads) != 100 || third.Whole == "" || third.Progress().Kept != 0 {
		t.Fatal(len(s.reads), third)
	}
}

// TestAReadingThatIsInterruptedCountsAndReadsEachCustomerOnce: functions die and the seller throttles anywhere.
func TestAReadingThatIsInterruptedCountsAndReadsEachCustomerOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newSeller(rapid.IntRange(0, 130).Draw(t, "customers"))
		at := rapid.SliceOfN(rapid.IntRange(1, 400), 0, 12).Draw(t, "at")
		calls, deaths := 0, 0
		s.seam = func(call string) error {
			calls++
			switch {
			case !slices.Contains(at, calls):
			case calls%3 == 0 && (call == "customers" || call == "services"):
				return fault.After(fault.Throttled.Errorf("slow down"), time.Minute)
			default:
				deaths++
				die()
			}
			return nil
		}
		r := s.read(t.Context(), t, migration.Reading{ID: "1", Partner: "acme", Began: s.clock})
		gone := 0
		if s.many > 3 {
			gone = 1
		}
		again := 0
		for n, reads := range s.reads {
			if again += reads - 1; n != tenant(3) && s.folders[n].Reading != "1" {
				t.Fatal("not kept:", n)
			}
		}
		if got := r.Progress(); got != (migration.Read{Customers: s.many - gone, Services: 2 * (s.many - gone), Gone: gone}) || len(s.folders) != s.many-gone || again > 12*(deaths+len(at)) {
			t.Fatal(got, len(s.folders), again)
		}
	})
}
