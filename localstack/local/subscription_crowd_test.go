package local_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/table"
)

// crowd lets many ask at once while the worker is at it.
func crowd(t *testing.T, l licence, n int, c called) map[int]int {
	t.Helper()
	var mu sync.Mutex
	got := map[int]int{}
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			c := c
			c.path, c.header = "/"+l.id+"/"+c.path, map[string]string{"Idempotency-Key": fmt.Sprintf("technician-%d", i)}
			a, err := call(t.Context(), l.System, c)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[a.StatusCode]++
		})
	}
	for range 2 {
		group.Go(func() {
			for range 10 {
				if _, err := l.Poll(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := l.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	pass(t, l.System, 5*time.Minute)
	return got
}

func TestAHundredTechniciansEachAddASeatAtOnce(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	got := crowd(t, l, 100, called{method: http.MethodPost, path: "seats", body: `{"delta":1}`})
	if got[http.StatusAccepted] != 100 {
		t.Errorf("answers %v", got)
	}
	now, r := l.at(t), l.record(t)
	if now.Quantity != 110 || now.Updates != 100 || r.Facts.Quantity != 110 || len(r.Drift) != 0 || len(l.Queue.Dead()) != 0 {
		t.Errorf("%d seats after %d writes; record %d, drift %v", now.Quantity, now.Updates, r.Facts.Quantity, r.Drift)
	}
}

func TestFiftyTechniciansCancelAtOnceAndItIsCancelledOnce(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	got := crowd(t, l, 50, called{method: http.MethodPost, path: "cancel"})
	if got[http.StatusAccepted]+got[http.StatusConflict] != 50 || got[http.StatusAccepted] == 0 {
		t.Errorf("answers %v", got)
	}
	if now := l.at(t); now.Status != "deleted" || now.Updates != 1 || len(l.PartnerCenter.Violations()) != 0 {
		t.Errorf("%+v %+v", now, l.PartnerCenter.Violations())
	}
}

func TestTheSameKeyIsOneWishHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	header := map[string]string{"Idempotency-Key": "same"}
	var ids []string
	for range 3 {
		c := do[wished](t, l, http.StatusAccepted, called{method: http.MethodPost, path: "/" + l.id + "/seats", body: `{"delta":2}`, header: header})
		if ids = append(ids, c.ID); l.Drain(t.Context()) != nil {
			t.Fatal("drain")
		}
	}
	if l.at(t).Quantity != 12 || ids[0] != ids[1] || ids[1] != ids[2] {
		t.Errorf("%d seats, %v", l.at(t).Quantity, ids)
	}
	do[any](t, l, http.StatusBadRequest, called{method: http.MethodPost, path: "/" + l.id + "/seats", body: `{"delta":2}`})
}

func TestAWishWhoseMessageIsLostIsFoundByTheSweep(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	for _, body := range []string{`{"delta":1}`, `{"delta":2}`} {
		l.wish(t, http.StatusAccepted, http.MethodPost, "seats", body)
	}
	for _, m := range l.Queue.Receive(10) {
		if err := l.Queue.Delete(m.Handle); err != nil {
			t.Fatal(err)
		}
	}
	pass(t, l.System, 3*time.Minute)
	if now := l.at(t); now.Quantity != 13 || now.Updates != 2 {
		t.Errorf("%d seats after %d writes", now.Quantity, now.Updates)
	}
	if due, err := table.Open(l.Store, l.clock.Now).Due(t.Context(), l.clock.Now().Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("still due: %+v, %v", due, err)
	}
}

// pageOf is a page of the list.
type pageOf struct {
	Subscriptions []struct {
		ID       string `json:"id"`
		Tenant   string `json:"tenant_id"`
		Status   string `json:"status"`
		Month    string `json:"renewal_month"`
		Quantity int    `json:"quantity"`
		Changed  bool   `json:"changed_elsewhere"`
	} `json:"subscriptions"`
	Next string `json:"next"`
}

func TestTheListIsReadByPagesAndByFilters(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	other := newCustomer(t, l.System, "fabrikam.onmicrosoft.com")
	for range 120 {
		licensed(t, l.System, partnercenter.SubscriptionSeed{
			Customer: other, Item: "CFQ7TTC0LH18:0001", Term: "P1M", BillingCycle: "monthly", Quantity: 1,
		})
	}
	if err := l.Wake(t.Context(), "reread"); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"?": 121, "?tenant_id=" + other: 120, "?tenant_id=" + l.tenant: 1, "?product_id=CFQ7TTC0LH18": 120, "?status=active": 121, "?status=deleted": 0,
		"?renewal_month=2026-12": 120, "?renewal_month=2027-11&status=active": 1, "?renewal_month=2030-01": 0,
	} {
		seen := map[string]bool{}
		for next, pages := "", 0; pages == 0 || next != ""; pages++ {
			page := query
			if next != "" {
				page += "&cursor=" + next
			}
			p := do[pageOf](t, l, http.StatusOK, called{method: http.MethodGet, query: page})
			for _, s := range p.Subscriptions {
				seen[s.ID] = true
			}
			if next = p.Next; len(p.Subscriptions) > 50 || pages > 10 {
				t.Fatalf("%s: page %d of %d", query, pages, len(p.Subscriptions))
			}
		}
		if len(seen) != want {
			t.Errorf("%s: %d subscriptions, want %d", query, len(seen), want)
		}
	}
	for _, query := range []string{"?cursor=x", "?renewal_month=March", "?status=a&status=b"} {
		do[any](t, l, http.StatusBadRequest, called{method: http.MethodGet, query: query})
	}
	if p := do[pageOf](t, l, http.StatusOK, called{method: http.MethodGet, client: local.Foreign}); len(p.Subscriptions) != 0 {
		t.Errorf("another partner sees %+v", p)
	}
}
