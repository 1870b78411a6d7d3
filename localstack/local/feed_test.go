package local_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/api"
)

func TestAShopIsToldWhatBecomesOfItsOrderInSequence(t *testing.T) {
	t.Parallel()
	w := telling(t)
	e := w.listen(t, "/shop")
	take(t, w.System, w.clock, "order")
	minutes(t, w.System, 5*time.Minute)
	o := finish(t, w.System, w.clock)
	minutes(t, w.System, 3*time.Minute)

	var types, ids []string
	for i, m := range w.came("/shop") {
		if m.Refused != "" || m.Order != string(o.ID) || m.Sequence != int64(i+1) || m.Signatures != 1 || m.Again {
			t.Errorf("message %d: %+v", i, m)
		}
		types, ids = append(types, m.Type), append(ids, m.ID)
	}
	if diff := cmp.Diff([]string{"order.accepted", "order.provisioning", "order.fulfilled"}, types); diff != "" {
		t.Fatal(diff)
	}
	for _, size := range []string{"1", "2", "200"} {
		var read []string
		for _, r := range w.read(t, local.Client, size) {
			read = append(read, r.Id)
		}
		if diff := cmp.Diff(ids, read); diff != "" {
			t.Errorf("the feed in pages of %s:\n%s", size, diff)
		}
	}
	last := w.read(t, local.Client, "200")[2]
	if d := last.Data; d.Status != "fulfilled" || d.SubscriptionId == nil || d.Seats == nil || d.CustomerId == nil || len(d.AllowedActions) != 1 ||
		d.AllowedActions[0].Name != "cancel" || d.AllowedActions[0].Until == nil {
		t.Errorf("the last event: %+v", last)
	}
	for _, d := range w.deliveries(t, e) {
		if d.State != "delivered" || len(d.Attempts) != 1 || d.Attempts[0].Outcome != "taken" {
			t.Errorf("delivery: %+v", d)
		}
	}
	for _, other := range []string{local.Foreign, local.Branch} {
		if n := len(w.read(t, other, "200")); n != 0 {
			t.Errorf("%s reads %d events of another", other, n)
		}
		for _, path := range []string{"/rotate", "/disable", "/verify"} {
			status(t, w.ask(t, other, "POST", "/v1/endpoints/"+e.Endpoint.Id+path, "", nil), http.StatusNotFound)
		}
	}
}

func TestNoBodyOfAnEventHasAnybodysNameOrAddress(t *testing.T) {
	t.Parallel()
	w := telling(t)
	w.listen(t, "/shop")
	o := take(t, w.System, w.clock, "order")
	minutes(t, w.System, 5*time.Minute)
	for _, m := range w.came("/shop") {
		for _, secret := range []string{o.Customer.Company, o.Customer.First, o.Customer.Last, o.Customer.Email, o.Customer.Domain, o.Customer.Address.Line1} {
			if secret != "" && strings.Contains(m.Body, secret) {
				t.Errorf("%q in %s", secret, m.Body)
			}
		}
	}
}

func TestAnEndpointThatDoesNotEchoIsNotTold(t *testing.T) {
	t.Parallel()
	w := telling(t)
	must(t, w.Receiver.Set("/deaf", receiver.Manner{Deaf: true}))
	e := decoded[api.EndpointSecret](t, w.ask(t, local.Client, "POST", "/v1/endpoints", `{"url":"`+hooks+`/deaf"}`, nil), http.StatusCreated)
	status(t, w.ask(t, local.Client, "POST", "/v1/endpoints/"+e.Endpoint.Id+"/verify", "", nil), http.StatusForbidden)
	take(t, w.System, w.clock, "order")
	minutes(t, w.System, 3*time.Minute)
	if got := w.came("/deaf"); len(got) != 0 {
		t.Errorf("it was told: %+v", got)
	}
	if n := len(w.read(t, local.Client, "200")); n == 0 {
		t.Error("the feed has nothing")
	}
}

