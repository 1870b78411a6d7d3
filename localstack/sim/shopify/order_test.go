package shopify_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/shopify"
)

// view is an order by the API.
func (w *world) view(id uint64) order {
	w.t.Helper()
	text := w.want("GET", fmt.Sprintf("/admin/api/2026-01/orders/%d.json", id), "", 200)
	return parse[struct{ Order order }](w.t, text).Order
}

func TestAnOrderHasEveryFieldThatIsDocumented(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(5, true)))
	body := w.want("GET", fmt.Sprintf("/admin/api/2026-01/orders/%d.json", id), "", 200)
	shown := parse[struct {
		Order map[string]json.RawMessage
	}](t, body).Order
	names, err := os.ReadFile("testdata/fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(names)) {
		if _, found := shown[name]; !found {
			t.Errorf("no %s", name)
		}
		delete(shown, name)
	}
	for name := range shown {
		t.Errorf("%s is not documented", name)
	}
	if id < 1<<53 || strconv.FormatUint(id, 10) != string(shownID(t, body)) {
		t.Errorf("id %d", id)
	}
}

func shownID(t *testing.T, body string) json.Number {
	t.Helper()
	return parse[struct{ Order order }](t, body).Order.ID
}

func TestAmountsFollowWhatIsLeftOfAnOrder(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(5, false)))
	check := func(status, total, current, tax, owed string) {
		t.Helper()
		o := w.view(id)
		if d := cmp.Diff([]string{status, total, current, tax, owed}, []string{o.Status, o.Total, o.Current, o.Tax, o.Owed}); d != "" {
			t.Error(d)
		}
	}
	check("pending", "1472.63", "1472.63", "235.13", "1472.63")
	w.ok(w.Pay(id))
	check("paid", "1472.63", "1472.63", "235.13", "0.00")
	w.ok(w.Refund(shopify.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}}))
	check("partially_refunded", "1472.63", "883.58", "141.08", "0.00")
	w.ok(w.Refund(shopify.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 3}, Amount: "883.58"}))
	o := w.view(id)
	if o.Status != "refunded" || o.Current != "0.00" || *o.Lines[0].Current != 0 || o.Lines[0].Quantity != 5 || len(o.Refunds) != 2 {
		t.Errorf("%+v", o)
	}
	if err := w.Refund(shopify.Refund{Order: id, Amount: "0.01"}); err == nil {
		t.Error("more was given back than was paid")
	}
}

func TestTaxesCanBeInThePrices(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	in := cart(1, true)
	in.TaxesIncluded, in.Lines[0].Discount, in.Lines[0].Price = true, "", "119.00"
	if o := w.view(w.must(w.Create(in))); o.Total != "119.00" || o.Tax != "19.00" || o.Status != "paid" {
		t.Errorf("%+v", o)
	}
}

func TestAnEditUpIsOwedUntilItIsPaid(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe("orders/edited")
	id := w.must(w.Create(cart(5, true)))
	w.ok(w.Edit(shopify.Edit{Order: id, SKU: "M365-BP-1Y-M", Quantity: 8, Add: []shopify.NewLine{{SKU: "EXTRA", Quantity: 1, Price: "1"}}}))
	o := w.view(id)
	if o.Status != "partially_paid" || o.Owed == "0.00" || o.Lines[0].Quantity != 8 || *o.Lines[0].Current != 8 || len(o.Lines) != 3 {
		t.Errorf("%+v", o)
	}
	w.ok(w.Pay(id))
	w.ok(w.Edit(shopify.Edit{Order: id, SKU: "M365-BP-1Y-M", Quantity: 6}))
	if o := w.view(id); o.Status != "paid" || o.Lines[0].Quantity != 8 || *o.Lines[0].Current != 6 {
		t.Errorf("%+v", o)
	}
	all := w.deliver()
	if len(all) != 2 || !strings.Contains(all[0].body, `{"order_edit":`) || !strings.Contains(all[0].body, `"delta":3`) ||
		!strings.Contains(all[1].body, `"removals":[{"delta":2,`) || strings.Contains(all[0].body, "financial_status") {
		t.Errorf("%v", all)
	}
	if err := w.Edit(shopify.Edit{Order: id, SKU: "none", Quantity: 1}); err == nil {
		t.Error("a line that is not there was edited")
	}
}

