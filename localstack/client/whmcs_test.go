package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/money"
	nouns "github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/standardwebhook"
	"github.com/seatwright/seatwright/shared/storefront"
)

// connection is the sample's that takes Standard Webhooks.
const connection = "con_standard_6b4n1y8d"

const whmcsSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// whmcs is an installation of WHMCS with the hook file, and a receiver that checks what it is told as Seatwright does.
type whmcs struct {
	php, state string

	mu     sync.Mutex // guards everything below
	status int        // what the receiver answers
	sales  []storefront.Sale
}

// told gives what the receiver was told.
func (w *whmcs) told() []storefront.Sale {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sales)
}

// answers has the receiver answer so from now on.
func (w *whmcs) answers(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = status
}

func installed(t *testing.T) *whmcs {
	t.Helper()
	w := &whmcs{php: php(t), status: http.StatusOK}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		d := storefront.Delivery{Header: r.Header, Body: body, At: app.Process().Now()}
		if _, _, bad := (standardwebhook.Webhook{}).Verify(d, []string{whmcsSecret}); bad != nil || err != nil {
			t.Errorf("a message is not authentic: %v, %v", bad, err)
		}
		reading, err := (standardwebhook.Webhook{}).Read(d, partner.Connection{})
		if err != nil {
			t.Errorf("a message cannot be read: %v\n%s", err, body)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.sales = append(w.sales, reading.Sales...)
		rw.WriteHeader(w.status)
	}))
	t.Cleanup(server.Close)
	w.install(t, server.URL, whmcsSecret)
	return w
}

// install puts the hook file, its settings and what WHMCS knows into a folder.
func (w *whmcs) install(t *testing.T, url, secret string) {
	t.Helper()
	hook, err := os.ReadFile("whmcs.php")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	settings := `<?php return ['url' => '` + url + `', 'secret' => '` + secret + `', 'skus' => [7 => 'M365-BP-1Y-M'], 'seats' => 'Seats', 'net' => true];`
	write(t, filepath.Join(root, "seatwright.php"), []byte(settings))
	write(t, filepath.Join(root, "hooks", "seatwright.php"), hook)
	raw, err := os.ReadFile("testdata/whmcs.json")
	if err != nil {
		t.Fatal(err)
	}
	w.state = filepath.Join(root, "state.json")
	write(t, w.state, []byte(strings.Replace(string(raw), "{", `{"hook":"`+filepath.Join(root, "hooks", "seatwright.php")+`",`, 1)))
}

func write(t *testing.T, at string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// page runs a page on which a hook fires, and gives what it wrote into the activity log.
func (w *whmcs) page(t *testing.T, hook, variables string, change ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), w.php, append([]string{"testdata/whmcs.php", w.state, hook, variables}, change...)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "Warning") || strings.Contains(string(out), "Notice") {
		t.Fatalf("%s: %v\n%s", hook, err, out)
	}
	return string(out)
}

// waiting counts what is still to be told, and makes it due.
func (w *whmcs) waiting(t *testing.T) int {
	t.Helper()
	raw, err := os.ReadFile(w.state)
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(raw, &state); err != nil {
		t.Fatal(err)
	}
	tables, _ := state["tables"].(map[string]any)
	rows, _ := tables["mod_seatwright_outbox"].([]any)
	for _, r := range rows {
		row, _ := r.(map[string]any)
		row["due"] = 0
	}
	if raw, err = json.Marshal(state); err != nil {
		t.Fatal(err)
	}
	write(t, w.state, raw)
	return len(rows)
}

func TestWHMCS_TellsAPaidOrderWithItsLicencesAlone(t *testing.T) {
	t.Parallel()
	w := installed(t)
	w.page(t, "OrderPaid", `{"orderId":12,"userId":3,"invoiceId":34}`)
	net, err := money.ParseMicro([]byte("1237.50"))
	if err != nil {
		t.Fatal(err)
	}
	want := []storefront.Sale{{
		Order: "12", Name: "7858259149", Whole: true, Paid: true, Currency: "EUR", Kind: storefront.NewTenant,
		Lines: []storefront.Line{{Key: "77", SKU: "M365-BP-1Y-M", Seats: 5, Price: &storefront.Price{Net: net, Of: 5}}},
		Customer: nouns.Customer{
			Domain: "northwinddemo01.onmicrosoft.com", Company: "Northwind & Demo GmbH", First: "Mira", Last: "O'Beispiel", Email: "mira.beispiel@example.com",
			Phone: "+48.425550100", Address: nouns.Address{Line1: "Musterweg 7", City: "Łódź", State: "LD", PostalCode: "90-001", Country: "PL"},
		},
	}}
	if diff := cmp.Diff(want, w.told(), cmpopts.IgnoreFields(storefront.Sale{}, "Version")); diff != "" {
		t.Error(diff)
	}
	if off := time.Since(w.told()[0].Version); off < -time.Minute || off > time.Minute || w.waiting(t) != 0 {
		t.Errorf("the version is %s ago, %d are left", off, w.waiting(t))
	}
	w.page(t, "OrderPaid", `{"orderId":13,"userId":3,"invoiceId":0}`)
	if len(w.told()) != 1 || w.waiting(t) != 0 {
		t.Errorf("an order without licences is told: %+v", w.told())
	}
}

