package partnercenter_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

type checkout struct {
	Orders []struct {
		ID        string `json:"id"`
		Status    string `json:"status"`
		LineItems []struct {
			SubscriptionID string `json:"subscriptionId"`
		} `json:"lineItems"`
	} `json:"orders"`
	OrderErrors []struct {
		OrderGroupID string `json:"orderGroupId"`
		Code         int    `json:"code"`
	} `json:"orderErrors"`
}

func TestACartIsCreatedWithItsLineErrorsInside(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	good := w.line(customer, basic, 0, 3, "P1Y", "annual")
	for name, c := range map[string]struct {
		line line
		code string
	}{
		"unknown item":             {line{1, "A:B:C", 1, "annual", "P1Y"}, "10001"},
		"term that is not offered": {line{1, good.CatalogItemID, 1, "triennial", "P1Y"}, "10010"},
		"no seats":                 {line{1, good.CatalogItemID, 0, "annual", "P1Y"}, "10010"},
		"not purchasable":          {w.line(customer, "CFQ7TTC0LFLZ:0002", 1, 1, "P1Y", "annual"), "10006"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.in(t)
			cart := w.cart(customer, good, c.line)
			w.do(http.MethodGet, cart, nil).want(200, 0).has(`"errorCode":` + c.code).has(`"orderGroup":"0"`)
			w.do(http.MethodPost, cart+"/checkout", nil).want(400, 800009)
			w.do(http.MethodPut, cart, map[string]any{"partnerOnRecordAttestationAccepted": true, "lineItems": []line{good}}).want(201, 0)
			w.do(http.MethodPost, cart+"/checkout", nil).want(201, 0)
		})
	}
	path := "/v1/customers/" + customer + "/carts"
	w.do(http.MethodPost, path, map[string]any{"lineItems": []line{good}}).want(400, 900206)
	w.do(http.MethodPost, path, map[string]any{"partnerOnRecordAttestationAccepted": true}).want(400, 800002)
	w.do(http.MethodPost, path, map[string]any{
		"partnerOnRecordAttestationAccepted": true,
		"lineItems":                          []any{map[string]any{"catalogItemId": good.CatalogItemID, "currencyCode": "JPY"}},
	}).want(400, 900169)
}

func TestAnAddOnNeedsItsBase(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	addon := w.line(customer, "CFQ7TTC0LH04:0001", 1, 2, "P1Y", "annual")
	w.do(http.MethodGet, w.cart(customer, addon), nil).has(`"errorCode":10006`)
	cart := w.cart(customer, addon, w.line(customer, basic, 0, 2, "P1Y", "annual"))
	w.do(http.MethodPost, cart+"/checkout", nil).want(201, 0)
	w.do(http.MethodPost, w.cart(customer, addon)+"/checkout", nil).want(201, 0)
}

func TestACheckoutMakesAnOrderForEachGroupAndMayFailInPart(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	w.do(http.MethodPost, "/_sim/refuse", map[string]any{"product": "CFQ7TTC0LDPB", "code": 800020, "times": 1}).want(201, 0)
	cart := w.cart(customer,
		w.line(customer, basic, 0, 3, "P1Y", "annual"), w.line(customer, basic, 1, 2, "P1Y", "annual"),
		w.line(customer, office, 2, 4, "P1M", "monthly"))
	var got checkout
	w.do(http.MethodPost, cart+"/checkout", nil).want(201, 0).into(&got)
	if len(got.Orders) != 1 || len(got.Orders[0].LineItems) != 2 || len(got.OrderErrors) != 1 {
		t.Fatalf("got %+v", got)
	}
	if e := got.OrderErrors[0]; e.OrderGroupID != "1" || e.Code != 800020 {
		t.Fatalf("got %+v", e)
	}
	if n := len(w.sim.Orders()); n != 1 {
		t.Fatalf("%d orders were made", n)
	}
	w.do(http.MethodGet, cart, nil).has(`"status":"Ordered"`)
	w.bought(customer, office, 4, "P1M", "monthly")
}

