package local_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/audit"
)

// broughtIn sends a sheet, decides about it when it waits, and fails unless the import comes to its state.
func broughtIn(t *testing.T, s *local.System, clock *local.Clock, month, text, decision, state string) {
	t.Helper()
	clock.Advance(time.Minute)
	id := sent(t, s, month, text)
	_, err := s.Arrive(t.Context())
	must(t, err)
	if decision != "" {
		want := map[string]int{"approve": http.StatusAccepted, "reject": http.StatusOK}[decision]
		for range 2 { // the same again changes nothing, and leaves nothing
			ofPrices[any](t, s, want, http.MethodPost, "/prices/imports/"+id+"/"+decision, `{"reason":"Ada Lovelace said so"}`, nil)
			_, err = s.Arrive(t.Context())
			must(t, err)
		}
	}
	imported(t, s, id, state)
}

func TestEachChangeOfPricesLeavesARecord(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	broughtIn(t, s, clock, "2026-11", priceSheet("100.00", "200.00", "x"), "approve", "applied")
	broughtIn(t, s, clock, "2026-12", priceSheet("1000.00", "2000.00"), "reject", "refused")
	broughtIn(t, s, clock, "2026-12", priceSheet("100.00", "201.00"), "", "applied")
	ofPrices[any](t, s, http.StatusOK, http.MethodPost, "/prices/rollback", `{"kind":"new_commerce","reason":"too early"}`, map[string]string{"If-Match": `"2"`})
	const plan = `{"name":"Standard","rules":[{"id":"a","way":"markup","percent":"20"}]}`
	ofPrices[any](t, s, http.StatusOK, http.MethodPut, "/plans/default?reason=first", plan, map[string]string{"If-None-Match": "*"})
	ofPrices[any](t, s, http.StatusOK, http.MethodPut, "/plans/default?reason=second", plan, map[string]string{"If-Match": `"1"`})
	ofPrices[any](t, s, http.StatusPreconditionFailed, http.MethodPut, "/plans/default?reason=late", plan, map[string]string{"If-Match": `"1"`})
	for range 2 {
		ofPrices[any](t, s, http.StatusOK, http.MethodPut, "/prices/offers/CFQ7TTC0LCH0/0002", `{"name":"Mein Büro","order":1}`, nil)
	}
	all, said := records(t, s, clock, audit.Prices("sample"))
	client := audit.Client(local.Client)
	want := []string{
		client + " price.import.begun", client + " price.import.approved", "worker price.list.in_use",
		client + " price.import.begun", client + " price.import.rejected",
		client + " price.import.begun", "worker price.list.in_use", client + " price.list.rolled_back",
		client + " price.plan.saved", client + " price.plan.saved", client + " price.offer.renamed",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
	for _, e := range all {
		if strings.Contains(string(e.Body), "Ada") || strings.Contains(string(e.Body), "too early") {
			t.Errorf("what a person wrote stands in the chain: %s", e.Body)
		}
	}
	approved, used, back, saved, named := all[1], all[6], all[7], all[9], all[10]
	if approved.Private.Data["reason"] != "Ada Lovelace said so" || approved.After["guard rejected"] == "" || approved.Correlation == "" || all[2].After["approved by"] != local.Client {
		t.Errorf("approved: %s beside %v, then %s", approved.Body, approved.Private, all[2].Body)
	}
	if used.Before["version"] != "1" || used.After["version"] != "2" || back.After["version"] != "3" || back.After["import"] != used.Before["import"] || back.Private.Data["reason"] != "too early" {
		t.Errorf("in use: %s, taken back: %s", used.Body, back.Body)
	}
	if saved.Before["version"] != "1" || saved.After["version"] != "2" || !maps.Equal(named.Before, audit.Facts{"name": "", "order": "0"}) || named.After["name"] != "Mein Büro" {
		t.Errorf("saved: %s, named: %s", saved.Body, named.Body)
	}
	tomorrow(t, s, clock)
	if r := verified(t, s, clock); len(r.Findings) != 0 || r.Roots == 0 {
		t.Errorf("%+v", r)
	}
}

// settledPrices fails unless each sheet that came into use has its record, once, whatever ended in between.
func settledPrices(t *testing.T, s *local.System, clock *local.Clock, sheets int) {
	t.Helper()
	_, said := records(t, s, clock, audit.Prices("sample"))
	used := slices.DeleteFunc(said, func(what string) bool { return what != "worker "+string(audit.PricesInUse) })
	if len(used) != sheets {
		t.Errorf("%d records of %d sheets in use", len(used), sheets)
	}
}
