package partnercenter_test

import (
	_ "embed"
	"net/http"
	"testing"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

//go:embed seed.example.json
var example string

func TestAFileGivesAWholeWorld(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodPost, "/_sim/seed", example).want(201, 0)
	all := w.sim.Subscriptions()
	if len(w.sim.Customers()) != 3 || len(all) != 2 || all[0].Reseller != "5555555" || all[1].Start.Month() != 6 {
		t.Fatalf("got %+v", all)
	}
	if got, _ := w.owed(all[0].ID); got != "864.00" {
		t.Fatalf("owes %s", got)
	}
	w.do(http.MethodPost, "/_sim/seed", example).want(400, 0)
	w.do(http.MethodPost, "/_sim/seed", `{"colour":1}`).want(400, 0)
	w.do(http.MethodGet, "/_sim/resellers", nil).want(200, 0).has("Corner Shop")
}

func TestHabitsChangeWhileTheServiceRuns(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	_, path := w.bought(w.buyer(), basic, 3, "P1Y", "annual")
	w.do(http.MethodPost, "/_sim/habits", map[string]any{"patchAfter": "1m", "quirks": map[string]any{"bom": true}}).want(201, 0)
	w.do(http.MethodPost, "/_sim/habits", map[string]any{"patchAfter": "soon"}).want(400, 0)
	w.do(http.MethodGet, "/_sim/habits", nil).want(200, 0).has(`"patchAfter":"1m0s"`)
	if a := w.do(http.MethodGet, path, nil); a.body[:3] != "\ufeff" {
		t.Fatalf("got %q", a.body[:3])
	}
	if err := w.sim.Behave(partnercenter.Habits{PatchAfter: "1m"}); err != nil {
		t.Fatal(err)
	}
	if a := w.edit(path, map[string]any{"quantity": 4}); a.status != http.StatusAccepted {
		t.Fatalf("got %d", a.status)
	}
}
