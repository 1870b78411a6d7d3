package edge_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

const small = `{"customer":{"kind":"existing","domain":"a.example"},"lines":[{"product_id":"CFQ7TTC0LCHC","sku_id":"0001",` +
	`"term_duration":"P1Y","billing_plan":"monthly","quantity":1}]}`

func TestABodyOfTheContractIsRead(t *testing.T) {
	t.Parallel()
	got, err := edge.JSON[api.NewOrder]([]byte(small))
	if err != nil || got.Lines[0].Quantity != 1 || *got.Customer.Domain != "a.example" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestABodyThatDoesNotFitNamesTheField(t *testing.T) {
	t.Parallel()
	for pointer, raw := range map[string]string{
		"/customer/kinds":           strings.Replace(small, `"kind":`, `"kinds":1,"kind":`, 1),
		"/Customer":                 strings.Replace(small, `"customer"`, `"Customer"`, 1),
		"/customer":                 strings.Replace(small, `"customer"`, `"Customer"`, 1),
		"/customer/domain":          strings.Replace(small, `"a.example"`, `null`, 1),
		"/lines/0/quantity":         strings.Replace(small, `"quantity":1`, `"quantity":1.5`, 1),
		"/lines/0/sku_id":           strings.Replace(small, `"0001"`, `1`, 1),
		"/lines":                    `{"customer":{"kind":"new"},"lines":{}}`,
		"/lines/0":                  `{"customer":{"kind":"new"},"lines":[1]}`,
		"/test":                     strings.Replace(small, `{"customer"`, `{"test":"yes","customer"`, 1),
		"":                          `[]`,
		"/lines/0/unit_cost/amount": strings.Replace(small, `"quantity":1`, `"quantity":1,"unit_cost":{"currency":"EUR"}`, 1),
		"/a~1b":                     strings.Replace(small, `{"customer"`, `{"a/b":1,"customer"`, 1),
	} {
		_, err := edge.JSON[api.NewOrder]([]byte(raw))
		named := false
		for _, f := range fault.Fields(err) {
			named = named || f.Pointer == pointer
		}
		if fault.Of(err) != fault.Invalid || !named {
			t.Errorf("%s: %v %v", pointer, err, fault.Fields(err))
		}
	}
}

func TestABodyThatIsNotOneJSONValueIsMalformed(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{", small + small, "\xef\xbb\xbf" + small, `{"lines":[],"lines":[]}`, strings.Repeat("[", 65) + strings.Repeat("]", 65), "{\"a\":\"\xff\"}"} {
		if _, err := edge.JSON[api.NewOrder]([]byte(raw)); fault.Of(err) != fault.Malformed {
			t.Errorf("%.20q: %v", raw, err)
		}
	}
}

func TestATimeOfABodyIsATime(t *testing.T) {
	t.Parallel()
	rule := func(from string) []byte {
		return []byte(`{"bought_from":` + from + `,"expires_from":"2026-05-04T00:00:00Z","schedule":"s","action":"a"}`)
	}
	if got, err := edge.JSON[api.TermRule](rule(`"2025-04-01T02:00:00+02:00"`)); err != nil || got.BoughtFrom.Unix() != 1743465600 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{`"2025-04-01"`, `"soon"`, `7`, `null`, `{}`} {
		_, err := edge.JSON[api.TermRule](rule(bad))
		if f := fault.Fields(err); len(f) != 1 || f[0].Pointer != "/bought_from" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