func TestACartSubmittedTwiceIsBoughtOnce(t *testing.T) {
	t.Parallel()
	for _, replay := range []bool{false, true} {
		w := open(t, func(o *partnercenter.Options) { o.CheckoutReplay = replay })
		customer := w.buyer()
		cart := w.cart(customer, w.line(customer, basic, 0, 3, "P1Y", "annual"))
		id := requestID("eeeeeeee-0000-4000-8000-000000000003")
		first := w.do(http.MethodPost, cart+"/checkout", nil, id).want(201, 0)
		if again := w.do(http.MethodPost, cart+"/checkout", nil, id).want(201, 0); again.body != first.body {
			t.Fatalf("the same request id answers %s", again.body)
		}
		if other := w.do(http.MethodPost, cart+"/checkout", nil); replay {
			if other.want(201, 0); other.body != first.body {
				t.Fatalf("another request id answers %s", other.body)
			}
		} else {
			other.want(400, 800065)
		}
		w.do(http.MethodPut, cart, map[string]any{"partnerOnRecordAttestationAccepted": true, "lineItems": []line{}}).want(400, 800065)
		if n := len(w.sim.Orders()); n != 1 {
			t.Fatalf("%d orders", n)
		}
	}
}

func TestACheckoutCutAfterItsEffectHasBought(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	cart := w.cart(customer, w.line(customer, basic, 0, 3, "P1Y", "annual"))
	if err := w.sim.Inject(control.Fault{Method: http.MethodPost, Path: "/v1/customers/*/carts/*/checkout", Cut: control.CutAfter}); err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+host+cart+"/checkout", nil)
	r.Header = http.Header{
		"Authorization": {"Bearer " + w.token}, "Accept": {"application/json"},
		"Ms-Requestid": {"eeeeeeee-0000-4000-8000-000000000004"}, "Ms-Correlationid": {"eeeeeeee-0000-4000-8000-000000000004"},
	}
	if res, err := w.client.Do(r); err == nil {
		_ = res.Body.Close()
		t.Fatal("the connection was not cut")
	}
	var got checkout
	w.do(http.MethodPost, cart+"/checkout", nil, requestID("eeeeeeee-0000-4000-8000-000000000004")).want(201, 0).into(&got)
	if orders := w.sim.Orders(); len(orders) != 1 || orders[0].ID != got.Orders[0].ID {
		t.Fatalf("orders: %v", orders)
	}
}

func TestACheckoutUnderWayBlocksOthers(t *testing.T) {
	t.Parallel()
	var w *world
	var customer, cart, second string
	nested := false
	w = open(t, func(o *partnercenter.Options) {
		o.Busy = func(_, path string) {
			if strings.HasSuffix(path, "/checkout") && !nested {
				nested = true
				w.do(http.MethodPost, cart+"/checkout", nil, requestID("eeeeeeee-0000-4000-8000-000000000005")).want(409, 800064)
				w.do(http.MethodPost, cart+"/checkout", nil).want(409, 800064)
				w.do(http.MethodPost, second+"/checkout", nil).want(409, 800060)
			}
		}
	})
	customer = w.buyer()
	cart = w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))
	second = w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))
	w.do(http.MethodPost, cart+"/checkout", nil, requestID("eeeeeeee-0000-4000-8000-000000000005")).want(201, 0)
	w.do(http.MethodPost, second+"/checkout", nil).want(201, 0)
}

func TestACheckoutIsRefusedForTheCustomersState(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for _, c := range []struct {
		seed   func(*partnercenter.CustomerSeed)
		status int
		code   int
	}{
		{func(s *partnercenter.CustomerSeed) { s.Agreement = false }, 403, 13605},
		{func(s *partnercenter.CustomerSeed) { s.Review = "UnderReview" }, 403, 800073},
		{func(s *partnercenter.CustomerSeed) { s.Review = "NotAllowed" }, 403, 800075},
	} {
		customer := w.buyer(c.seed)
		w.do(http.MethodPost, w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))+"/checkout", nil).want(c.status, c.code)
	}
	customer := w.buyer()
	cart := w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))
	w.do(http.MethodPost, cart+"/checkout", "{}").want(400, 800002)
	w.pass(7 * 24 * time.Hour)
	w.do(http.MethodPost, cart+"/checkout", nil).want(404, 800008)
}

func TestSeatsBeyondThePoolAreRefusedWithWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	w.do(http.MethodPost, w.cart(customer,
		w.line(customer, basic, 0, 200, "P1Y", "annual"), w.line(customer, basic, 1, 200, "P1Y", "annual"))+"/checkout", nil).
		want(403, 800088).has("Remaining seats: 300")
	_, path := w.bought(customer, basic, 290, "P1Y", "annual")
	w.do(http.MethodPost, w.cart(customer, w.line(customer, basic, 0, 11, "P1M", "monthly"))+"/checkout", nil).
		want(403, 800088).has("Remaining seats: 10")
	w.edit(path, map[string]any{"quantity": 300}).want(200, 0)
	w.do(http.MethodPost, w.cart(customer, w.line(customer, basic, 0, 1, "P1M", "monthly"))+"/checkout", nil).
		want(403, 800088).has("Remaining seats: 0")
}

