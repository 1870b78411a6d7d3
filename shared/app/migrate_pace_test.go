package app_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// counting is a seller that counts the calls that reach it.
type counting struct {
	migration.Seller

	reads, lists, writes atomic.Int64
}

func (c *counting) Services(context.Context, migration.Tenant) ([]migration.Service, error) {
	c.reads.Add(1)
	return nil, nil
}

func (c *counting) Convert(context.Context, *migration.Item, *migration.Task) error {
	c.writes.Add(2)
	return nil
}

func (c *counting) Converted(context.Context, migration.Tenant, migration.ServiceID) ([]migration.Conversion, error) {
	c.lists.Add(1)
	return nil, nil
}

// unsent fails unless a call was made, or surely was not and says when it may be.
func unsent(t *testing.T, err error) {
	t.Helper()
	if err != nil && (fault.Of(err) != fault.Throttled || fault.RetryAfter(err) <= 0) {
		t.Fatalf("a call that was not made: %v", err)
	}
}

func TestCopiesOfTheWorkerTogetherAskAboutACustomerAsOftenAsOneMay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	kept := table.Open(memory.NewStore(clock), clock).Migrations()
	seller := &counting{}
	copies := []migration.Seller{app.Paced(seller, "p", kept), app.Paced(seller, "p", kept)}
	ask := func() {
		for n := range 1000 {
			_, err := copies[n%2].Services(t.Context(), "a")
			unsent(t, err)
			unsent(t, copies[n%2].Convert(t.Context(), &migration.Item{Tenant: "a"}, &migration.Task{}))
		}
	}
	ask()
	if n := seller.reads.Load() + seller.writes.Load(); n != 300 {
		t.Errorf("%d calls about a customer at once, want 300", n)
	}
	now = now.Add(30 * time.Second)
	ask()
	if n := seller.reads.Load() + seller.writes.Load(); n != 450 {
		t.Errorf("%d calls after half a minute more, want 450", n)
	}
	if _, err := copies[0].Services(t.Context(), "b"); err != nil {
		t.Errorf("another customer waits for it: %v", err)
	}
}

func TestCopiesOfTheWorkerTogetherAskForThePartnersConversionsAsOftenAsOneMay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	kept := table.Open(memory.NewStore(clock), clock).Migrations()
	seller := &counting{}
	for n := range 2000 {
		_, err := app.Paced(seller, "p", kept).Converted(t.Context(), migration.Tenant(time.Duration(n).String()), "s")
		unsent(t, err)
	}
	if n := seller.lists.Load(); n != 300 {
		t.Errorf("%d calls about the partner's conversions at once, want 300", n)
	}
}
