package feed_test

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// outbox keeps what orders wrote down. Its index shows an order for each of its news, and once more.
type outbox struct {
	all  []feed.News
	fail map[string]bool // orders whose news cannot be read
}

func (o *outbox) Fresh(_ context.Context, limit int) (fresh []feed.Source, _ error) {
	for _, n := range o.all {
		fresh = append(fresh, feed.Source{Owner: n.Owner, Order: n.Order})
	}
	return fresh[:min(limit, len(fresh))], nil
}

func (o *outbox) News(_ context.Context, s feed.Source) (news []feed.News, _ error) {
	if o.fail[s.Order] {
		return nil, fault.Unavailable.Errorf("no answer")
	}
	for _, n := range o.all {
		if n.Owner == s.Owner && n.Order == s.Order {
			news = append(news, n)
		}
	}
	slices.SortFunc(news, func(a, b feed.News) int {
		return cmp.Or(cmp.Compare(a.Record, b.Record), cmp.Compare(a.Version, b.Version))
	})
	return news, nil
}

func (o *outbox) Forget(_ context.Context, all []feed.News) error {
	o.all = slices.DeleteFunc(o.all, func(n feed.News) bool {
		return slices.ContainsFunc(all, func(f feed.News) bool { return f.Order == n.Order && f.Version == n.Version && f.Record == n.Record })
	})
	return nil
}

func noted(order string, version int64, t feed.Type) feed.News {
	return feed.News{Owner: owner, Order: order, Version: version, Key: string(t), Type: t, At: noon()}
}

func TestWhatOrdersWroteDownIsEmittedInTheOrderOfTheirVersionsAndForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := &outbox{all: []feed.News{
		noted("b", 7, feed.OrderFulfilled), noted("a", 1, feed.OrderAccepted), noted("b", 3, feed.OrderProvisioning), noted("b", 1, feed.OrderAccepted),
	}}
	n, err := feed.Collector{Outbox: o, Journal: w}.Collect(t.Context())
	if err != nil || n != 4 || len(o.all) != 0 {
		t.Fatalf("%d emitted, %d left, %v", n, len(o.all), err)
	}
	var types []feed.Type
	for _, e := range w.events {
		if e.Order == "b" {
			types = append(types, e.Type)
		}
	}
	if d := diff.Diff([]feed.Type{feed.OrderAccepted, feed.OrderProvisioning, feed.OrderFulfilled}, types); d != "" {
		t.Error(d)
	}
}

func TestNewsThatWereEmittedAndNotForgottenAreNotToldTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		o := &outbox{all: []feed.News{noted("a", 1, feed.OrderAccepted), noted("a", 2, feed.OrderFulfilled)}}
		if _, err := (feed.Collector{Outbox: o, Journal: w}).Collect(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.events) != 2 {
		t.Errorf("%d events", len(w.events))
	}
}

func TestOneOrdersTroubleHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unfit := noted("c", 1, "order.unheard_of")
	o := &outbox{all: []feed.News{noted("a", 1, feed.OrderAccepted), noted("b", 1, feed.OrderAccepted), unfit, noted("c", 2, feed.OrderFulfilled)}, fail: map[string]bool{"a": true}}
	n, err := feed.Collector{Outbox: o, Journal: w}.Collect(t.Context())
	if err == nil || n != 2 || len(w.events) != 2 {
		t.Errorf("%d emitted, %d events, %v", n, len(w.events), err)
	}
	if len(o.all) != 1 || o.all[0].Order != "a" {
		t.Errorf("left: %+v", o.all)
	}
}

func TestNewsOfALicenceAreToldAmongThoseOfItsOrderByTheirTimes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seats := noted("a", 1, feed.SeatsChanged)
	seats.Record, seats.At = "licence", noon().Add(2*time.Second)
	slow := noted("a", 9, feed.OrderFulfilled)
	slow.At = noon().Add(-time.Hour) // a clock that goes wrong
	last := noted("a", 10, feed.OrderCancelled)
	last.At = noon().Add(3 * time.Second)
	o := &outbox{all: []feed.News{last, seats, slow, noted("a", 1, feed.OrderAccepted)}}
	if _, err := (feed.Collector{Outbox: o, Journal: w}).Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	var types []feed.Type
	for _, e := range w.events {
		types = append(types, e.Type)
	}
	if d := diff.Diff([]feed.Type{feed.OrderAccepted, feed.OrderFulfilled, feed.SeatsChanged, feed.OrderCancelled}, types); d != "" || len(o.all) != 0 {
		t.Errorf("%d left\n%s", len(o.all), d)
	}
}
