package local_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/api"
)

const pricesOf = "/v1/partners/sample"

// priceSheet makes a sheet of one product for each price.
func priceSheet(prices ...string) string {
	var b strings.Builder
	b.WriteString("ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin," +
		"PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\r\n")
	for n, p := range prices {
		fmt.Fprintf(&b, "Product %d,CFQ7TTC0LCH%d,0002,Product %d,Microsoft Corporation,,,P1Y,Monthly,DE,EUR,%s,,,2026-01-01T00:00:00Z,9999-11-30T00:00:00Z,License,999.00,Commercial\r\n",
			n, n, n, p)
	}
	return b.String()
}

// ofPrices calls an operation of prices, looks whether the contract allows the answer, and reads it.
func ofPrices[T any](t *testing.T, s *local.System, want int, method, path, body string, header map[string]string) T {
	t.Helper()
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	a := through(t, s, method, pricesOf+path, body, token, header)
	status(t, a, want)
	path, _, _ = strings.Cut(path, "?")
	allows(t, method+" "+path, at(t, method, pricesOf+path), a)
	var out T
	if err := json.Unmarshal([]byte(a.Body), &out); err != nil {
		t.Fatalf("answer %s: %v", a.Body, err)
	}
	return out
}

// sent announces a sheet and sends it, and gives the import's id. Nobody has been told of the file yet.
func sent(t *testing.T, s *local.System, month, text string) string {
	t.Helper()
	wish := fmt.Sprintf(`{"kind":"new_commerce","month":%q,"file":"sheet.csv","size":%d,"media_type":"text/csv"}`, month, len(text))
	u := ofPrices[struct {
		Import struct{ ID string }
		Upload struct {
			Method, URL string
			Headers     map[string]string
		}
	}](t, s, http.StatusCreated, http.MethodPost, "/prices/imports", wish, nil)
	put(t, s.Files, u.Upload.Method, u.Upload.URL, text, u.Upload.Headers)
	return u.Import.ID
}

func put(t *testing.T, files *memory.Files, method, url, text string, header map[string]string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range header {
		r.Header.Set(name, v)
	}
	if code := served(files, r); code != http.StatusOK {
		t.Fatalf("sent: %d", code)
	}
}

func imported(t *testing.T, s *local.System, id, state string) {
	t.Helper()
	i := ofPrices[struct{ State, Outcome string }](t, s, http.StatusOK, http.MethodGet, "/prices/imports/"+id, "", nil)
	if i.State != state {
		t.Fatalf("import is %s: %s, want %s", i.State, i.Outcome, state)
	}
}

func TestEveryAnswerOfPricesIsInTheContract(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	id := sent(t, s, "2026-11", priceSheet("100.00", "200.00", "x"))
	if _, err := s.Arrive(t.Context()); err != nil {
		t.Fatal(err)
	}
	imported(t, s, id, "waiting_person")
	get := func(want int, path string) { t.Helper(); ofPrices[any](t, s, want, http.MethodGet, path, "", nil) }
	get(http.StatusOK, "/prices/imports/"+id+"/rejects")
	ofPrices[any](t, s, http.StatusAccepted, http.MethodPost, "/prices/imports/"+id+"/approve", `{"reason":"known"}`, nil)
	if _, err := s.Arrive(t.Context()); err != nil {
		t.Fatal(err)
	}
	imported(t, s, id, "applied")
	plan := `{"name":"Standard","currency":"EUR","families":[{"name":"f","products":["CFQ7TTC0LCH0"]}],"min_margin":"5","max_over_list":"0",
		"rules":[{"id":"a","way":"markup","percent":"20"},{"id":"b","match":{"family":"f"},"way":"amount","amount":"1.5","override":{"limits":["min_margin"],"reason":"x"}}]}`
	made := ofPrices[api.Plan](t, s, http.StatusOK, http.MethodPut, "/plans/default?reason=first", plan, map[string]string{"If-None-Match": "*"})
	if o := made.Plan.Rules[1].Override; o == nil || *o.By != local.Client {
		t.Errorf("the override is %v", o)
	}
	for _, path := range []string{
		"/plans", "/plans/default", "/prices/lists", "/prices/imports", "/prices/offers", "/prices/imports/" + id + "/diff", "/prices/imports/" + id + "/diff?by=product", "/prices/imports/" + id + "/diff?plan=default",
		"/prices/imports/" + id + "/diff/file",
		"/prices/imports/" + id + "/preview", "/prices/explain?product_id=CFQ7TTC0LCH0&sku_id=0002&term_duration=P1Y&billing_plan=monthly",
	} {
		get(http.StatusOK, path)
	}
	ofPrices[any](t, s, http.StatusOK, http.MethodPut, "/prices/offers/CFQ7TTC0LCH0/0002", `{"name":"Mein Büro","order":1}`, nil)
	for _, path := range []string{"/plans/none", "/prices/imports/none", "/prices/offers/CFQ7TTC0LCH0/0002", "/prices/explain?product_id=NONE"} {
		get(http.StatusNotFound, path)
	}
	ofPrices[any](t, s, http.StatusConflict, http.MethodPost, "/prices/rollback", `{"kind":"new_commerce","reason":"x"}`, map[string]string{"If-Match": `"1"`})
}

