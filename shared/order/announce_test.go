package order_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/order"
)

func TestAShopIsToldOfEachStateOnceHoweverOftenTheOrderIsWritten(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	o := order.Order{ID: "ord_1", Partner: "p", Source: order.Source{Kind: "shopify", Of: "con_1", Ref: "42"}, Lines: []order.Line{{Key: "1", State: order.LineOpen}}}
	asks := func(field, text string) func() {
		return func() { o.State, o.Question = order.AsksPerson, &order.Question{Field: field, Text: text} }
	}
	in := func(s order.State) func() { return func() { o.State, o.Question = s, nil } }
	steps := []struct {
		do   func()
		want feed.Type // "": nothing
	}{
		{in(order.Accepted), feed.OrderAccepted},
		{in(order.Checking), ""},
		{asks("/customer/domain", "taken"), feed.OrderHeld},
		{asks("/customer/domain", "taken"), ""},
		{asks("/customer/domain", "taken too"), feed.OrderHeld},
		{in(order.Checking), feed.OrderAccepted},
		{in(order.Waiting), feed.OrderAwaitingCustomer},
		{in(order.Buying), feed.OrderProvisioning},
		{in(order.NotKnown), ""},
		{in(order.Provisioning), ""},
		{in(order.Fulfilled), feed.OrderFulfilled},
		{func() { o.Return = &order.Return{} }, ""},
		{func() { o.Return.Done = now }, feed.OrderCancelRejected},
	}
	for i, s := range steps {
		s.do()
		n, told, ok := o.Announce(int64(i+1), now)
		o.Told = told
		if ok != (s.want != "") || ok && (n.Type != s.want || n.Owner != "p/shop/con_1" || n.Order != "ord_1" || n.Data.ShopOrder != "42") {
			t.Errorf("step %d: told %v, %+v; want %q", i, ok, n, s.want)
		}
		if _, _, again := o.Announce(int64(i+100), now); again {
			t.Errorf("step %d is told twice", i)
		}
	}
}

func TestWhatAShopIsToldSaysWhatMayBeAskedForNow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	soon, later := now.Add(time.Hour), now.Add(24*time.Hour)
	line := func(until time.Time) order.Line {
		return order.Line{Key: "1", State: order.LineReady, Subscription: &order.Subscription{ID: "s", Quantity: 5, CancelUntil: until}}
	}
	for name, c := range map[string]struct {
		o    order.Order
		want []feed.Action
	}{
		"accepted":                    {order.Order{State: order.Accepted}, []feed.Action{{Name: "cancel"}}},
		"asks":                        {order.Order{State: order.AsksPerson, Question: &order.Question{}}, []feed.Action{{Name: "answer"}, {Name: "cancel"}}},
		"fulfilled":                   {order.Order{State: order.Fulfilled, Lines: []order.Line{line(later), line(soon)}}, []feed.Action{{Name: "cancel", Until: soon}}},
		"fulfilled, a window is over": {order.Order{State: order.Fulfilled, Lines: []order.Line{line(later), line(now)}}, []feed.Action{{Name: "cancel_at_term_end"}}},
		"being cancelled":             {order.Order{State: order.Fulfilled, Return: &order.Return{}}, nil},
		"failed":                      {order.Order{State: order.Failed}, nil},
	} {
		n, _, _ := c.o.Announce(1, now)
		if diff := cmp.Diff(c.want, n.Data.Actions); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	n, _, _ := order.Order{State: order.Fulfilled, Source: order.Source{Kind: "api", Of: "client"}, Shop: "con_2", Lines: []order.Line{line(soon), {State: order.LineRefused}}}.Announce(1, now)
	if n.Type != feed.OrderPartiallyFulfilled || n.Data.Seats != 0 || n.Owner != "/shop/con_2" {
		t.Errorf("one line of two was refused: %+v", n)
	}
}
