package shopify_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/webhook"
)

func TestSignaturesMadeElsewhereAreVerified(t *testing.T) {
	t.Parallel()
	const long = `{"id":820982911946154508,"name":"#1001","test":false,"financial_status":"paid","line_items":[{"id":1,"sku":"M365-BP-1Y-M","quantity":5}],` +
		`"note_attributes":[{"name":"m365_tenant_domain","value":"contoso.onmicrosoft.com"}]}`
	for _, c := range []struct {
		name, secret, body, signature string
		want                          bool
	}{
		{"a string in quotes", "hush", `"my secret message"`, "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=", true},
		{"an empty body", "hush", "", "Knm8rWjeSXNIt2H0AOMT7DQ8/YSy8sQi/pEjbuUmGMs=", false},
		{"an order", "shpss_doc_example_0001", long, "7+OL3GbJnrDFPe4V4m+rx2LScDjiWZD+R59NYLhEWNI=", true},
		{"letters beyond ASCII", "shpss_doc_example_0001", `{"company":"Łódź Ærø GmbH & Co. KG","qty":2}`, "//xdlKKd8OSZg6/KnXWGrOg8ecPCqu92lMK5Z66uKWo=", true},
		{"another secret", "shpss_doc_example_0002", long, "7+OL3GbJnrDFPe4V4m+rx2LScDjiWZD+R59NYLhEWNI=", false},
		{"a newline more", "shpss_doc_example_0001", long + "\n", "7+OL3GbJnrDFPe4V4m+rx2LScDjiWZD+R59NYLhEWNI=", false},
		{"no padding", "hush", `"my secret message"`, "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI", false},
		{"not base64", "hush", `"my secret message"`, "?", false},
		{"no secret", "", `"my secret message"`, "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=", false},
	} {
		if got := shopify.Verify(c.secret, []byte(c.body), c.signature); got != c.want {
			t.Errorf("%s: got %t", c.name, got)
		}
	}
}