func TestTheSandboxCapsSeatsAndSubscriptions(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Mode = partnercenter.Sandbox })
	customer := w.buyer()
	w.do(http.MethodGet, w.cart(customer, w.line(customer, basic, 0, 26, "P1Y", "annual")), nil).has(`"errorCode":10009`)
	var path string
	for range 5 {
		_, path = w.bought(customer, basic, 1, "P1Y", "annual")
	}
	w.do(http.MethodPost, w.cart(customer, w.line(customer, basic, 0, 1, "P1Y", "annual"))+"/checkout", nil).want(400, 800018)
	w.edit(path, map[string]any{"quantity": 26}).want(400, 800018)
}

func TestAnOrderIsInvisibleAtFirstAndProvisionedLater(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.VisibleAfter, o.ProvisionAfter = 10*time.Minute, 12*time.Minute })
	customer := w.buyer()
	base := "/v1/customers/" + customer
	var got checkout
	w.do(http.MethodPost, w.cart(customer, w.line(customer, basic, 0, 3, "P1Y", "annual"))+"/checkout", nil).want(201, 0).into(&got)
	order := base + "/orders/" + got.Orders[0].ID
	if got.Orders[0].LineItems[0].SubscriptionID != "" || got.Orders[0].Status != "pending" {
		t.Fatalf("got %+v before provisioning", got.Orders[0])
	}
	w.do(http.MethodGet, order, nil).want(404, 20000)
	w.do(http.MethodGet, order+"/provisioningstatus", nil).want(404, 20000)
	w.do(http.MethodGet, base+"/orders", nil).has(`"totalCount":0`)
	w.pass(10 * time.Minute)
	w.do(http.MethodGet, order, nil).want(200, 0).has(`"status":"pending"`)
	w.do(http.MethodGet, base+"/orders", nil).has(`"totalCount":1`)
	w.do(http.MethodGet, base+"/orders?billingType=monthly", nil).has(`"totalCount":0`)
	w.do(http.MethodGet, order+"/provisioningstatus", nil).has("prefulfillmentPending")
	id := w.sim.Subscriptions()[0].ID
	w.do(http.MethodGet, base+"/subscriptions/"+id, nil).want(404, 20003)
	w.pass(2 * time.Minute)
	w.do(http.MethodGet, order, nil).has(`"subscriptionId":"` + id).has(`"status":"completed"`)
	w.do(http.MethodGet, order+"/provisioningstatus", nil).has(`"status":"fulfilled"`)
	w.do(http.MethodGet, base+"/subscriptions/"+id, nil).want(200, 0)
	w.do(http.MethodGet, base+"/subscriptions?order_id="+got.Orders[0].ID, nil).has(id)
	w.do(http.MethodGet, base+"/subscriptions?order_id=none", nil).has(`"totalCount":0`)
}

func TestOneRequestIDAtOnceBuysOnce(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	cart := w.cart(customer, w.line(customer, basic, 0, 3, "P1Y", "annual"))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			w.do(http.MethodPost, cart+"/checkout", nil, requestID("eeeeeeee-0000-4000-8000-000000000006"))
		})
		group.Go(func() { w.do(http.MethodGet, "/_sim/state", nil) })
	}
	group.Wait()
	if n := len(w.sim.Orders()); n != 1 {
		t.Fatalf("%d orders", n)
	}
}

func TestTheStateIsReadableBelowSim(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	var made struct {
		ID string `json:"id"`
	}
	w.do(http.MethodPost, "/_sim/customers", map[string]any{"domain": "seeded.onmicrosoft.com", "agreement": true}).want(201, 0).into(&made)
	w.do(http.MethodPost, "/_sim/subscriptions", map[string]any{
		"customer": made.ID, "item": basic, "quantity": 5, "term": "P1Y", "billingCycle": "monthly", "start": "2026-01-05T00:00:00Z",
	}).want(201, 0)
	w.do(http.MethodPost, "/_sim/subscriptions", map[string]any{"customer": "nobody", "item": basic}).want(400, 0)
	w.cart(made.ID, w.line(made.ID, basic, 0, 1, "P1Y", "annual"))
	var state map[string][]json.RawMessage
	w.do(http.MethodGet, "/_sim/state", nil).want(200, 0).into(&state)
	for name, n := range map[string]int{"customers": 1, "carts": 1, "orders": 0, "subscriptions": 1, "violations": 0} {
		if len(state[name]) != n {
			t.Errorf("%s: %d, want %d", name, len(state[name]), n)
		}
	}
	w.do(http.MethodGet, "/_sim/subscriptions", nil).has(`"status":"active"`)
}
