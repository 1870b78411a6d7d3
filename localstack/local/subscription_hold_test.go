package local_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/table"
)

func TestAChangeWaitsForADeadSignInAndIsMadeOnceAfterANewOne(t *testing.T) {
	t.Parallel()
	clock, seam := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), local.NewSeam()
	l := watched(t, clock, seam)
	if err := allRevoked(l.System); err != nil {
		t.Fatal(err)
	}
	l.Restart() // tokens that are still good die with the process
	c := l.wish(t, http.StatusAccepted, http.MethodPost, "seats", `{"delta":2}`)
	pass(t, l.System, 3*time.Hour)
	if r := l.record(t); !r.Hold || !r.Due.IsZero() {
		t.Fatalf("%+v", r)
	}
	if held := do[wished](t, l, http.StatusOK, called{method: http.MethodGet, path: "/" + l.id + "/changes/" + c.ID}); held.State != "on_hold" {
		t.Errorf("%+v", held)
	}
	before := seam.Effects()
	pass(t, l.System, 6*time.Hour)
	if n := seam.Effects() - before; n > 6 { // the wish is looked at once an hour
		t.Errorf("%d calls, writes and messages while on hold", n)
	}
	if l.at(t).Quantity != 10 {
		t.Errorf("%+v", l.at(t))
	}
	if err := signIn(t.Context(), l.System, l.clock); err != nil {
		t.Fatal(err)
	}
	pass(t, l.System, 2*time.Minute)
	after := do[wished](t, l, http.StatusOK, called{method: http.MethodGet, path: "/" + l.id + "/changes/" + c.ID})
	if now := l.at(t); after.State != "done" || now.Quantity != 12 || now.Updates != 1 {
		t.Errorf("%+v; %+v", after, now)
	}
	pass(t, l.System, 15*time.Minute)
	if found, err := table.Open(l.Store, l.clock.Now).Releases(t.Context(), l.clock.Now(), 10); err != nil || len(found) != 0 {
		t.Errorf("the release does not end: %v, %v", found, err)
	}
}

// watched is a licence in a system with a seam.
func watched(t *testing.T, clock *local.Clock, seam *local.Seam) licence {
	t.Helper()
	s := start(t, local.Options{Clock: clock, Seam: seam, Idle: []string{"compare"}})
	l := licence{System: s, clock: clock, tenant: newCustomer(t, s, "northwind.onmicrosoft.com")}
	l.id = licensed(t, s, partnercenter.SubscriptionSeed{Customer: l.tenant, Item: "CFQ7TTC0LCHC:0002", Term: "P1Y", BillingCycle: "monthly", Quantity: 10})
	if err := s.Wake(t.Context(), "reread"); err != nil {
		t.Fatal(err)
	}
	return l
}
