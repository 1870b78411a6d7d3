package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// TestNoAnswerToARefusalSellsTwice: answers are lost, refused with and without a field, or come late; a person answers every question, with a new number
// of seats where one is asked for. However it goes, one tenant is made, one purchase at most, and the order is fulfilled in the end or still asks.
func TestNoAnswerToARefusalSellsTwice(t *testing.T) {
	t.Parallel()
	distinct, answered := map[string]bool{}, 0
	rapid.Check(t, func(rt *rapid.T) {
		story, answers := refusals(rt)
		distinct[story] = true
		answered += answers
	})
	fmt.Printf("property: no answer to a refusal sells twice: %d distinct cases, %d answers\n", len(distinct), answered)
}

func refusals(rt *rapid.T) (story string, answers int) {
	d := newDesk()
	var told strings.Builder
	d.house.visible = rapid.SampledFrom([]time.Duration{0, 10 * time.Minute}).Draw(rt, "visible")
	d.house.replays = rapid.Bool().Draw(rt, "replays")
	troubles := rapid.IntRange(0, 10).Draw(rt, "troubles")
	d.house.fate = func(call string) string {
		if troubles == 0 {
			return "ok"
		}
		troubles--
		fate := rapid.SampledFrom([]string{"ok", "before", "after", "busy", "no", "field"}).Draw(rt, call)
		fmt.Fprintf(&told, "%s %s,", call, fate)
		return fate
	}
	placed, err := d.Place(context.Background(), sample())
	if err != nil {
		rt.Fatal(err)
	}
	o := d.settle(rt, placed.ID)
	for ; o.State == order.AsksPerson && answers < 30; answers++ {
		r := order.Reply{Value: json.RawMessage(`"retry"`)}
		if o.Question.Field != "" {
			r = order.Reply{Field: o.Question.Field, Value: json.RawMessage(strconv.Itoa(2 + answers))}
		}
		if _, err := d.Answer(context.Background(), "acme", placed.ID, r); err != nil {
			rt.Fatalf("answer %+v: %v", o.Question, fault.Fields(err))
		}
		o = d.settle(rt, placed.ID)
	}
	if len(d.house.sold) > 1 || len(d.house.tenants) > 1 || o.State != order.Fulfilled {
		rt.Fatalf("state %s, sold %d, tenants %d: %s %+v", o.State, len(d.house.sold), len(d.house.tenants), told.String(), o.Steps)
	}
	if sold := d.house.sold[0].Lines[0].Quantity; sold != o.Lines[0].Quantity {
		rt.Fatalf("%d seats are sold and %d asked for", sold, o.Lines[0].Quantity)
	}
	return told.String(), answers
}
