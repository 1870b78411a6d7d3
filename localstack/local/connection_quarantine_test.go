package local_test

import (
	"net/http"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// waiting lists what waits for a person of the sample's connection.
func waiting(t *testing.T, s *local.System) []api.QuarantineEntry {
	t.Helper()
	return decoded[api.QuarantinePage](t, connection(t, s, "quarantine", nil), http.StatusOK).Waiting
}

// mend changes the settings of the sample's connection as they are now.
func mend(t *testing.T, s *local.System, change func(*api.ConnectionSettings)) {
	t.Helper()
	now := connection(t, s, "get", nil)
	c := decoded[api.Connection](t, now, http.StatusOK)
	status(t, connection(t, s, "put", to(local.Connection, now.Headers["ETag"], altered(t, func(n *api.ConnectionSettings) {
		*n = api.ConnectionSettings{Shop: c.Shop, Skus: c.Skus, Limits: c.Limits, Attributes: c.Attributes, Clients: c.Clients}
		change(n)
	}))), http.StatusOK)
}

func TestWhatNobodyCouldUseIsListedAndReplayedAfterItWasMended(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook.unmapped", nil), http.StatusOK)
	all := waiting(t, s)
	if len(all) == 0 || all[0].Reason != "sku_unmapped" || all[0].Suggestion == "" || all[0].Delivery == nil || all[0].Waivable {
		t.Fatalf("waiting: %+v", all)
	}
	replay := func(delivery string, want int) {
		t.Helper()
		status(t, connection(t, s, "replay", altered(t, func(r *api.DeliveryReplay) { r.Delivery = delivery })), want)
		if err := s.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	replay("none", http.StatusNotFound)
	if replay(*all[0].Delivery, http.StatusAccepted); len(s.OrderIDs()) != 0 || len(waiting(t, s)) != len(all) {
		t.Fatalf("replayed unmended: %d orders, waiting %+v", len(s.OrderIDs()), waiting(t, s))
	}
	mend(t, s, func(n *api.ConnectionSettings) {
		n.Skus["M365-UNKNOWN"] = n.Skus["M365-BP-1Y-M"]
	})
	s.Restart()
	replay(*all[0].Delivery, http.StatusAccepted)
	if left := waiting(t, s); len(left) != 0 {
		t.Errorf("still waiting: %+v", left)
	}
	finish(t, s, clock)
	replay(*all[0].Delivery, http.StatusAccepted)
	if n := len(s.OrderIDs()); n != 1 {
		t.Errorf("%d orders, want 1", n)
	}
	status(t, connection(t, s, "pause", nil), http.StatusOK)
	replay(*all[0].Delivery, http.StatusConflict)
}

func TestAnOrderIsLetPassInSpiteOfAReasonByAPerson(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	one := 1
	mend(t, s, func(n *api.ConnectionSettings) { n.Limits = &api.ConnectionLimits{Seats: &one} })
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	all := waiting(t, s)
	if len(all) != 1 || all[0].Reason != "too_many_seats" || !all[0].Waivable || all[0].Order == nil {
		t.Fatalf("waiting: %+v", all)
	}
	waive := func(order, reason string, want int) {
		t.Helper()
		status(t, connection(t, s, "waive", altered(t, func(w *api.Waiver) { w.Order, w.Reason = order, reason })), want)
	}
	waive("none", all[0].Reason, http.StatusNotFound)
	waive(*all[0].Order, "sku_unmapped", http.StatusUnprocessableEntity)
	for range 2 {
		waive(*all[0].Order, all[0].Reason, http.StatusOK)
	}
	if left := waiting(t, s); len(left) != 0 {
		t.Errorf("still waiting: %+v", left)
	}
	if o := finish(t, s, clock); o.Shop != local.Connection {
		t.Errorf("the order is of %q", o.Shop)
	}
}

func TestKeysOfAShopsAPIAreStoredAndNeverShown(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	a := connection(t, s, "keys", nil)
	status(t, a, http.StatusOK)
	kept, err := s.Secrets.Read(t.Context(), "connection/"+local.Connection+"/api")
	if err != nil || kept != `{"token":"shpat_sample_0001"}` {
		t.Errorf("kept %q, %v", kept, err)
	}
	for _, body := range []string{`{}`, `{"key":"k","secret":"s"}`, `{"token":"a b"}`} {
		status(t, connection(t, s, "keys", func(e *request) { e.Body = body }), http.StatusUnprocessableEntity)
	}
}
