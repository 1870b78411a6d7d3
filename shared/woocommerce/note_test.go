package woocommerce_test

import (
	"errors"
	"strconv"
	"testing"

	sim "github.com/seatwright/seatwright/localstack/sim/woocommerce"
	"github.com/seatwright/seatwright/shared/storefront"
)

// A body is made when it is sent: of a cancel and a refund within a moment, each message shows the refund alone.
func TestACancelAndAFullRefundBeforeTheFirstDeliveryAreBothKnown(t *testing.T) {
	t.Parallel()
	all := map[string]int{"M365-BP-1Y-M": 5}
	for name, c := range map[string]struct {
		do        func(w *world, id int) error
		cancelled bool
	}{
		"cancelled, then refunded": {func(w *world, id int) error {
			return errors.Join(w.Cancel(id), w.Refund(sim.Refund{Order: id, Lines: all}))
		}, true},
		"refunded alone": {func(w *world, id int) error { return w.Refund(sim.Refund{Order: id, Lines: all}) }, false},
		"opened again in between": {func(w *world, id int) error {
			return errors.Join(w.Cancel(id), w.Set(id, "processing"), w.Refund(sim.Refund{Order: id, Lines: all}))
		}, false},
	} {
		w := open(t)
		o := cart()
		o.Paid = true
		id, err := w.Create(o)
		w.do(err)
		w.do(c.do(w, id))
		s := w.states[strconv.Itoa(id)]
		if s.Ended.Refunded.IsZero() || s.Ended.Cancelled.IsZero() == c.cancelled || storefront.Want(s).End != c.cancelled {
			t.Errorf("%s: %+v", name, s.Ended)
		}
	}
}
