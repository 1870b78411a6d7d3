package partnercenter_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// life is one subscription on its random way, with the upgrades of a part of its seats.
type life struct {
	*world

	customer, path string
	gone           map[string]bool // that were deleted once
}

// step does something that may be refused, and never answers anything but a refusal or a success.
func (l *life) step(t *rapid.T) {
	var a answer
	switch rapid.IntRange(0, 7).Draw(t, "step") {
	case 0:
		a = l.edit(l.path, map[string]any{"quantity": rapid.IntRange(0, 12).Draw(t, "seats")})
	case 1:
		a = l.edit(l.path, map[string]any{"status": rapid.SampledFrom([]string{"active", "suspended", "deleted"}).Draw(t, "status")})
	case 2:
		a = l.edit(l.path, map[string]any{"autoRenewEnabled": rapid.Bool().Draw(t, "renewal")})
	case 3:
		a = l.edit(l.path, map[string]any{"scheduledNextTermInstructions": next(rapid.SampledFrom([]string{basic, office}).Draw(t, "next"))})
	case 4:
		a = l.edit(l.path, map[string]any{
			"termDuration": rapid.SampledFrom([]string{"P1M", "P1Y", "P3Y"}).Draw(t, "term"), "billingCycle": "monthly",
		})
	case 5:
		a = l.upgrade(l.path, rapid.SampledFrom([]string{office, premium}).Draw(t, "item"), map[string]any{
			"quantity": rapid.IntRange(1, 6).Draw(t, "moved"),
		})
	default:
		l.pass(time.Duration(rapid.SampledFrom([]int{1, 20, 24 * 3, 24 * 8, 24 * 33, 24 * 400}).Draw(t, "hours")) * time.Hour)
		return
	}
	if a.status >= http.StatusInternalServerError || a.status == http.StatusNotFound {
		t.Fatalf("answered %d: %s", a.status, a.body)
	}
}

// check holds what is true at every time: a deleted subscription stays so; what is scheduled needs renewal; no more can be given back than is
// there; a term has a beginning before its end; and nobody is paid for having had something.
func (l *life) check(t *rapid.T) {
	for _, sub := range l.sim.Subscriptions() {
		switch {
		case l.gone[sub.ID] && sub.Status != "deleted":
			t.Fatalf("came back: %+v", sub)
		case sub.Scheduled && !sub.AutoRenew:
			t.Fatalf("something is scheduled without renewal: %+v", sub)
		case sub.Status == "active" && sub.Quantity < 1:
			t.Fatalf("active without seats: %+v", sub)
		case !sub.Start.Before(sub.End.AddDate(0, 0, 1)):
			t.Fatalf("ends before it begins: %+v", sub)
		case sub.CancelUntil.After(sub.Start.Add(7 * oneDay)):
			t.Fatalf("can be cancelled for longer than seven days: %+v", sub)
		}
		l.gone[sub.ID] = sub.Status == "deleted"
		var shown struct {
			Refundable struct {
				Total int `json:"totalQuantity"`
			} `json:"refundableQuantity"`
		}
		l.do(http.MethodGet, l.path[:strings.LastIndex(l.path, "/")+1]+sub.ID, nil).want(200, 0).into(&shown)
		if shown.Refundable.Total > sub.Quantity {
			t.Fatalf("%d of %d seats can be given back", shown.Refundable.Total, sub.Quantity)
		}
	}
	for _, b := range l.sim.Ledger() {
		if strings.HasPrefix(b.Total, "-") {
			t.Fatalf("the ledger pays: %+v", b)
		}
	}
}

func TestEveryHistoryOfASubscriptionKeepsTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := open(t, func(o *partnercenter.Options) {
			o.TransitionTakes = time.Duration(rapid.IntRange(0, 1).Draw(r, "transition")) * time.Hour
			o.PatchAfter = time.Duration(rapid.IntRange(0, 1).Draw(r, "patch")) * time.Hour
		})
		l := &life{world: w, customer: w.buyer(), gone: map[string]bool{}}
		plan := rapid.SampledFrom([][2]string{{"P1M", "monthly"}, {"P1Y", "annual"}, {"P1Y", "monthly"}}).Draw(r, "plan")
		_, l.path = w.bought(l.customer, basic, 6, plan[0], plan[1])
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			l.step(r)
			l.check(r)
		}
	})
}
