package stripe_test

import (
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/stripe"
)

func now() time.Time { return time.Unix(1772366400, 0).UTC() }

func connection() partner.Connection {
	return partner.Connection{ID: "con_1", Partner: "p1", Platform: "stripe", SKUs: map[string]partner.Mapping{
		"M365-BP-1Y-M": {Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly"}},
	}}
}

func file(tb testing.TB, name string) string {
	tb.Helper()
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// account answers calls by their method and path, with a query where that tells two apart, and keeps what it was asked.
type account struct {
	mu      sync.Mutex
	answers map[string]string
	asked   []*http.Request
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, r)
	w.Header().Set("Content-Type", "application/json")
	for _, key := range []string{r.URL.Path + "?" + r.URL.RawQuery, r.URL.Path} {
		for of, body := range a.answers {
			if of == key || strings.HasPrefix(key, of) && strings.Contains(of, "?") {
				_, _ = w.Write([]byte(body))
				return
			}
		}
	}
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(`{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such object"}}`))
}

// shop is the client of an account that answers so.
func shop(t *testing.T, answers map[string]string) (*stripe.Shop, *account) {
	t.Helper()
	a := &account{answers: answers}
	return stripe.NewShop(stripe.Options{
		Key: "rk_test_1", Connection: connection(), Now: now, Transport: control.Transport(map[string]http.Handler{"api.stripe.com": a}),
	}), a
}
