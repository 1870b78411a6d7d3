package migration_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// crowd is a seller that many ask at once.
type crowd struct {
	*seller

	mu        sync.Mutex
	now, most int // that are asked about
}

func (c *crowd) Services(ctx context.Context, t migration.Tenant) ([]migration.Service, error) {
	c.count(1)
	defer c.count(-1)
	time.Sleep(time.Second) // in a bubble: until all the others wait too
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seller.Services(ctx, t)
}

func (c *crowd) count(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now += n
	c.most = max(c.most, c.now)
}

func TestCustomersAreReadSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &crowd{seller: newSeller(100)}
		g := migration.Reading{ID: "1", Partner: "acme", Began: c.clock}
		r := migration.Reader{Source: c, Shelf: c, AtOnce: 8, Now: func() time.Time { return c.clock }}
		if err := r.Run(t.Context(), &g); err != nil || g.Progress() != (migration.Read{Customers: 99, Services: 198, Gone: 1}) || len(c.folders) != 99 {
			t.Fatalf("%+v, %v", g, err)
		}
		if c.most != 8 {
			t.Errorf("%d at a time", c.most)
		}
	})
}

func TestOneCustomerThatFailsOfManyLeavesThoseBeforeItKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &crowd{seller: newSeller(20)}
		g := migration.Reading{ID: "1", Partner: "acme", Began: c.clock}
		r := migration.Reader{Source: c, Shelf: c, AtOnce: 5, Now: func() time.Time { return c.clock }}
		r.Details = func(_ context.Context, m *migration.Customer) error {
			if m.Tenant == tenant(7) && c.clock.Equal(g.Began) {
				return fault.Throttled.Errorf("not now")
			}
			m.Email = "x@example.com"
			return nil
		}
		if err := r.Run(t.Context(), &g); err != nil || g.Due.IsZero() || len(c.folders) != 6 { // the fourth is gone
			t.Fatalf("%+v with %d, %v", g, len(c.folders), err)
		}
		c.clock = c.clock.Add(time.Minute)
		if err := r.Run(t.Context(), &g); err != nil || g.Done.IsZero() || len(c.folders) != 19 || c.folders[tenant(0)].Customer.Email == "" {
			t.Fatalf("%+v with %d, %v", g, len(c.folders), err)
		}
	})
}

func TestAReadingThatEndsInsideEndsAsAWhole(t *testing.T) {
	t.Parallel()
	c := &crowd{seller: newSeller(20)}
	went := false
	alone(func() {
		g := migration.Reading{ID: "1", Partner: "acme", Began: c.clock}
		r := migration.Reader{Source: c, Shelf: c, AtOnce: 5, Now: func() time.Time { return c.clock }}
		r.Details = func(context.Context, *migration.Customer) error {
			runtime.Goexit()
			return nil
		}
		_ = r.Run(t.Context(), &g)
		went = true
	})
	if went || len(c.folders) != 0 {
		t.Error("the reading went on")
	}
}

func TestACustomerWhoseTermEndedIsReadAgainAndOthersKeepTheirDetails(t *testing.T) {
	t.Parallel()
	c := newSeller(30)
	details := func(_ context.Context, m *migration.Customer) error {
		m.Email = "x@example.com"
		return nil
	}
	g := migration.Reading{ID: "1", Partner: "acme", Began: c.clock}
	r := migration.Reader{Source: c, Shelf: c, Details: details, Now: func() time.Time { return c.clock }}
	if err := r.Run(t.Context(), &g); err != nil {
		t.Fatal(err)
	}
	f := c.folders[tenant(9)]
	f.Services = []migration.Service{{Kind: migration.NewCommerce, Status: "active", Ends: c.clock.Truncate(24 * time.Hour)}}
	c.folders[tenant(9)] = f
	clear(c.reads)
	c.clock, c.changed = c.clock.Add(24*time.Hour), map[migration.Tenant]bool{}
	c.reading = migration.Reading{}
	again := migration.Reading{ID: "2", Former: "1", Since: g.Began, Partner: "acme", Began: c.clock}
	if err := r.Run(t.Context(), &again); err != nil || c.reads[tenant(9)] != 1 || len(c.reads) != 2 || c.folders[tenant(5)].Customer.Email == "" { // and the one that is gone
		t.Fatalf("%v, %v", c.reads, err)
	}
}
