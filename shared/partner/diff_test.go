package partner_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/partner"
)

func drawn(t *rapid.T, label string) partner.Partner {
	p := acme()
	p.Live = rapid.Bool().Draw(t, label+" live")
	p.MPN = rapid.SampledFrom([]string{"", "4711001"}).Draw(t, label+" mpn")
	p.RenewAfter = rapid.IntRange(1, 3).Draw(t, label+" days")
	p.Clients = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, label+" clients")
	p.App.MultiTenant = rapid.Bool().Draw(t, label+" app")
	p.Hosts.Graph = rapid.SampledFrom([]string{"", "https://graph.microsoft.com"}).Draw(t, label+" graph")
	p.Hosts.PartnerAPI = rapid.SampledFrom([]string{"", "http://api.sim"}).Draw(t, label+" prices")
	return p
}

func loose(t *rapid.T, p partner.Partner) map[string]any {
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// put sets what a pointer names, and leaves no empty object behind.
func put(m map[string]any, path []string, v any) {
	if len(path) > 1 {
		inner, _ := m[path[0]].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
		}
		put(inner, path[1:], v)
		if v = inner; len(inner) == 0 {
			v = nil
		}
	}
	if m[path[0]] = v; v == nil {
		delete(m, path[0])
	}
}

func TestTheDifferencesMakeTheOneOfTheOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "a"), drawn(t, "b")
		changes, err := partner.Diff(a, b)
		if err != nil {
			t.Fatal(err)
		}
		forth, back := loose(t, a), loose(t, b)
		for _, c := range changes {
			path := strings.Split(c.Pointer, "/")[1:]
			if cmp.Equal(c.Before, c.After) {
				t.Fatalf("%s: both sides are %v", c.Pointer, c.Before)
			}
			put(forth, path, c.After)
			put(back, path, c.Before)
		}
		if diff := cmp.Diff(loose(t, b), forth) + cmp.Diff(loose(t, a), back); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func ExampleDiff() {
	before, after := acme(), acme()
	after.Market, after.Currency, after.App.MultiTenant = "CH", "CHF", true
	changes, err := partner.Diff(before, after)
	for _, c := range changes {
		fmt.Println(c.Pointer, c.Before, c.After)
	}
	fmt.Println(err)
	// Output:
	// /app/multi_tenant false true
	// /currency EUR CHF
	// /market DE CH
	// <nil>
}
