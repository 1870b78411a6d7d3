package partnercenter_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestTheCatalogueDiffersByCountryAndSegment(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodGet, "/v1/products?country=US&targetView=OnlineServices", nil).want(200, 0).has("Calling Plan")
	if a := w.do(http.MethodGet, "/v1/products?country=DE&targetView=OnlineServices", nil); strings.Contains(a.body, "Calling Plan") {
		t.Fatal("a product of one country is sold in another")
	}
	w.do(http.MethodGet, "/v1/products?country=US", nil).want(400, 800002)
	w.do(http.MethodGet, "/v1/products?targetView=OnlineServices", nil).want(400, 800002)
	w.do(http.MethodGet, "/v1/products?country=US&targetView=Azure", nil).want(403, 400036)
	w.do(http.MethodGet, "/v1/products/CFQ7TTC0LH18/skus?country=US&targetSegment=space", nil).want(403, 400030)
	w.do(http.MethodGet, "/v1/products/NONE/skus?country=US", nil).want(404, 400013)
	w.do(http.MethodGet, "/v1/products/CFQ7TTC0LH18/skus/0009?country=US", nil).want(404, 400018)
	w.do(http.MethodGet, "/v1/products/CFQ7TTC0LH18/skus/0001?country=US", nil).want(200, 0).has(`"id":"0001"`)

	students := "/products/CFQ7TTC0LH16/skus/000P/availabilities"
	w.do(http.MethodGet, "/v1"+students+"?country=US&targetSegment=education", nil).want(200, 0).has(`"segment":"education"`)
	w.do(http.MethodGet, "/v1/customers/"+w.buyer()+students, nil).want(404, 400018)
	school := w.buyer(func(s *partnercenter.CustomerSeed) { s.Education = true })
	w.do(http.MethodGet, "/v1/customers/"+school+students, nil).want(200, 0)
}

func TestAnAvailabilityOfYesterdayIsUnknown(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	stale := w.line(customer, basic, 0, 3, "P1Y", "annual")
	availability := stale.CatalogItemID[strings.LastIndex(stale.CatalogItemID, ":")+1:]
	path := "/v1/customers/" + customer + "/products/CFQ7TTC0LH18/skus/0001/availabilities/" + availability
	w.do(http.MethodGet, path, nil).want(200, 0).has(`"isPurchasable":true`)
	w.pass(24 * time.Hour)
	w.do(http.MethodGet, path, nil).want(404, 400019)
	cart := w.cart(customer, stale)
	w.do(http.MethodGet, cart, nil).has(`"errorCode":10001`)
	w.do(http.MethodPost, cart+"/checkout", nil).want(400, 800009)
}