func whole(tb testing.TB) []byte {
	tb.Helper()
	raw, err := os.ReadFile("testdata/paid.json")
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func connection(tb testing.TB) partner.Connection {
	tb.Helper()
	cost, err := money.Parse("198.00", "EUR")
	if err != nil {
		tb.Fatal(err)
	}
	return partner.Connection{ID: "con_1", Partner: "p1", SKUs: map[string]partner.Mapping{
		"M365-BP-1Y-M": {Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly"}, UnitCost: &cost},
	}}
}

func reduce(t *testing.T, raw []byte) (order.Order, error) {
	t.Helper()
	return shopify.Platform{}.Reduce(raw, connection(t))
}

func TestAWholeOrderOfShopifyIsReduced(t *testing.T) {
	t.Parallel()
	got, err := reduce(t, whole(t))
	if err != nil {
		t.Fatal(err)
	}
	want := order.Order{
		ID: got.ID, Partner: "p1",
		Source: order.Source{Kind: "shopify", Of: "con_1", Ref: "820982911946154508", Name: "#1001", Content: got.Source.Content},
		Customer: order.Customer{
			Domain: "northwinddemo01.onmicrosoft.com", Company: "Northwind Demo GmbH", First: "Mira", Last: "Beispiel", Email: "mira.beispiel@example.com",
			Phone:   "+49 30 5550100",
			Address: order.Address{Line1: "Musterweg 7", Line2: "Hinterhaus", City: "Berlin", State: "BE", PostalCode: "10115", Country: "DE"},
		},
		Agreement: &order.Consent{
			From: "203.0.113.17", First: "Mira", Last: "Beispiel", Email: "mira.beispiel@example.com", Phone: "+49 30 5550100", Date: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
		},
		Lines: []order.Line{{
			Key: "866550311766439020", SKU: "M365-BP-1Y-M", Quantity: 5, State: order.LineOpen, UnitCost: connection(t).SKUs["M365-BP-1Y-M"].UnitCost,
			Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly", Segment: "commercial"},
		}},
	}
	same := cmp.Comparer(func(a, b money.Amount) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
	if err := order.Check(got); err != nil || got.ID != order.NewID("p1", got.Source) || got.Source.Content != order.Content(got) {
		t.Errorf("check: %v; id %s, content %s", err, got.ID, got.Source.Content)
	}
}

func change(t *testing.T, pairs ...string) []byte {
	t.Helper()
	raw := whole(t)
	for pair := range slices.Chunk(pairs, 2) {
		if !bytes.Contains(raw, []byte(pair[0])) {
			t.Fatalf("the sample has no %s", pair[0])
		}
		raw = bytes.ReplaceAll(raw, []byte(pair[0]), []byte(pair[1]))
	}
	return raw
}

func TestSeatsAreWhatRefundsAndEditsHaveLeft(t *testing.T) {
	t.Parallel()
	refund := `"refunds":[{"id":1,"refund_line_items":[{"id":2,"line_item_id":866550311766439020,"quantity":2}]}]`
	for name, c := range map[string]struct {
		raw  []byte
		want int
	}{
		"edited down":                  {change(t, `"current_quantity":5`, `"current_quantity":3`), 3},
		"refunded, current count":      {change(t, `"current_quantity":5`, `"current_quantity":3`, `"refunds":[]`, refund), 3},
		"refunded, without that count": {change(t, `"current_quantity":5,`, ``, `"refunds":[]`, refund), 3},
	} {
		if got, err := reduce(t, c.raw); err != nil || got.Lines[0].Quantity != c.want {
			t.Errorf("%s: %v, %v", name, got.Lines, err)
		}
	}
}

func TestAnExistingTenantIsNamedByAnyOfItsDomainsOrItsID(t *testing.T) {
	t.Parallel()
	kind := []string{`"name":"m365_order_kind","value":"new"`, `"name":"M365 Order-Kind","value":"Existing Tenant"`}
	for typed, want := range map[string]order.Customer{
		"https://WWW.Contoso-Demo.example.com./start":  {Domain: "contoso-demo.example.com"},
		"contoso.onmicrosoft.com":                      {Domain: "contoso.onmicrosoft.com"},
		"0A1B2C3D-0000-4000-8000-0123456789AB":         {Tenant: "0a1b2c3d-0000-4000-8000-0123456789ab"},
		"xn--bcher-kva.example":                        {Domain: "xn--bcher-kva.example"},
		strings.Repeat("a.", 20) + "subdomain.example": {Domain: strings.Repeat("a.", 20) + "subdomain.example"},
	} {
		got, err := reduce(t, change(t, append(kind, " https://NorthwindDemo01.onmicrosoft.com/ ", typed)...))
		if err != nil || !got.Customer.Existing || got.Customer.Domain != want.Domain || got.Customer.Tenant != want.Tenant {
			t.Errorf("%s: %+v, %v", typed, got.Customer, err)
		}
	}
}

func TestAnOrderWithoutASignerWaitsForTheCustomer(t *testing.T) {
	t.Parallel()
	got, err := reduce(t, change(t, "m365_mca_", "other_"))
	if err != nil || got.Agreement != nil {
		t.Errorf("%+v, %v", got.Agreement, err)
	}
}

func TestUnusableOrdersAreInvalidWithASuggestion(t *testing.T) {
	t.Parallel()
	const domain = " https://NorthwindDemo01.onmicrosoft.com/ "
	for name, c := range map[string]struct {
		raw        []byte
		suggestion string
	}{
		"unmapped SKU":          {change(t, "M365-BP-1Y-M", "M365-X"), `"M365-X"`},
		"no domain":             {change(t, "M365-Tenant-Domain", "other"), "onmicrosoft.com"},
		"hyphen in new domain":  {change(t, domain, "north-wind.onmicrosoft.com"), "letters and digits"},
		"28 letters":            {change(t, domain, strings.Repeat("a", 28)+".onmicrosoft.com"), "27"},
		"not ASCII":             {change(t, domain, "bücher.onmicrosoft.com"), "letters and digits"},
		"own domain as new":     {change(t, domain, "contoso.example.com"), "existing_tenant"},
		"takeover":              {change(t, `"m365_order_kind","value":"new"`, `"m365_order_kind","value":"takeover"`), "m365_order_kind"},
		"two domains":           {change(t, `"name":"gift_wrap","value":"no"`, `"name":"m365_tenant_domain","value":"b.onmicrosoft.com"`), "one value"},
		"no date":               {change(t, `"m365_mca_date","value":"2026-11-20"`, `"m365_mca_date","value":"20.11.2026"`), "2026-03-01"},
		"half a signer":         {change(t, "m365_mca_last_name", "other"), "m365_mca_last_name"},
		"nothing left":          {change(t, `"current_quantity":5`, `"current_quantity":0`), "refunded"},
		"cancelled in the shop": {change(t, `"cancelled_at":null`, `"cancelled_at":"2026-11-21T09:00:00Z"`), "shop"},
	} {
		_, err := reduce(t, c.raw)
		if f := fault.Fields(err); fault.Of(err) != fault.Invalid || len(f) == 0 || !strings.Contains(f[0].Text, c.suggestion) {
			t.Errorf("%s: %v %v", name, err, f)
		}
	}
}

func TestWhatIsNotAnOrderIsMalformed(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string][]byte{
		"empty": nil, "a list": []byte("[]"), "null": []byte("null"), "no id": []byte(`{"name":"#1"}`), "broken id": []byte(`{"id":1.5}`),
		"text as quantity": change(t, `"current_quantity":5`, `"current_quantity":"five"`), "same key twice": change(t, `"test":false`, `"test":true,"Test":false`),
	} {
		if _, err := shopify.Decode(raw); fault.Of(err) != fault.Malformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHeadersOfADeliveryAreReadInAnyCase(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	for name, value := range map[string]string{
		"x-shopify-topic": "orders/paid", "X-SHOPIFY-HMAC-SHA256": "s", "x-Shopify-Shop-Domain": "a.myshopify.com", "x-shopify-webhook-id": "w",
	} {
		h.Add(name, value)
	}
	want := webhook.Incoming{Connection: "c", Signatures: []string{"s"}, Shops: []string{"a.myshopify.com"}, Topic: "orders/paid", Event: "w", Body: []byte("b")}
	if diff := cmp.Diff(want, shopify.Incoming("c", h, []byte("b"))); diff != "" {
		t.Error(diff)
	}
	h.Set("X-Shopify-Event-Id", "e")
	if got := shopify.Incoming("c", h, nil).Event; got != "e" {
		t.Errorf("event %q", got)
	}
}

// fill gives every field that v reaches a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(int64(*n))
	default:
		v.SetString(strconv.Itoa(*n))
	}
}

func TestEveryFieldOfAnOrderIsRead(t *testing.T) {
	t.Parallel()
	var want shopify.Order
	fill(reflect.ValueOf(&want).Elem(), new(int))
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range [][]byte{raw, bytes.ReplaceAll(raw, []byte(`"line_items"`), []byte(`"Line_\u0049tems"`))} {
		got, err := shopify.Decode(raw)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	raw := whole(b)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := shopify.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(whole(f))
	f.Add([]byte(`{"id":1,"note_attributes":[{"name":1,"value":{}}],"line_items":[{"current_quantity":-1}]}`))
	c := connection(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := shopify.Decode(raw)
		if err != nil {
			return
		}
		if _, err := shopify.Reduce(o, c); err != nil && fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", raw, err)
		}
		var want shopify.Order
		if err := json.Unmarshal(raw, &want); err != nil || !cmp.Equal(want, o) {
			t.Errorf("%q: %v\n%s", raw, err, cmp.Diff(want, o))
		}
	})
}

func FuzzNamesAndDomainsAreFoldedOnce(f *testing.F) {
	for _, s := range []string{"M365-Tenant Domain", "https://www.contoso.com./", "_x", "www.www.", "Ünï"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := shopify.Fold(s); strings.ContainsAny(once, "-_ ") {
			t.Errorf("%q: %q", s, once)
		}
		if d := shopify.Domain(s); strings.ContainsRune(d, '/') || d != strings.ToLower(strings.TrimSpace(d)) && d == strings.ToValidUTF8(d, "") {
			t.Errorf("%q: %q", s, d)
		}
	})
}