func TestWHMCS_TellsWhatIsSoAfterThePage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hook, variables, change string
		is                      func(storefront.Sale) bool
	}{
		"cancelled": {
			"CancelOrder", `{"orderid":12}`, `{"GetOrders/12":{"orders":{"order":[{"status":"Cancelled"}]}},"GetClientsProducts/77":{"products":{"product":[{"status":"Cancelled"}]}}}`,
			func(s storefront.Sale) bool {
				return !s.Ended.Cancelled.IsZero() && s.Ended.Refunded.IsZero() && s.Lines[0].Seats == 0
			},
		},
		"refunded": {
			"InvoiceRefunded", `{"invoiceid":34}`, `{"GetInvoice/34":{"status":"Refunded"}}`,
			func(s storefront.Sale) bool { return !s.Ended.Refunded.IsZero() && s.Paid && s.Lines[0].Seats == 5 },
		},
		"more seats": {
			"AfterConfigOptionsUpgrade", `{"upgradeid":5}`,
			`{"GetClientsProducts/77":{"products":{"product":[{"recurringamount":"1980.00","configoptions":{"configoption":[{"value":"8"}]}}]}}}`,
			func(s storefront.Sale) bool { return s.Lines[0].Seats == 8 && s.Lines[0].Price.Of == 8 },
		},
		"not paid yet": {
			"OrderPaid", `{"orderId":12}`, `{"GetInvoice/34":{"status":"Unpaid"}}`,
			func(s storefront.Sale) bool { return !s.Paid },
		},
	} {
		w := installed(t)
		w.page(t, c.hook, c.variables, c.change)
		if len(w.told()) != 1 || !c.is(w.told()[0]) {
			t.Errorf("%s: %+v", name, w.told())
		}
	}
}

func TestWHMCS_TellsLaterWhatCouldNotBeToldAndNothingTwice(t *testing.T) {
	t.Parallel()
	w := installed(t)
	w.answers(http.StatusServiceUnavailable)
	if out := w.page(t, "OrderPaid", `{"orderId":12}`); out != "Seatwright: order 12 could not be told yet: status 503\n" {
		t.Errorf("the log has %q", out)
	}
	w.page(t, "AfterCronJob", `{}`)
	if len(w.told()) != 1 {
		t.Errorf("it does not wait: told %d times", len(w.told()))
	}
	if w.waiting(t) != 1 {
		t.Error("it is forgotten")
	}
	w.answers(http.StatusOK)
	w.page(t, "AfterCronJob", `{}`)
	w.page(t, "AfterCronJob", `{}`)
	if len(w.told()) != 2 || w.waiting(t) != 0 {
		t.Errorf("told %d times, %d left", len(w.told()), w.waiting(t))
	}
}

func TestWHMCS_SellsThroughTheWholeSystemOnce(t *testing.T) {
	t.Parallel()
	w, shop := begin(t, direct), &whmcs{php: php(t)}
	raw, err := w.Secrets.Read(t.Context(), "connection/"+connection+"/webhook")
	var held partner.Secret
	if err != nil || json.Unmarshal([]byte(raw), &held) != nil {
		t.Fatalf("the sample's connection has no secret: %v", err)
	}
	shop.install(t, w.url+"/v1/hooks/standard/"+connection, held.Current)
	for range 2 {
		if out := shop.page(t, "OrderPaid", `{"orderId":12}`); out != "" || shop.waiting(t) != 0 || len(w.OrderIDs()) != 1 {
			t.Fatalf("%d orders: %s", len(w.OrderIDs()), out)
		}
	}
	o, err := w.Table().Load(t.Context(), nouns.ID(w.OrderIDs()[0]))
	if err != nil || o.Source.Ref != "12" || o.Lines[0].Quantity != 5 || o.Customer.Domain != "northwinddemo01.onmicrosoft.com" {
		t.Errorf("%+v, %v", o, err)
	}
}