func TestWhatTheContractRefusesOfPricesTheFunctionRefusesWithAPointer(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for sample, body := range map[string]string{
		"price.import": `{"kind":"new_commerce","timeline":"current","month":"2026-11","market":"DE","currency":"EUR","file":"a.csv","size":9,"media_type":"text/csv"}`,
		"price.offer":  `{"name":"Mein Büro","order":1}`,
		"price.plan.new": `{"name":"Standard","currency":"EUR","families":[{"name":"f","products":["CFQ7TTC0LCH0"]}],"min_margin":"5","max_over_list":"0","rules":[{"id":"a",
			"match":{"customer":"c","reseller":"1","product_id":"p","sku_id":"1","family":"f","segment":"s","term_duration":"P1Y","billing_plan":"monthly"},"way":"markup",
			"percent":"20","override":{"limits":["min_margin"],"reason":"x","by":"y"}}]}`,
		"price.approve": `{"reason":"known"}`,
	} {
		refusedAlike(t, s, "price", sample, body, func(*request) {})
	}
}

func TestPricesChangeWhollyOrNotAtAllWhereverTheImportCrashes(t *testing.T) {
	t.Parallel()
	seam := local.NewSeam()
	s := start(t, local.Options{Seam: seam, Clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))})
	second := func(s *local.System) string {
		t.Helper()
		id := sent(t, s, "2026-11", priceSheet("100.00", "200.00", "300.00", "400.00", "500.00"))
		if _, err := s.Arrive(t.Context()); err != nil {
			t.Fatal(err)
		}
		imported(t, s, id, "applied")
		return sent(t, s, "2026-12", priceSheet("100.00", "190.00", "300.00", "400.00", "500.00"))
	}
	second(s)
	first := seam.Effects()
	if _, err := s.Arrive(t.Context()); err != nil {
		t.Fatal(err)
	}
	points, cases := 2*(seam.Effects()-first), 0
	for point := range points {
		if testing.Short() && point%3 != 0 {
			continue
		}
		cases++
		seam, clock := local.NewSeam(), local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
		s := start(t, local.Options{Seam: seam, Clock: clock})
		id := second(s)
		seam.Plan(point)
		for n := 1; n > 0; {
			var err error
			if n, err = s.Arrive(t.Context()); err != nil {
				t.Fatalf("point %d: %v", point, err)
			}
			lists := ofPrices[struct{ Lists []struct{ Entries []any } }](t, s, http.StatusOK, http.MethodGet, "/prices/lists", "", nil)
			d := ofPrices[api.OfferPage](t, s, http.StatusOK, http.MethodGet, "/prices/offers", "", nil)
			want := []string{"200.00", "190.00"}[len(lists.Lists[0].Entries)-1]
			if len(d.Offers) != 5 || d.Offers[1].Cost != want {
				t.Fatalf("point %d: with %d sheets the offers are %v", point, len(lists.Lists[0].Entries), d.Offers)
			}
		}
		imported(t, s, id, "applied")
		settledPrices(t, s, clock, 2)
		if seam.Hits() != 1 {
			t.Errorf("point %d: not reached", point)
		}
	}
	fmt.Printf("property: a crash while a sheet is imported: %d distinct points\n", cases)
}
