package subscription_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// rounds is a seller of many customers that each have a licence; each call takes a minute.
type rounds struct {
	*world
	at    string
	read  []string
	fails map[string]error
	// refuses is how it answers to who reads one licence; nil: that it is not there.
	refuses error
}

func (r *rounds) Position(context.Context, string) (string, error) { return r.at, nil }

func (r *rounds) SetPosition(_ context.Context, _, after string) error {
	r.at = after
	return nil
}

func (r *rounds) Read(context.Context, string, subscription.ID) (subscription.Facts, error) {
	if r.refuses != nil {
		return subscription.Facts{}, r.refuses
	}
	return subscription.Facts{}, fault.NotFound.Errorf("not there")
}

func (r *rounds) Edit(context.Context, string, string, subscription.ID, subscription.Edit) (subscription.Facts, error) {
	return subscription.Facts{}, fault.Denied.Errorf("a round changes nothing")
}

func (r *rounds) List(ctx context.Context, tenant string) (map[subscription.ID]subscription.Facts, error) {
	if err := r.sleep(ctx, time.Minute); err != nil {
		return nil, err
	}
	r.read = append(r.read, tenant)
	return map[subscription.ID]subscription.Facts{subscription.ID("sub-" + tenant): licence()}, r.fails[tenant]
}

func newRounds() (*rounds, subscription.Work) {
	r := &rounds{world: newWorld(licence()), fails: map[string]error{}}
	work := r.work
	work.Seller = func(context.Context, string) (subscription.Seller, error) {
		return subscription.Seller{Licences: r}, nil
	}
	return r, work
}

func tenants(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("tenant-%02d", n-1-i))
	}
	return all
}

func TestARoundThatTakesTooLongGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	r, work := newRounds()
	var sum int
	for n := range 4 {
		seen, err := work.Round(t.Context(), r, partner, tenants(10), r.clock().Add(3*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		sum += seen.New
		if done := n == 3; done != (r.at == "") {
			t.Fatalf("run %d ends after %q", n, r.at)
		}
	}
	want := tenants(10)
	slices.Sort(want)
	if !slices.Equal(r.read, want) || sum != 10 {
		t.Errorf("read %v, %d new", r.read, sum)
	}
}

func TestARoundLeavesACustomerThatCannotBeReadAndStopsForASellerThatAsksToWait(t *testing.T) {
	t.Parallel()
	r, work := newRounds()
	r.fails["tenant-01"] = fault.Denied.Errorf("no such right")
	r.fails["tenant-03"] = fault.Throttled.Errorf("too many calls")
	seen, err := work.Round(t.Context(), r, partner, tenants(6), r.clock().Add(time.Hour))
	if fault.Of(err) != fault.Throttled || seen.Failed != 1 || seen.New != 2 || r.at != "tenant-02" {
		t.Fatalf("%+v at %q: %v", seen, r.at, err)
	}
	delete(r.fails, "tenant-03")
	seen, err = work.Round(t.Context(), r, partner, tenants(6), r.clock().Add(time.Hour))
	if err != nil || seen.New != 3 || r.at != "" {
		t.Errorf("%+v at %q: %v", seen, r.at, err)
	}
}

func TestWhatWasScheduledForATermIsNoDriftInIt(t *testing.T) {
	t.Parallel()
	f := licence()
	f.Next = &subscription.Next{Product: f.Product, SKU: f.SKU, Term: "P1Y", Billing: "monthly", Quantity: 4}
	w := newWorld(f)
	w.seller.facts.Quantity, w.seller.facts.Next = 4, nil
	w.seller.facts.Started, w.seller.facts.CommitmentEnds = f.Started.AddDate(1, 0, 0), f.CommitmentEnds.AddDate(1, 0, 0)
	if _, err := w.work.Refresh(t.Context(), partner, tenant); err != nil {
		t.Fatal(err)
	}
	if s := w.book.records[sub]; len(s.Drift) != 0 || s.Facts.Quantity != 4 {
		t.Errorf("%+v", s)
	}
	w.seller.facts.Quantity = 6 // and this somebody did
	if _, err := w.work.Refresh(t.Context(), partner, tenant); err != nil {
		t.Fatal(err)
	}
	if s := w.book.records[sub]; len(s.Drift) != 1 {
		t.Errorf("%+v", s.Drift)
	}
}

func TestAnEndThatSomebodyTakesAwayElsewhereIsShown(t *testing.T) {
	t.Parallel()
	f := licence()
	f.AutoRenew, f.Ends = false, true
	w := newWorld(f)
	w.seller.facts.Ends = false // in the portal: the service goes on month by month
	for range 2 {
		if _, err := w.work.Refresh(t.Context(), partner, tenant); err != nil {
			t.Fatal(err)
		}
	}
	s := w.book.records[sub]
	if len(s.Drift) != 1 || s.Drift[0].Field != "ends_with_term" || s.Drift[0].After != "false" || s.Edition == 0 {
		t.Errorf("%+v", s.Drift)
	}
}
