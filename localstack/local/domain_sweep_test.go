package local_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestDomain_ALostMessageIsSentAgainAndOneThatWaitsIsNotSentEachMinute(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	body := `{"customer_id":"TENANT","domain":"contoso.example","host":{"kind":"ovh","account":"main"}}`
	status(t, d.ask(t, http.MethodPost, "/plans", strings.ReplaceAll(body, "TENANT", d.tenant)), http.StatusAccepted)
	for _, m := range d.Domains.Receive(10) {
		must(t, d.Domains.Delete(m.Handle))
	}
	minutes := func(n int) {
		t.Helper()
		for range n {
			d.clock.Advance(time.Minute)
			must(t, d.Wake(t.Context(), "sweep"))
		}
	}
	if minutes(9); d.Domains.Len() != 0 {
		t.Fatalf("%d messages before it is due", d.Domains.Len())
	}
	if minutes(25); d.Domains.Len() != 1 {
		t.Fatalf("%d messages while it waits in the queue, want one", d.Domains.Len())
	}
	if minutes(25); d.Domains.Len() != 2 {
		t.Fatalf("%d messages after another half hour, want a second", d.Domains.Len())
	}
	must(t, d.Drain(t.Context()))
	if a := d.ask(t, http.MethodGet, "/zones/contoso.example", ""); !strings.Contains(a.Body, `"state":"planned"`) {
		t.Errorf("in the end: %s", a.Body)
	}
}
