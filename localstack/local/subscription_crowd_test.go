package local_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/shared/order"

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

// cancels calls the cancel of an order.
func cancels(ctx context.Context, l licence, order, key string) (int, error) {
	token, err := l.Token(ctx, local.Client)
	if err != nil {
		return 0, err
	}
	payload, err := json.Marshal(request{
		HTTPMethod: http.MethodPost, Path: "/v1/orders/" + order + "/cancel", Resource: "/v1/orders/{order_id}/cancel",
		PathParameters: map[string]string{"order_id": order}, Headers: map[string]string{"Authorization": "Bearer " + token, "Idempotency-Key": key},
	})
	if err != nil {
		return 0, err
	}
	out, err := l.Invoke(ctx, "cancel", payload)
	if err != nil {
		return 0, err
	}
	var a events.APIGatewayProxyResponse
	return a.StatusCode, json.Unmarshal(out, &a)
}

func TestFiftyTechniciansCancelTheSameOrderAndItIsCancelledOnce(t *testing.T) {
	t.Parallel()
	for name, alsoLicence := range map[string]bool{"the order": false, "the order, and the licence that it bought": true} {
		l := owned(t)
		id, err := l.OnlyOrder()
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for i := range 50 {
			group.Go(func() {
				key := fmt.Sprintf("technician-%d", i)
				var code int
				var err error
				if alsoLicence && i%2 == 1 {
					var a events.APIGatewayProxyResponse
					a, err = call(t.Context(), l.System, called{method: http.MethodPost, path: "/" + l.id + "/cancel", header: map[string]string{"Idempotency-Key": key}})
					code = a.StatusCode
				} else {
					code, err = cancels(t.Context(), l, id, key)
				}
				if err != nil || code != http.StatusAccepted && code != http.StatusConflict {
					t.Errorf("%s: answered %d, %v", name, code, err)
				}
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
		finish(t, l.System, l.clock)
		pass(t, l.System, 2*time.Hour)
		now, r := l.at(t), l.record(t)
		if now.Status != "deleted" || now.Updates != 1 || r.Facts.Status != "deleted" || r.Intent != nil || len(l.PartnerCenter.Violations())+len(l.Queue.Dead()) != 0 {
			t.Errorf("%s: %+v; %+v", name, now, r)
		}
		if o := the(t, l.System, l.clock); o.State != order.Cancelled {
			t.Errorf("%s: the order is %s: %+v", name, o.State, o.Steps)
		}
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
