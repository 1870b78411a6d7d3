package shopify_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/shopify"
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
		if _, err := shopify.Sale(o, c); err != nil && fault.Of(err) != fault.Invalid && fault.Of(err) != fault.Malformed {
			t.Errorf("%q: %v", raw, err)
		}
		var want shopify.Order
		if err := json.Unmarshal(raw, &want); err != nil || !cmp.Equal(want, o) {
			t.Errorf("%q: %v\n%s", raw, err, cmp.Diff(want, o))
		}
	})
}