func TestACancelIsForGoodWithItsMoneyOrWithout(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	pending, kept, back := w.must(w.Create(cart(1, false))), w.must(w.Create(cart(1, true))), w.must(w.Create(cart(1, true)))
	for id, refund := range map[uint64]bool{pending: false, kept: false, back: true} {
		w.ok(w.Cancel(shopify.Cancel{Order: id, Refund: refund}))
		if err := w.Cancel(shopify.Cancel{Order: id}); err == nil {
			t.Error("cancelled twice")
		}
	}
	for id, want := range map[uint64]string{pending: "voided", kept: "paid", back: "refunded"} {
		if o := w.view(id); o.Status != want || o.Cancelled == nil || *o.Cancelled != o.Updated {
			t.Errorf("%s: %+v", want, o)
		}
	}
	if o := w.view(kept); *o.Lines[0].Current != 1 {
		t.Error("a cancel without refund took pieces back")
	}
}

func TestEveryChangeTellsItsTopics(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.subscribe(shopify.Topics()...)
	id := w.must(w.Create(cart(5, false)))
	for _, c := range []struct {
		do   func() error
		want string
	}{
		{func() error { return nil }, "orders/create orders/updated"},
		{func() error { return w.Pay(id) }, "orders/paid orders/updated"},
		{func() error { return w.Edit(shopify.Edit{Order: id, SKU: "ONBOARD", Quantity: 0}) }, "orders/edited orders/updated"},
		{func() error { return w.Refund(shopify.Refund{Order: id, Amount: "1.00"}) }, "refunds/create orders/updated"},
		{func() error { return w.Dispute(shopify.Dispute{Order: id}) }, "disputes/create"},
		{
			func() error { return w.Cancel(shopify.Cancel{Order: id, Refund: true}) },
			"refunds/create orders/cancelled orders/updated",
		},
		{func() error { return w.Resend(id, "orders/paid") }, "orders/paid"},
		{func() error { w.Emit("shop/redact", map[string]any{"shop_id": 1}); return nil }, "shop/redact"},
		{func() error { w.Uninstall(); return nil }, "app/uninstalled"},
	} {
		w.ok(c.do())
		all := w.deliver()
		if topicsOf(all) != c.want {
			t.Errorf("got %s, want %s", topicsOf(all), c.want)
		}
		ids := map[string]bool{}
		for _, g := range all {
			ids[g.header.Get("X-Shopify-Webhook-Id")] = true
			if g.header.Get("X-Shopify-Event-Id") != all[0].header.Get("X-Shopify-Event-Id") {
				t.Error("one event has several ids")
			}
		}
		if len(ids) != len(all) {
			t.Error("two deliveries have one id")
		}
	}
	if status, _, _ := w.do("GET", orders, ""); status != 401 || len(w.Subscriptions()) != 0 {
		t.Errorf("%d after the app was taken out", status)
	}
}

func TestOldVersionsTellOfALineWithoutWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *shopify.Options) { o.Version = "2023-10" })
	id := w.must(w.Create(cart(5, true)))
	w.ok(w.Refund(shopify.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}}))
	o := w.view(id)
	if o.Lines[0].Current != nil || o.Lines[0].Quantity != 5 || o.Refunds[0].Lines[0].Quantity != 2 || o.Refunds[0].Lines[0].Line != o.Lines[0].ID {
		t.Errorf("%+v", o)
	}
}

func TestTimesAreInTheShopsZoneAndInWholeSeconds(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.pass(123 * time.Millisecond)
	id := w.must(w.Create(cart(1, true)))
	w.pass(100 * time.Millisecond)
	w.ok(w.Refund(shopify.Refund{Order: id, Amount: "1"}))
	if o := w.view(id); o.Updated != "2026-03-01T13:00:00+01:00" {
		t.Errorf("%s", o.Updated)
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	bad := func(change func(*shopify.NewOrder)) {
		t.Helper()
		in := cart(1, true)
		change(&in)
		if _, err := w.Create(in); err == nil {
			t.Errorf("%+v was taken", in)
		}
	}
	bad(func(o *shopify.NewOrder) { o.Lines = nil })
	bad(func(o *shopify.NewOrder) { o.Lines[0].Quantity = 0 })
	bad(func(o *shopify.NewOrder) { o.Lines[0].Price = "1.234" })
	bad(func(o *shopify.NewOrder) { o.Lines[0].Price = "-1" })
	bad(func(o *shopify.NewOrder) { o.Lines[0].Discount = "999" })
	for _, err := range []error{w.Pay(7), w.Dispute(shopify.Dispute{}), w.Resend(7, "orders/paid")} {
		if err == nil {
			t.Error("an order that is not there was changed")
		}
	}
	if n := len(w.Orders()); n != 0 || !slices.IsSorted(shopify.Topics()) {
		t.Errorf("%d orders", n)
	}
}
