package local_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
)

// Valid bodies with every field that the contract has.
const (
	wholeNew = `{"reference":"ticket-4711","test":false,"customer":{"kind":"new","tenant_id":"11111111-aaaa-4bbb-8ccc-000000000009",
		"domain":"northwinddemo02.onmicrosoft.com","company":"Northwind Demo Zwei GmbH","registration_id":"HRB 1","first_name":"Jona","last_name":"Muster",
		"email":"jona.muster@example.com","phone":"+49 30 5550101","culture":"de-DE","language":"de",
		"address":{"line1":"Probeallee 12","line2":"Hof","city":"Berlin","state":"BE","postal_code":"10115","country":"DE"}},
		"agreement":{"first_name":"Jona","last_name":"Muster","email":"jona.muster@example.com","phone":"+49 30 5550101","date":"2026-11-20"},
		"lines":[{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"monthly","segment":"commercial","quantity":3,
		"unit_cost":{"amount":"198.00","currency":"EUR"},"reference":"1"}]}`
	wholeExisting = `{"customer":{"kind":"existing","tenant_id":"11111111-aaaa-4bbb-8ccc-000000000009","domain":"contoso-demo.example.com","company":"Contoso",
		"registration_id":"HRB 1","first_name":"Jona","last_name":"Muster","email":"jona.muster@example.com","phone":"+49 30 5550101","culture":"de-DE","language":"de",
		"address":{"line1":"Probeallee 12","line2":"Hof","city":"Berlin","state":"BE","postal_code":"10115","country":"DE"}},
		"lines":[{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"monthly","quantity":1}]}`
)

// mutation is a body that the schema refuses, and the field that is to blame.
type mutation struct{ what, pointer, body string }

// mutations breaks a valid body at each place, in each way that the schema forbids.
func mutations(t *testing.T, s *openapi3.Schema, body string) []mutation {
	t.Helper()
	var valid any
	if err := json.Unmarshal([]byte(body), &valid); err != nil {
		t.Fatal(err)
	}
	if err := s.VisitJSON(valid); err != nil {
		t.Fatalf("the body to break is not valid: %v", err)
	}
	var all []mutation
	put := func(what, pointer string, changed any) {
		raw, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		var again any
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatal(err)
		}
		if s.VisitJSON(again) != nil {
			all = append(all, mutation{what, pointer, string(raw)})
		}
	}
	breakAt("", s, valid, func(what, pointer string, v any) { put(what, pointer, v) })
	return all
}

// breakAt gives to put every broken form of a value, within the whole that wrap makes of it.
func breakAt(at string, s *openapi3.Schema, v any, put func(what, pointer string, v any)) {
	for name, wrong := range map[string]any{"null": nil, "number": 7.5, "truth": true, "text": "~", "list": []any{1}, "object": map[string]any{"x": 1}} {
		put(name, at, wrong)
	}
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			without := maps.Clone(v)
			delete(without, name)
			put("without "+name, at+"/"+name, without)
			p := s.Properties[name]
			if p == nil {
				continue
			}
			breakAt(at+"/"+name, p.Value, value, func(what, pointer string, broken any) {
				with := maps.Clone(v)
				with[name] = broken
				put(what, pointer, with)
			})
		}
		more := maps.Clone(v)
		more["surprise"] = 1
		put("a field more", at+"/surprise", more)
	case []any:
		put("empty", at, []any{})
		if s.MaxItems != nil {
			put("too many", at, slices.Repeat(v, int(min(*s.MaxItems, 1<<20))+1))
		}
		breakAt(at+"/0", s.Items.Value, v[0], func(what, pointer string, broken any) { put(what, pointer, []any{broken}) })
	case string:
		for _, text := range []string{"", " ", "§", "a b", "a@b", "-1", "1e3", "12345", "x.", "2026-13-45", "2026-11-20T10:00:00", v + "\n", v + "~", strings.ToLower(v) + "!", strings.Repeat("x", 4000)} {
			put(fmt.Sprintf("%.20q", text), at, text)
		}
		if s.MaxLength != nil {
			put("a letter too long", at, strings.Repeat("9", int(min(*s.MaxLength, 1<<20))+1))
			put("too long", at, v+strings.Repeat("a", int(min(*s.MaxLength, 1<<20))+1))
		}
	case float64:
		for _, n := range []float64{0, -1, 1.5, 100001, 1e12} {
			put(fmt.Sprint(n), at, n)
		}
	}
}

// refusedAlike sends every mutation and looks whether it is refused with a pointer to the field.
func refusedAlike(t *testing.T, s *local.System, function, sample, body string, edit func(*request)) {
	t.Helper()
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	schema := operation(t, sample).RequestBody.Value.Content["application/json"].Schema.Value
	all := mutations(t, schema, body)
	cases := 0
	for n, m := range all {
		if testing.Short() && n%16 != 0 {
			continue
		}
		cases++
		a := send(t, s, function, sample, func(e *request) {
			edit(e)
			e.Body = m.body
			set(e, "Content-Type", "application/json")
			set(e, "Idempotency-Key", fmt.Sprint(len(body), "-", n))
			set(e, "Authorization", "Bearer "+token)
		})
		conforms(t, sample, a)
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%s of %s: got %d", m.what, m.pointer, a.StatusCode)
			continue
		}
		// Of a value of another kind what is missing within it may be named instead.
		within := func(p string) bool { return p == m.pointer || strings.HasPrefix(p, m.pointer+"/") }
		if named := pointers(t, a); !slices.ContainsFunc(named, within) {
			t.Errorf("%s of %s: got %d %v", m.what, m.pointer, a.StatusCode, named)
		}
	}
	fmt.Printf("property: what the contract refuses of %s, the function refuses: %d distinct cases\n", sample, cases)
}

func TestWhatTheContractRefusesOfANewOrderTheFunctionRefusesWithAPointer(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	refusedAlike(t, s, "order", "order", wholeNew, func(*request) {})
	refusedAlike(t, s, "order", "order", wholeExisting, func(*request) {})
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Errorf("%d orders were taken", len(ids))
	}
	for n, body := range []string{wholeNew, wholeExisting} {
		status(t, ask(t, s, local.Client, "order", "order", bodied(fmt.Sprint("whole-", n), body)), http.StatusAccepted)
	}
}

func TestWhatTheContractRefusesOfAnAnswerOrACancelTheFunctionRefusesWithAPointer(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	if _, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Domain: "northwinddemo01.onmicrosoft.com", Company: "Somebody else", Country: "DE"}); err != nil {
		t.Fatal(err)
	}
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	in(t, o, order.AsksPerson)
	refusedAlike(t, s, "answer", "answer", `{"field":"/customer/domain","value":"northwinddemo03.onmicrosoft.com"}`, on(o.ID, ""))
	refusedAlike(t, s, "cancel", "cancel", `{"at_term_end":"end"}`, on(o.ID, ""))
	if after := the(t, s, clock); after.Version != o.Version {
		t.Error("the order was changed")
	}
}
