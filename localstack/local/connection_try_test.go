package local_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// try tries a connection.
func try(t *testing.T, s *local.System, id string, n api.ConnectionTrial) api.ConnectionTrialResult {
	t.Helper()
	body, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	return decoded[api.ConnectionTrialResult](t, connection(t, s, "test", func(e *request) {
		e.PathParameters = map[string]string{"partner_id": "sample", "connection_id": id}
		e.Body = string(body)
	}), http.StatusOK)
}

func TestAConnectionOfEachPlatformIsTriedWithoutBuyingAnything(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	seats, unknown := 5, "NOT-MAPPED"
	for _, id := range []string{local.Connection, local.WooConnection, local.StripeConnection, local.StandardConnection} {
		got := try(t, s, id, api.ConnectionTrial{Seats: &seats})
		if got.Result != "placed" || len(got.Lines) != 1 || got.Lines[0].Seats != 5 || got.Lines[0].ProductId == "" || got.Secret != "current" || len(got.Waiting) != 0 {
			t.Errorf("%s: %+v", id, got)
		}
		if asks := id == local.StripeConnection; asks != (len(got.Asks) > 0) {
			t.Errorf("%s asks %v", id, got.Asks)
		}
		if got = try(t, s, id, api.ConnectionTrial{Sku: &unknown}); got.Result != "quarantined" || len(got.Waiting) != 1 || got.Waiting[0].Reason != "sku_unmapped" {
			t.Errorf("%s, a SKU that is not mapped: %+v", id, got)
		}
		many := 4000
		if got = try(t, s, id, api.ConnectionTrial{Seats: &many}); got.Result != "quarantined" || got.Waiting[0].Reason != "too_many_seats" || !got.Waiting[0].Waivable {
			t.Errorf("%s, too many: %+v", id, got)
		}
	}
	if err := s.Drain(t.Context()); err != nil || len(s.OrderIDs()) != 0 || len(waiting(t, s)) != 0 {
		t.Errorf("%v, orders %v, waiting %v", err, s.OrderIDs(), waiting(t, s))
	}
}

func TestAConnectionIsTriedWithWhatTheShopSent(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	raw, err := samples.Sample("webhook")
	if err != nil {
		t.Fatal(err)
	}
	var e request
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	body := func(edit ...string) api.ConnectionTrial {
		text := strings.NewReplacer(edit...).Replace(e.Body)
		return api.ConnectionTrial{Body: &text}
	}
	if got := try(t, s, local.Connection, body()); got.Result != "placed" || len(got.Lines) != 1 {
		t.Errorf("%+v", got)
	}
	if got := try(t, s, local.Connection, body("M365-Tenant-Domain", "Remark")); got.Result != "quarantined" || got.Waiting[0].Reason != "tenant_domain_invalid" {
		t.Errorf("without a domain: %+v", got)
	}
	if got := try(t, s, local.Connection, body(`"paid"`, `"pending"`)); got.Result != "unchanged" || got.Waiting[0].Reason != "awaiting_payment" {
		t.Errorf("unpaid: %+v", got)
	}
	junk, topic := "no order", "app/uninstalled"
	if got := try(t, s, local.Connection, api.ConnectionTrial{Body: &junk}); got.Result != "quarantined" || got.Waiting[0].Reason != "unreadable" {
		t.Errorf("junk: %+v", got)
	}
	if got := try(t, s, local.Connection, api.ConnectionTrial{Topic: &topic}); got.Result != "quarantined" || got.Waiting[0].Reason != "unknown_topic" {
		t.Errorf("another topic: %+v", got)
	}
	if len(s.OrderIDs()) != 0 {
		t.Error("something was bought")
	}
}
