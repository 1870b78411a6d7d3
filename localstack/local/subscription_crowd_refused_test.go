package local_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// refusedOf counts the calls to the seller, and those that it refused for there being too many.
func refusedOf(s *local.System) (calls, refused int) {
	for _, c := range s.PartnerCenter.Calls() {
		calls++
		if c.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	return calls, refused
}

// TestInABurstAtMostOneCallInAHundredIsRefused has four seats added to each of a hundred licences of one customer, all at once: several times as many calls as
// Microsoft takes in a minute. With a lower limit than the documented one, as Microsoft may set at any time, the seller's refusals are what slows us down.
func TestInABurstAtMostOneCallInAHundredIsRefused(t *testing.T) {
	t.Parallel()
	licences, length := 100, 2*time.Hour
	if testing.Short() {
		licences, length = 8, 10*time.Minute
	}
	for _, limit := range []int{500, 300} {
		s, _ := begin(t, local.World{Throttle: limit})
		tenant := newCustomer(t, s, "northwind.onmicrosoft.com")
		for range licences {
			licensed(t, s, partnercenter.SubscriptionSeed{
				Customer: tenant, Item: "CFQ7TTC0LH16:0001", Term: "P1Y", BillingCycle: "monthly", Quantity: 1,
			})
		}
		if err := s.Wake(t.Context(), "reread"); err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for n, l := range s.PartnerCenter.Subscriptions() {
			group.Go(func() {
				for i := range 4 {
					key := map[string]string{"Idempotency-Key": fmt.Sprintf("burst-%d-%d", n, i)}
					a, err := call(t.Context(), s, called{method: http.MethodPost, path: "/" + l.ID + "/seats", body: `{"delta":1}`, header: key})
					if err != nil || a.StatusCode != http.StatusAccepted {
						t.Errorf("answered %d %s, %v", a.StatusCode, a.Body, err)
					}
				}
			})
		}
		group.Wait()
		pass(t, s, length)
		for _, l := range s.PartnerCenter.Subscriptions() {
			if l.Quantity != 5 || l.Updates != 4 {
				t.Fatalf("limit %d: %d seats after %d writes", limit, l.Quantity, l.Updates)
			}
		}
		calls, refused := refusedOf(s)
		fmt.Printf("property: in a burst at most one call in a hundred is refused, limit %d a minute: %d of %d calls\n", limit, refused, calls)
		if calls < 4*3*licences || refused*100 > calls || len(s.Queue.Dead()) != 0 {
			t.Errorf("limit %d: %d of %d calls were refused; %d dead letters", limit, refused, calls, len(s.Queue.Dead()))
		}
	}
}
