package order_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// trouble lets the sign-in die and live, and calls and writes fail, as the lists say one after the other.
func trouble(d *desk, door *door, fates, loses []string) {
	next := func(list *[]string, usual string) string {
		if len(*list) == 0 {
			return usual
		}
		first := (*list)[0]
		*list = (*list)[1:]
		return first
	}
	d.house.fate = func(string) string {
		fate := next(&fates, "ok")
		if fate == "die" {
			door.die(d.clock)
			return "ok"
		}
		return fate
	}
	d.ledger.lose = func() string {
		lose := next(&loses, "")
		if lose == "lift" {
			door.open()
			return ""
		}
		return lose
	}
}

// live runs an order whenever it is due, asks for its cancel before one of the runs, and lifts the hold whenever it stands. It gives how often that was.
func live(t *rapid.T, d *desk, door *door, id order.ID, cancelAt int) (o order.Order, held int) {
	for n := range 400 {
		if n == cancelAt {
			_, err := d.Cancel(context.Background(), "acme", id, "", "client")
			if err != nil && !slices.Contains([]fault.Kind{fault.Unavailable, fault.Unknown}, fault.Of(err)) {
				t.Fatal(err)
			}
		}
		_, err := d.Run(context.Background(), id)
		if err != nil && fault.Of(err) != fault.Unavailable {
			t.Fatal(err)
		}
		if o, err = d.ledger.Load(context.Background(), id); err != nil {
			t.Fatal(err)
		}
		switch {
		case o.Held() && !o.Due.IsZero():
			t.Fatalf("held and due: %+v", o)
		case o.Held() && door.hold != nil:
			held++
			door.open() // and the release sends it again
		case o.Due.After(d.clock):
			d.clock = o.Due
		case o.Due.IsZero() && !o.Held() && n >= cancelAt:
			return o, held
		}
	}
	t.Fatalf("the order never rests: %+v", o)
	return o, held
}

// TestNoHoldSellsTwiceOrLosesAnOrder: the sign-in dies and lives at any call, calls and writes are cut, a cancel may come. In the end each order is bought once and
// ends, or asks, or was withdrawn.
func TestNoHoldSellsTwiceOrLosesAnOrder(t *testing.T) {
	t.Parallel()
	cases, holds := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk()
		door := locked(d)
		d.house.visible = rapid.SampledFrom([]time.Duration{0, 10 * time.Minute}).Draw(t, "visible")
		trouble(d, door,
			rapid.SliceOfN(rapid.SampledFrom([]string{"ok", "ok", "die", "before", "after", "throttled", "busy"}), 0, 12).Draw(t, "fates"),
			rapid.SliceOfN(rapid.SampledFrom([]string{"", "", "before", "after", "lift"}), 0, 12).Draw(t, "loses"))
		placed, err := d.Place(context.Background(), sample())
		if err != nil {
			t.Fatal(err)
		}
		o, held := live(t, d, door, placed.ID, rapid.IntRange(-1, 6).Draw(t, "cancel"))
		if len(d.house.sold) > 1 || len(d.house.tenants) > 1 {
			t.Fatalf("sold %d, tenants %d", len(d.house.sold), len(d.house.tenants))
		}
		if !o.State.Ended() && o.State != order.AsksPerson {
			t.Fatalf("state %s: %+v", o.State, o.Steps)
		}
		cases++
		holds += held
	})
	fmt.Printf("property: no hold sells twice or loses an order: %d cases, %d holds\n", cases, holds)
}
