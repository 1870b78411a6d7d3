package shopify_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/shopify"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/storefront"
)

// do runs a step of a story and takes in what the shop sends of it.
func (w *world) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	w.take()
}

func TestAnOrderIsFollowedFromTheCartToItsEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	id, err := w.Create(cart())
	w.do(err)
	key := strconv.FormatUint(id, 10)
	check := func(step string, paid bool, seats int, cancelled, refunded, disputed bool) {
		t.Helper()
		s := w.states[key]
		if l := s.Latest; l.Paid != paid || len(l.Lines) == 0 || l.Lines[0].Seats != seats || s.Ended.Cancelled.IsZero() == cancelled ||
			s.Ended.Refunded.IsZero() == refunded || s.Ended.Disputed.IsZero() == disputed {
			t.Errorf("%s: paid %t, %+v, %+v", step, l.Paid, l.Lines, s.Ended)
		}
	}
	check("created", false, 5, false, false, false)
	w.do(w.Pay(id))
	check("paid", true, 5, false, false, false)
	if p := w.states[key].Latest.Lines[0].Price; p.Net.String() != "1237.5" || p.Of != 5 {
		t.Errorf("sold for %+v", *p)
	}
	w.do(w.Edit(sim.Edit{Order: id, SKU: "M365-BP-1Y-M", Quantity: 8}))
	check("three more, not paid", false, 8, false, false, false)
	w.do(w.Pay(id))
	check("three more, paid", true, 8, false, false, false)
	w.do(w.Refund(sim.Refund{Order: id, Lines: map[string]int{"M365-BP-1Y-M": 2}}))
	check("two refunded", true, 6, false, false, false)
	w.do(w.Refund(sim.Refund{Order: id, Amount: "10.00"}))
	// The shop counts money that it gave back as outstanding, so that nothing more is bought without a person.
	check("money refunded", false, 6, false, false, false)
	w.do(w.Dispute(sim.Dispute{Order: id}))
	check("disputed", false, 6, false, false, true)
	w.do(w.Cancel(sim.Cancel{Order: id, Refund: true}))
	if s := w.states[key]; s.Ended.Cancelled.IsZero() || s.Ended.Refunded.IsZero() || !storefront.Want(s).End {
		t.Errorf("cancelled and refunded: %+v", s.Ended)
	}
}

func TestPricesWithTaxInThemAreReadWithoutIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := cart()
	c.TaxesIncluded, c.Paid, c.Lines[0].Price, c.Lines[0].Discount = true, true, "119.00", ""
	id, err := w.Create(c)
	w.do(err)
	if p := w.states[strconv.FormatUint(id, 10)].Latest.Lines[0].Price; p.Net.String() != "500" || p.Of != 5 {
		t.Errorf("%+v", *p)
	}
}

func TestTheListIsReadToItsEndWhateverIsThrottled(t *testing.T) {
	t.Parallel()
	w := open(t)
	since := w.clock()
	w.pass(time.Second)
	for range 110 {
		c := cart()
		c.Paid = true
		if _, err := w.Create(c); err != nil {
			t.Fatal(err)
		}
	}
	seen, pages := map[string]bool{}, 0
	for page := ""; ; pages++ {
		p, err := w.shop.Changed(t.Context(), since, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Sales {
			seen[s.Order] = s.Whole && !s.Read.IsZero()
		}
		if page = p.Next; page == "" {
			break
		}
	}
	if len(seen) != 110 || pages != 1 {
		t.Errorf("%d orders on %d more pages", len(seen), pages)
	}
	for range 60 { // the bucket holds 40 calls
		for id := range seen {
			if _, err := w.shop.Look(t.Context(), storefront.Ask{What: "order", ID: id}); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
}

func TestWhatIsNotThereIsIgnoredAndWhatHasNoMeaningRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	if r, err := w.shop.Look(t.Context(), storefront.Ask{What: "order", ID: "1"}); err != nil || r.Ignored == "" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := w.shop.Look(t.Context(), storefront.Ask{What: "session", ID: "1"}); fault.Of(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := w.shop.Changed(t.Context(), time.Time{}, "nonsense"); err == nil {
		t.Error("a page that is none was read")
	}
}

func TestAListThatLeadsNowhereIsAFailure(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]fault.Kind{
		`<https://sample.myshopify.com/x?page_info=p>; rel="next"`: fault.Unavailable,
		`<https://sample.myshopify.com/x?limit=1>; rel="next"`:     fault.Unavailable,
		`<%zz>; rel=next`: fault.Unavailable,
		`<https://elsewhere.example/x?page_info=a>; rel="previous", <https://elsewhere.example/?page_info=q>; rel="next"`: "",
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", link)
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"orders":[{"id":1}]}`))
		})
		shop := shopify.NewShop(shopify.Options{
			Base: "https://" + host, Version: "2026-01", Now: func() time.Time { return time.Time{} }, Transport: control.Transport(map[string]http.Handler{host: h}),
		})
		if p, err := shop.Changed(t.Context(), time.Time{}, "p"); fault.Of(err) != want || err == nil && (p.Next != "q" || len(p.Sales) != 0) {
			t.Errorf("%s: %+v, %v", link, p, err)
		}
	}
}