func TestAnEndpointThatIsGoneIsDisabledAndGetsNothingMore(t *testing.T) {
	t.Parallel()
	w := telling(t)
	e := w.listen(t, "/gone")
	must(t, w.Receiver.Set("/gone", receiver.Manner{Status: http.StatusGone}))
	take(t, w.System, w.clock, "order")
	minutes(t, w.System, 5*time.Minute)
	if got := w.came("/gone"); len(got) != 1 {
		t.Errorf("it was told %d times", len(got))
	}
	all := decoded[api.EndpointList](t, w.ask(t, local.Client, "GET", "/v1/endpoints", "", nil), http.StatusOK).Endpoints
	if len(all) != 1 || all[0].State != "disabled" || all[0].Reason == nil || *all[0].Reason != "gone" {
		t.Errorf("the endpoint: %+v", all)
	}
	must(t, w.Receiver.Set("/gone", receiver.Manner{Secrets: []string{e.Secret}}))
	status(t, w.ask(t, local.Client, "POST", "/v1/endpoints/"+e.Endpoint.Id+"/verify", "", nil), http.StatusOK)
	order := w.read(t, local.Client, "1")[0].Data.OrderId
	key := map[string]string{"Idempotency-Key": "again-1"}
	for range 2 {
		r := decoded[api.Replay](t, w.ask(t, local.Client, "POST", "/v1/events/replay", `{"order_id":"`+order+`"}`, key), http.StatusAccepted)
		if r.Events < 3 {
			t.Errorf("%d events sent once more", r.Events)
		}
	}
	must(t, w.Drain(t.Context()))
	if got := w.came("/gone"); len(got) < 4 || slices.ContainsFunc(got[1:], func(m receiver.Message) bool { return m.Refused != "" || m.Again }) {
		t.Errorf("after it was verified again: %+v", got)
	}
}

func TestAReceiverThatIsDeadForDaysMakesADeadLetterAndANotice(t *testing.T) {
	t.Parallel()
	w := telling(t)
	e := w.listen(t, "/dead", "order.accepted")
	must(t, w.Receiver.Set("/dead", receiver.Manner{Status: http.StatusInternalServerError}))
	take(t, w.System, w.clock, "order")
	for range 150 {
		w.clock.Advance(time.Hour - time.Minute)
		pass(t, w.System, time.Minute)
	}
	got := w.deliveries(t, e)
	if len(got) != 1 || got[0].State != "dead" || len(got[0].Attempts) != 10 {
		t.Fatalf("deliveries: %+v", got)
	}
	notices := decoded[api.NoticePage](t, w.ask(t, local.Client, "GET", "/v1/partners/sample/notices", "", nil), http.StatusOK).Notices
	if n := len(slices.DeleteFunc(notices, func(n api.Notice) bool { return n.Topic != "endpoint.dead" })); n != 1 {
		t.Errorf("%d notices", n)
	}
	if dead := len(w.Events.Dead()); dead != 0 {
		t.Errorf("%d messages of the queue are dead", dead)
	}
}

func TestARotatedSecretSignsBesideTheOldOneForADay(t *testing.T) {
	t.Parallel()
	w := telling(t)
	e := w.listen(t, "/turn")
	next := decoded[api.EndpointSecret](t, w.ask(t, local.Client, "POST", "/v1/endpoints/"+e.Endpoint.Id+"/rotate", "", nil), http.StatusOK)
	if next.Secret == e.Secret {
		t.Fatal("the secret is the same")
	}
	take(t, w.System, w.clock, "order") // the receiver knows the old secret alone
	minutes(t, w.System, 5*time.Minute)
	for _, m := range w.came("/turn") {
		if m.Signatures != 2 || m.Refused != "" {
			t.Errorf("with both: %+v", m)
		}
	}
	must(t, w.Receiver.Set("/turn", receiver.Manner{Secrets: []string{next.Secret}}))
	w.clock.Advance(24 * time.Hour)
	first := w.came("/turn")[0].ID
	status(t, w.ask(t, local.Client, "POST", "/v1/events/replay", `{"event_id":"`+first+`"}`, nil), http.StatusAccepted)
	w.Restart() // what a function remembers of a secret
	must(t, w.Drain(t.Context()))
	got := w.came("/turn")
	if last := got[len(got)-1]; last.ID != first || last.Signatures != 1 || last.Refused != "" {
		t.Errorf("after a day: %+v", last)
	}
}

