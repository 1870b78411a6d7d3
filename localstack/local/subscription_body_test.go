package local_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestWhatTheContractRefusesOfAWishTheFunctionRefusesWithAPointer(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	about := func(e *request) {
		e.PathParameters = map[string]string{"subscription_id": l.id}
		set(e, "If-Match", `"1"`)
	}
	for _, c := range []struct{ sample, body string }{
		{"seats", `{"seats":5,"rest":"refuse"}`},
		{"seats.delta", `{"delta":2,"rest":"at_renewal"}`},
		{"cancel", `{"at_term_end":"end"}`},
		{"renewal", `{"auto_renew":false,"at_term_end":"extend_monthly"}`},
		{"schedule", `{"next_term":{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"annual","quantity":2}}`},
		{"upgrade", `{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"annual","seats":2,"into_subscription_id":"` + l.id + `"}`},
		{"nickname", `{"nickname":"Branch office"}`},
		{"partner", `{"mpn":"6100001"}`},
	} {
		refusedAlike(t, l.System, "subscription", "subscription."+c.sample, c.body, about)
	}
	if r := l.record(t); r.Version != 1 || l.Queue.Len() != 0 || l.at(t).Updates != 0 {
		t.Errorf("something was taken in: %d messages, %+v", l.Queue.Len(), r)
	}
}

func TestAWishThatCannotBeUndoneNeedsAKeyAndANumberOfSeatsWhatWasSeen(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	for what, body := range map[string]string{"seats": `{"delta":1}`, "upgrade": `{"product_id":"CFQ7TTC0LCHC","sku_id":"0002"}`} {
		do[any](t, l, http.StatusBadRequest, called{method: http.MethodPost, path: "/" + l.id + "/" + what, body: body})
	}
	for tag, want := range map[string]int{"*": http.StatusBadRequest, `"x"`: http.StatusPreconditionFailed, `"0"`: http.StatusPreconditionFailed, `W/"9"`: http.StatusConflict} {
		header := map[string]string{"Idempotency-Key": fmt.Sprintf("key-%x", tag), "If-Match": tag}
		do[any](t, l, want, called{method: http.MethodPost, path: "/" + l.id + "/seats", body: `{"seats":5}`, header: header})
	}
}

func TestAQueryThatTheContractRefusesIsRefused(t *testing.T) {
	t.Parallel()
	l := seeded(t, partnercenter.SubscriptionSeed{})
	for _, query := range []string{
		"?seats=0", "?seats=-1", "?seats=x", "?seats=1.5", "?seats=1000001", "?delta=0", "?delta=1000001", "?delta=-1000001", "?delta=", "?seats=1&seats=2",
		"?seats=1&delta=1", "?rest=x", "?rest=", "?at_term_end=never",
	} {
		do[any](t, l, http.StatusBadRequest, called{method: http.MethodGet, path: "/" + l.id + "/options", query: query})
	}
	for _, query := range []string{"?seats=1000000", "?delta=-1000000&rest=refuse", "?at_term_end=extend_monthly"} {
		do[any](t, l, http.StatusOK, called{method: http.MethodGet, path: "/" + l.id + "/options", query: query})
	}
	for _, client := range []string{local.Foreign, local.Branch} {
		do[any](t, l, http.StatusNotFound, called{method: http.MethodGet, path: "/" + l.id + "/options", client: client})
	}
	do[any](t, l, http.StatusNotFound, called{method: http.MethodGet, path: "/" + l.id + "/changes/chg_none"})
}
