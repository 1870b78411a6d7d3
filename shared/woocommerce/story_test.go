package woocommerce_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/woocommerce"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/woocommerce"
)

func TestAnOrderIsFollowedFromTheCartToItsEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	if w.pings != 2 {
		t.Errorf("%d trials of the address", w.pings)
	}
	id, err := w.Create(cart())
	w.do(err)
	key := strconv.Itoa(id)
	check := func(step string, paid bool, seats int, cancelled, refunded bool) {
		t.Helper()
		s := w.states[key]
		if l := s.Latest; l.Paid != paid || len(l.Lines) == 0 || l.Lines[0].Seats != seats || s.Ended.Cancelled.IsZero() == cancelled || s.Ended.Refunded.IsZero() == refunded {
			t.Errorf("%s: paid %t, %+v, %+v", step, l.Paid, l.Lines, s.Ended)
		}
	}
	check("created", false, 5, false, false)
	w.do(w.Pay(id))
	check("paid", true, 5, false, false)
	if l := w.states[key].Latest; l.Lines[0].Price.Net.String() != "1237.5" || l.Lines[0].Price.Of != 5 || l.Customer.Domain != "northwind.onmicrosoft.com" || len(l.Doubts) != 0 {
		t.Errorf("%+v", l)
	}
	w.do(w.Refund(sim.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}}))
	check("two refunded", true, 3, false, false)
	w.do(w.Refund(sim.Refund{Order: id, Amount: "10.00"}))
	check("money refunded", true, 3, false, false)
	w.do(w.Cancel(id))
	check("cancelled", true, 3, true, false)
	w.do(w.Refund(sim.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}}))
	check("one seat left", true, 1, true, false)
	if storefront.Want(w.states[key]).End {
		t.Error("it ended though it was not refunded in full")
	}
}

func TestACancelAndAFullRefundUnderOneStatusAreBothKnown(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := cart()
	c.Paid = true
	id, err := w.Create(c)
	w.do(err)
	w.do(w.Cancel(id))
	w.do(w.Refund(sim.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 5}}))
	if s := w.states[strconv.Itoa(id)]; !storefront.Want(s).End {
		t.Errorf("%+v, latest %+v", s.Ended, s.Latest.Ended)
	}
}

func TestRepeatsOfAChangeHaveOneNameAndTwoOrdersOfASecondTwo(t *testing.T) {
	t.Parallel()
	w := open(t)
	for range 2 {
		c := cart()
		c.Paid = true
		if _, err := w.Create(c); err != nil {
			t.Fatal(err)
		}
	}
	w.do(nil)
	repeats := 0
	for _, n := range w.keys {
		repeats += n - 1
	}
	if len(w.states) != 2 || len(w.keys) < 2 || repeats < 1 {
		t.Errorf("%d orders, %d names, %d repeats", len(w.states), len(w.keys), repeats)
	}
}

func TestTheListIsReadToItsEndAndRefundsAreAskedFor(t *testing.T) {
	t.Parallel()
	w := open(t)
	since := w.clock().Add(-time.Second)
	var id int
	for range 230 {
		var err error
		if id, err = w.Create(cart()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Pay(id); err != nil {
		t.Fatal(err)
	}
	if err := w.Refund(sim.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 1}}); err != nil {
		t.Fatal(err)
	}
	pages := 0
	for page := ""; ; pages++ {
		p, err := w.shop.Changed(t.Context(), since, page)
		if err != nil {
			t.Fatal(err)
		}
		w.merge(p.Reading)
		if page = p.Next; page == "" {
			break
		}
	}
	if s := w.states[strconv.Itoa(id)]; len(w.states) != 230 || pages != 2 || s.Latest.Lines[0].Seats != 4 || s.Latest.Read.IsZero() {
		t.Errorf("%d orders on %d more pages, %+v", len(w.states), pages, s.Latest.Lines)
	}
}

func TestOnlyWhatChangedSinceIsListedWhateverTheShopsZone(t *testing.T) {
	t.Parallel()
	w := open(t)
	if _, err := w.Create(cart()); err != nil {
		t.Fatal(err)
	}
	w.pass(30 * time.Minute)
	since := w.clock()
	w.pass(time.Minute)
	id, err := w.Create(cart())
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.shop.Changed(t.Context(), since, "")
	if err != nil || len(p.Sales) != 1 || p.Sales[0].Order != strconv.Itoa(id) {
		t.Errorf("%+v, %v", p.Sales, err)
	}
}

// answers are a shop's, by the path of the call.
type answers map[string]string

func (a answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if pages := a["pages"]; pages != "" {
		w.Header().Set("X-WP-TotalPages", pages)
	}
	_, _ = io.WriteString(w, a[r.URL.Path])
}

func client(a answers) *woocommerce.Shop {
	return woocommerce.NewShop(woocommerce.Options{
		Base: "https://" + host, Connection: connection(), Now: func() time.Time { return time.Time{} }, Transport: control.Transport(map[string]http.Handler{host: a}),
	})
}

func TestARefundCountsForTheLineThatItNames(t *testing.T) {
	t.Parallel()
	const orders = "/wp-json/wc/v3/orders"
	refund := `[{"id":1,"line_items":[{"id":2,"quantity":-2,"meta_data":[{"key":"_other","value":"315"},{"key":"_refunded_item_id","value":"315"}]},{"id":3,"quantity":0,"meta_data":[]}]}]`
	a := answers{orders + "/727": string(change(t, `"refunds":[]`, `"refunds":[{"id":1,"total":"-495.00"}]`)), orders + "/727/refunds": refund, "pages": "1"}
	r, err := client(a).Look(t.Context(), storefront.Ask{What: "order", ID: "727"})
	if err != nil || r.Sales[0].Lines[0].Seats != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	a[orders+"/727/refunds"] = strings.ReplaceAll(refund, "-2", "-6")
	if _, err := client(a).Look(t.Context(), storefront.Ask{What: "order", ID: "727"}); fault.Of(err) != fault.Malformed {
		t.Errorf("more than there were: %v", err)
	}
	a["pages"] = ""
	if _, err := client(a).Look(t.Context(), storefront.Ask{What: "order", ID: "727"}); fault.Of(err) != fault.Unavailable {
		t.Errorf("a list of no known length: %v", err)
	}
	a = answers{orders: `[{"id":1},` + string(whole(t)) + `]`, "pages": "1"}
	if p, err := client(a).Changed(t.Context(), time.Time{}, ""); err != nil || len(p.Sales) != 1 {
		t.Errorf("one that cannot be read hides the other: %+v, %v", p, err)
	}
}

func TestWhatIsNotThereIsIgnoredAndWhatHasNoMeaningRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	if r, err := w.shop.Look(t.Context(), storefront.Ask{What: "order", ID: "99"}); err != nil || r.Ignored == "" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := w.shop.Look(t.Context(), storefront.Ask{What: "payment", ID: "1"}); fault.Of(err) != fault.Invalid {
		t.Error(err)
	}
	for _, page := range []string{"x", "0", "-1"} {
		if _, err := w.shop.Changed(t.Context(), time.Time{}, page); fault.Of(err) != fault.Invalid {
			t.Errorf("page %s: %v", page, err)
		}
	}
}
