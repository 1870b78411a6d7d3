package woocommerce_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

func (w *world) view(id int) order {
	w.t.Helper()
	return parse[order](w.t, w.want("GET", orders+"/"+strconv.Itoa(id), "", 200))
}

func TestAnOrderHasEveryFieldThatIsDocumented(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(5, true)))
	shown := parse[map[string]json.RawMessage](t, w.want("GET", orders+"/"+strconv.Itoa(id), "", 200))
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
}

// Totals are rounded and the taxes of lines are not, as merchants report.
func TestALinesTaxHasMorePlacesThanTheTotal(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	in := cart(3, false)
	in.Lines[0].Discount = "0.99"
	o := w.view(w.must(w.Create(in)))
	got := []string{o.Status, o.Total, o.Tax, o.Lines[0].Total, o.Lines[0].Tax, o.Lines[0].Price.String()}
	if d := cmp.Diff([]string{"pending", "78.54", "12.54", "66.00", "12.54", "22"}, got); d != "" {
		t.Error(d)
	}
	o = w.view(w.must(w.Create(cart(1, true))))
	if o.Lines[0].Tax != "4.2427" || o.Tax != "4.24" || o.Total != "26.57" || o.Paid == nil || o.Status != "processing" {
		t.Errorf("%+v", o)
	}
}

func TestARefundLeavesTheQuantitiesAsTheyAre(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(5, true)))
	w.ok(w.Refund(woocommerce.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}, Reason: "two too many"}))
	o := w.view(id)
	if o.Status != "processing" || o.Lines[0].Quantity != 5 || len(o.Refunds) != 1 || o.Refunds[0].Total != "-53.15" {
		t.Fatalf("%+v", o)
	}
	list := w.want("GET", orders+"/"+strconv.Itoa(id)+"/refunds", "", 200)
	type refund struct {
		Amount string
		Lines  []struct {
			ID, Quantity int
			Total        string
			Meta         []struct{ Key, Value string } `json:"meta_data"`
		} `json:"line_items"`
	}
	r := parse[[]refund](t, list)[0]
	l := r.Lines[0]
	if r.Amount != "53.15" || l.Quantity != -2 || l.Total != "-44.66" || l.ID == o.Lines[0].ID ||
		l.Meta[0].Key != "_refunded_item_id" || l.Meta[0].Value != strconv.Itoa(o.Lines[0].ID) {
		t.Errorf("%+v", r)
	}
	if err := w.Refund(woocommerce.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 4}}); err == nil {
		t.Error("more pieces were given back than are left")
	}
	w.ok(w.Refund(woocommerce.Refund{Order: id, Amount: "79.71"}))
	if o := w.view(id); o.Status != "refunded" || o.Lines[0].Quantity != 5 {
		t.Errorf("%+v", o)
	}
}

