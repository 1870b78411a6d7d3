package order_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// placed takes an order in that came in this way, at the desk of a shop or of the partner.
func placed(t *testing.T, d *desk, shop string, s order.Source) order.Order {
	t.Helper()
	o := sample()
	o.Source, o.Shop = s, "what a caller says does not count"
	d.Shop = shop
	o, err := d.Place(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAShopFindsItsOwnOrdersAndNoOthers(t *testing.T) {
	t.Parallel()
	d := newDesk()
	all := map[string]order.Order{
		"con_1 by webhook": placed(t, d, "", order.Source{Kind: "shopify", Of: "con_1", Ref: "1"}),
		"con_1 by client":  placed(t, d, "con_1", order.Source{Kind: "api", Of: "client-1", Ref: "2"}),
		"con_2 by client":  placed(t, d, "con_2", order.Source{Kind: "api", Of: "client-2", Ref: "3"}),
		"the partner's":    placed(t, d, "", order.Source{Kind: "api", Of: "client", Ref: "4"}),
	}
	for shop, want := range map[string]int{"": 4, "con_1": 2, "con_2": 1, "con_3": 0} {
		found := 0
		for how, o := range all {
			d.Shop = shop
			_, err := d.Show(t.Context(), o.Partner, o.ID)
			if err == nil {
				found++
			} else if fault.Of(err) != fault.NotFound {
				t.Errorf("%s at the desk of %q: %v", how, shop, err)
			}
			if _, other := d.Cancel(t.Context(), o.Partner, o.ID, "", "client"); (err == nil) == (fault.Of(other) == fault.NotFound) {
				t.Errorf("%s at the desk of %q: shown with %v, cancelled with %v", how, shop, err, other)
			}
		}
		if found != want {
			t.Errorf("%q finds %d orders, want %d", shop, found, want)
		}
	}
}

func TestAChangeOfAnOrderThatWasChangedSinceIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := placed(t, d, "", order.Source{Kind: "api", Of: "client", Ref: "1"})
	d.Seen = o.Version + 1
	if _, err := d.Cancel(t.Context(), o.Partner, o.ID, "", "client"); fault.Of(err) != fault.Stale {
		t.Errorf("got %v, want stale", err)
	}
	d.Seen = o.Version
	after, err := d.Cancel(t.Context(), o.Partner, o.ID, "", "client")
	if err != nil || after.Version != o.Version+1 {
		t.Errorf("version %d, %v", after.Version, err)
	}
	if _, err := d.Cancel(t.Context(), o.Partner, o.ID, "", "client"); fault.Of(err) != fault.Stale {
		t.Errorf("once more: got %v, want stale", err)
	}
}
