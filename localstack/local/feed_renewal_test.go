package local_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
)

// A monthly licence renews in a week: the shop is told once, with the next number of the order, whatever was read in between.
func TestAShopIsToldOfARenewalThatIsNear(t *testing.T) {
	t.Parallel()
	w := telling(t)
	w.listen(t, "/shop", "subscription.*")
	take(t, w.System, w.clock, "order", `"term_duration": "P1Y"`, `"term_duration": "P1M"`)
	finish(t, w.System, w.clock)
	minutes(t, w.System, 3*time.Minute)
	before := len(w.read(t, local.Client, "200"))
	days(t, w.System, w.clock, 20)
	if got := w.came("/shop"); len(got) != 0 {
		t.Fatalf("it was told too soon: %+v", got)
	}
	days(t, w.System, w.clock, 5)
	minutes(t, w.System, 5*time.Minute)
	got := w.came("/shop")
	if len(got) != 1 || got[0].Type != "subscription.renewal_upcoming" || got[0].Refused != "" || got[0].Sequence != int64(before+1) {
		t.Errorf("it was told: %+v", got)
	}
}