func TestAnEditChangesWhatIsThere(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(5, true)))
	w.ok(w.Edit(woocommerce.Edit{
		Order: id, SKU: "M365-BP-1Y-M", Quantity: 8, Add: []woocommerce.Line{{SKU: "EXTRA", Quantity: 1, Price: "1"}},
		Meta: []woocommerce.Meta{{Key: "m365_tenant_domain", Value: "other.onmicrosoft.com"}, {Key: "list", Value: []any{1, "a"}}},
	}))
	if o := w.view(id); o.Lines[0].Quantity != 8 || len(o.Lines) != 2 || o.Status != "processing" {
		t.Errorf("%+v", o)
	}
	w.want("GET", orders+"/"+strconv.Itoa(id), "", 200, `"key":"m365_tenant_domain","value":"other.onmicrosoft.com"`, `"value":[1,"a"]`)
	w.ok(w.Edit(woocommerce.Edit{Order: id, SKU: "M365-BP-1Y-M"}))
	if o := w.view(id); len(o.Lines) != 1 || o.Lines[0].SKU != "EXTRA" {
		t.Errorf("%+v", o)
	}
	for _, bad := range []woocommerce.Edit{{Order: 1}, {Order: id, SKU: "none"}, {Order: id, Add: []woocommerce.Line{{}}}} {
		if w.Edit(bad) == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestStatusesFollowWhatPeopleDo(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	id := w.must(w.Create(cart(1, false)))
	if err := w.Refund(woocommerce.Refund{Order: id, Amount: "1"}); err == nil {
		t.Error("money was given back before a payment")
	}
	w.ok(w.Pay(id))
	first := *w.view(id).Paid
	w.pass(time.Hour)
	w.ok(w.Set(id, "completed"))
	if o := w.view(id); *o.Paid != first || o.Status != "completed" || o.Modified != "2026-03-01T13:00:00" || o.Local != "2026-03-01T14:00:00" {
		t.Errorf("%+v", o)
	}
	w.ok(w.Dispute(id))
	if o := w.view(id); o.Status != "on-hold" {
		t.Errorf("%+v", o)
	}
	w.want("GET", orders+"/"+strconv.Itoa(id)+"/notes", "", 200, "disputed")
	w.ok(w.Set(id, "awaiting-licence")) // shops add statuses of their own
	w.ok(w.Cancel(id))
	w.ok(w.Bin(id))
	if w.Pay(id) == nil || w.Bin(id) == nil {
		t.Error("an order in the bin was changed")
	}
	w.ok(w.Restore(id))
	if o := w.view(id); o.Status != "cancelled" || w.Restore(id) == nil {
		t.Errorf("%+v", o)
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for n, change := range []func(*woocommerce.NewOrder){
		func(o *woocommerce.NewOrder) { o.Lines = nil },
		func(o *woocommerce.NewOrder) { o.Lines[0].Quantity = 0 },
		func(o *woocommerce.NewOrder) { o.Lines[0].Price = "1.234" },
		func(o *woocommerce.NewOrder) { o.Lines[0].Price = "-1" },
		func(o *woocommerce.NewOrder) { o.Lines[0].Discount = "999" },
	} {
		in := cart(1, true)
		change(&in)
		if _, err := w.Create(in); err == nil {
			t.Errorf("case %d was taken", n)
		}
	}
	if w.Set(w.must(w.Create(cart(1, false))), "trash") == nil || w.Resend(1) == nil {
		t.Error("a status or an order that is none was taken")
	}
}

func TestPeopleDriveTheShopByTheControlInterface(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.want("POST", "/_sim/webhooks", `{"topic":"order.updated","url":"https://app.example/hook","secret":"s"}`, 201)
	w.want("POST", "/_sim/deliver", "", 200, `{"tried":1}`)
	id := parse[struct{ ID int }](t, w.want("POST", "/_sim/orders", `{"lines":[{"sku":"A","quantity":2,"price":"10"}]}`, 201)).ID
	for _, c := range [][2]string{
		{"pay", `{"order":%d}`},
		{"edit", `{"order":%d,"sku":"A","quantity":3}`},
		{"refund", `{"order":%d,"lines":{"A":1}}`},
		{"dispute", `{"order":%d}`},
		{"status", `{"order":%d,"status":"completed"}`},
		{"cancel", `{"order":%d}`},
		{"resend", `{"order":%d}`},
		{"bin", `{"order":%d}`},
		{"restore", `{"order":%d}`},
	} {
		w.want("POST", "/_sim/"+c[0], fmt.Sprintf(c[1], id), 204)
	}
	w.want("POST", "/_sim/luck", `{"twice":10}`, 204)
	w.want("POST", "/_sim/luck", `{"twice":101}`, 400)
	w.want("POST", "/_sim/deliver", "", 200, `{"tried":8}`)
	w.want("GET", "/_sim/orders", "", 200, `"status":"cancelled"`)
	w.want("GET", "/_sim/deliveries", "", 200, `"ping":true`)
	w.want("GET", "/_sim/webhooks", "", 200, `"status":"active"`)
}