func TestWhatTheContractRefusesOfEndpointsTheFunctionRefuses(t *testing.T) {
	t.Parallel()
	w := telling(t)
	e := w.listen(t, "/shop")
	for _, c := range []struct{ sample, body string }{
		{"endpoint", `{"url":"https://receiver.sim/other","types":["order.*","subscription.expired"],"connection_id":"` + local.Connection + `"}`},
		{"endpoint.types", `{"types":["order.fulfilled"]}`},
		{"endpoint.replay", `{"endpoint_id":"` + e.Endpoint.Id + `","event_id":"evt_1","order_id":"ord_1","from_time":"2026-11-20T14:00:00Z","to_time":"2026-11-20T15:00:00Z"}`},
	} {
		refusedAlike(t, w.System, "endpoint", c.sample, c.body, func(*request) {})
	}
}

func TestAnAddressThatIsNeverPostedToIsNotRegistered(t *testing.T) {
	t.Parallel()
	w := telling(t)
	for _, url := range []string{
		"http://shop.example/hook", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://shop.example:9001/", "https://u:p@shop.example/",
		"https://shop.example/#a", "https://169.254.169.254/latest/meta-data", "https://2130706433/", "ftp://shop.example/", "//shop.example",
	} {
		a := w.ask(t, local.Client, "POST", "/v1/endpoints", `{"url":"`+url+`"}`, nil)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "/url") || strings.Contains(a.Body, "whsec_") {
			t.Errorf("%s: %d %s", url, a.StatusCode, a.Body)
		}
	}
	for body, want := range map[string]int{
		`{"url":"https://shop.example/a","types":["order.eaten"]}`:          http.StatusUnprocessableEntity,
		`{"url":"https://shop.example/a","types":["order.*","order.*"]}`:    http.StatusUnprocessableEntity,
		`{"url":"https://shop.example/a","connection_id":"con_of_nobody"}`:  http.StatusNotFound,
		`{"url":"https://shop.example/a","types":[]}`:                       http.StatusCreated,
		`{"url":"https://shop.example/b","types":["order.*"]}`:              http.StatusCreated,
		`{"url":"https://shop.example/c","types":["migration.mail_moved"]}`: http.StatusCreated,
	} {
		status(t, w.ask(t, local.Client, "POST", "/v1/endpoints", body, nil), want)
	}
	status(t, w.ask(t, local.Client, "POST", "/v1/endpoints", `{"url":"https://shop.example/b"}`, nil), http.StatusConflict)
}

func TestAShopIsToldWhenTheSeatsOfItsLicenceChange(t *testing.T) {
	t.Parallel()
	w := telling(t)
	w.listen(t, "/shop", "subscription.*")
	take(t, w.System, w.clock, "order")
	finish(t, w.System, w.clock)
	minutes(t, w.System, 3*time.Minute)
	all := w.read(t, local.Client, "200")
	id := *all[len(all)-1].Data.SubscriptionId
	status(t, w.ask(t, local.Client, "POST", "/v1/subscriptions/"+id+"/seats", `{"delta":2}`, map[string]string{"Idempotency-Key": "more"}), http.StatusAccepted)
	minutes(t, w.System, 5*time.Minute)
	got := w.came("/shop")
	if len(got) != 1 || got[0].Type != "subscription.seats_changed" || got[0].Refused != "" || got[0].Sequence != int64(len(all)+1) || !strings.Contains(got[0].Body, id) {
		t.Errorf("it was told: %+v", got)
	}
}
