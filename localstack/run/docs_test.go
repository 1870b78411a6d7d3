package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/localstack/local"
)

// page reads a page, or has it do something.
func page(t *testing.T, front http.Handler, method, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	front.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "http://localhost:8080"+path, http.NoBody))
	return w.Body.String()
}

// deliver sends a sample of Shopify's as it stands in the contract.
func deliver(t *testing.T, front http.Handler, name string) {
	t.Helper()
	book, err := contract.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range book.Hooks()["shopify"].Samples {
		if s.Name == name {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost:8080"+s.Path, strings.NewReader(s.Body))
			r.Header = s.Header
			front.ServeHTTP(httptest.NewRecorder(), r)
			return
		}
	}
	t.Fatalf("no sample %s", name)
}

func TestThePagesShowWhatBecameOfADelivery(t *testing.T) {
	t.Parallel()
	s, err := local.Start(t.Context(), local.Options{Clock: local.NewClock(clock())})
	if err != nil {
		t.Fatal(err)
	}
	front, err := pages(s, "http://localhost:8080")
	if err != nil {
		t.Fatal(err)
	}
	row := func(number string) string {
		_, rest, _ := strings.Cut(page(t, front, http.MethodGet, "/docs/deliveries"), `data-number="`+number+`"`)
		row, _, _ := strings.Cut(rest, "</tr>")
		return row
	}
	deliver(t, front, "webhook")
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := row("1"); !strings.Contains(r, "order ord_") || !strings.Contains(r, ": fulfilled") {
		t.Errorf("an order that was fulfilled: %s", r)
	}
	deliver(t, front, "webhook.unmapped")
	if r := row("2"); !strings.Contains(r, "quarantined") || !strings.Contains(r, "held: ") {
		t.Errorf("an order that is held: %s", r)
	}
	page(t, front, http.MethodPost, "/docs/deliveries/1")
	if r := row("3"); !strings.Contains(r, "duplicate of 1") || len(s.OrderIDs()) != 1 {
		t.Errorf("the same again: %d orders, %s", len(s.OrderIDs()), r)
	}
}

func TestThePagesHaveTheSamplesTokenAndSecrets(t *testing.T) {
	t.Parallel()
	s, err := local.Start(t.Context(), local.Options{Clock: local.NewClock(clock())})
	if err != nil {
		t.Fatal(err)
	}
	front, err := pages(s, "http://localhost:8080")
	if err != nil {
		t.Fatal(err)
	}
	if got := page(t, front, http.MethodPost, "/docs/secret/con_sample_7f3k2m9q"); got != `{"secret":"shpss_sample_0001"}` {
		t.Error(got)
	}
	if got := page(t, front, http.MethodPost, "/docs/token"); strings.Count(got, ".") != 2 {
		t.Errorf("no token: %s", got)
	}
	if _, err := signs(t.Context(), s, "con_odd"); err == nil {
		t.Error("an unknown connection has a secret")
	}
}
