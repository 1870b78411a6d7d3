package strict_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/strict"
)

// prune leaves of a decoded value what is wanted, as Only does with its text.
func prune(v any, wanted strict.Fields) any {
	switch v := v.(type) {
	case map[string]any:
		left := map[string]any{}
		for name, inner := range v {
			fields, want := wanted[name]
			switch {
			case want && fields != nil:
				left[name] = prune(inner, fields)
			case want:
				left[name] = inner
			}
		}
		return left
	case []any:
		left := []any{}
		for _, inner := range v {
			left = append(left, prune(inner, wanted))
		}
		return left
	}
	return v
}

func FuzzOnlyLeavesWhatIsWanted(f *testing.F) {
	for _, s := range []string{
		`{"a":1}`, ` [ {"a" : "}\\\"" , "x":[1,{"a":2}], "b" : {"a":[{"c":3},4,[]],"x":5}} ] `, `{"x":{},"b":[],"a":null}`, `{"b":1}`, `7`, `"\\"`, `[[],[{}]]`, `{"a":1`,
	} {
		f.Add(s)
	}
	wanted := strict.Fields{"a": nil, "b": {"a": {"c": nil}}}
	f.Fuzz(func(t *testing.T, raw string) {
		out, err := strict.Only([]byte(raw), wanted)
		if checked := strict.Check([]byte(raw)); err != nil || checked != nil {
			if fault.Text(err) != fault.Text(checked) {
				t.Errorf("%q: %v, checked: %v", raw, err, checked)
			}
			return
		}
		var whole, got any
		if json.Unmarshal([]byte(raw), &whole) != nil { // a number that no float holds
			return
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%q: %q: %v", raw, out, err)
		}
		if len(fold(whole)) > 0 {
			return
		}
		if want := prune(whole, wanted); !reflect.DeepEqual(want, got) {
			t.Errorf("%q: %s", raw, cmp.Diff(want, got))
		}
	})
}

// fold lists the names in a value that are wanted ones in other letters: a map is more exact than a struct.
func fold(v any) (other []string) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if name == "A" || name == "B" || name == "C" {
				other = append(other, name)
			}
			other = append(other, fold(inner)...)
		}
	case []any:
		for _, inner := range v {
			other = append(other, fold(inner)...)
		}
	}
	return other
}

func ExampleOnly() {
	order := []byte(`{"id":7,"note":"as agreed","lines":[{"sku":"A","tax":{"rate":0.19}},{"sku":"B"}]}`)
	little, err := strict.Only(order, strict.Fields{"id": nil, "lines": {"sku": nil}})
	fmt.Println(string(little), err)
	// Output: {"id":7,"lines":[{"sku":"A"},{"sku":"B"}]} <nil>
}
