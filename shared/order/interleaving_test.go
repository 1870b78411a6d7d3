package order_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/order"
)

// TestNoInterleavingSellsTwice is the promise of the product: whatever is cut, throttled, refused, lost or hidden for a while, an order is bought at most
// once, one tenant is made, and the order ends or asks.
func TestNoInterleavingSellsTwice(t *testing.T) {
	t.Parallel()
	rounds := 30 // of a hundred
	if testing.Short() {
		rounds = 1
	}
	distinct := map[string]bool{}
	for range rounds {
		rapid.Check(t, func(rt *rapid.T) { distinct[interleaving(rt)] = true })
	}
	fmt.Printf("property: no interleaving of lost, refused and throttled answers sells twice: %d distinct cases\n", len(distinct))
}

// interleaving tells one story of an order with random trouble, and gives a name for it.
func interleaving(rt *rapid.T) string {
	d := newDesk()
	var story strings.Builder
	d.house.visible = time.Duration(rapid.SampledFrom([]int{0, 10, 14, 20}).Draw(rt, "visible")) * time.Minute
	d.house.replays = rapid.Bool().Draw(rt, "replays")
	troubles := rapid.IntRange(0, 12).Draw(rt, "troubles")
	d.house.fate = func(call string) string {
		if troubles == 0 {
			return "ok"
		}
		fate := rapid.SampledFrom([]string{"ok", "ok", "before", "after", "throttled", "down", "busy"}).Draw(rt, call)
		fmt.Fprintf(&story, "%s %s,", call, fate)
		if fate != "ok" {
			troubles--
		}
		return fate
	}
	losses := rapid.IntRange(0, 4).Draw(rt, "losses")
	d.ledger.lose = func() string {
		if losses == 0 {
			return ""
		}
		losses--
		lost := rapid.SampledFrom([]string{"", "before", "after"}).Draw(rt, "save")
		fmt.Fprintf(&story, "save %s,", lost)
		return lost
	}
	placed, err := d.Place(context.Background(), sample())
	if err != nil {
		rt.Fatalf("place: %v", err)
	}
	o := d.settle(rt, placed.ID)
	if len(d.house.sold) > 1 || len(d.house.tenants) > 1 {
		rt.Fatalf("sold %d, tenants %d: %v", len(d.house.sold), len(d.house.tenants), d.house.calls)
	}
	if o.State != order.Fulfilled && o.State != order.AsksPerson {
		rt.Fatalf("state %s: %+v", o.State, o.Steps)
	}
	if o.State == order.Fulfilled && len(d.house.sold) != 1 {
		rt.Fatalf("fulfilled without a purchase")
	}
	if o.State == order.AsksPerson && d.house.visible < 15*time.Minute {
		rt.Fatalf("asked a person although everything could be found out: %+v", o.Steps)
	}
	fmt.Fprintf(&story, "%s %v", d.house.visible, d.house.replays)
	return story.String()
}
