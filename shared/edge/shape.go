package edge

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/strict"
)

// misfits tells where a JSON value does not have the form of a Go type that was generated from the contract: there a
// field without "omitempty" is required. encoding/json would be content with less, and would not say where.
func misfits(bad []fault.Field, at string, v any, t reflect.Type) []fault.Field {
	if t == reflect.TypeFor[time.Time]() {
		return moment(bad, at, v)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return misfits(bad, at, v, t.Elem())
	case reflect.Interface:
		return bad
	case reflect.Struct:
		if m, ok := v.(map[string]any); ok {
			return members(bad, at, m, t)
		}
		return append(bad, fault.Field{Pointer: at, Text: "want an object"})
	case reflect.Map:
		m, ok := v.(map[string]any)
		if !ok {
			return append(bad, fault.Field{Pointer: at, Text: "want an object"})
		}
		for _, name := range slices.Sorted(maps.Keys(m)) {
			bad = misfits(bad, at+"/"+strict.Escape(name), m[name], t.Elem())
		}
		return bad
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			return append(bad, fault.Field{Pointer: at, Text: "want an array"})
		}
		for i, e := range list {
			bad = misfits(bad, at+"/"+strconv.Itoa(i), e, t.Elem())
		}
		return bad
	default:
		if want := scalar(v, t.Kind()); want != "" {
			bad = append(bad, fault.Field{Pointer: at, Text: "want " + want})
		}
		return bad
	}
}

// moment: times of the contract are texts by RFC 3339.
func moment(bad []fault.Field, at string, v any) []fault.Field {
	text, _ := v.(string)
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return append(bad, fault.Field{Pointer: at, Text: "want a time such as 2026-11-21T10:00:00Z"})
	}
	return bad
}

func members(bad []fault.Field, at string, m map[string]any, t reflect.Type) []fault.Field {
	known := map[string]bool{}
	for f := range fields(t) {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		known[name] = true
		here := at + "/" + strict.Escape(name)
		v, there := m[name]
		if there {
			bad = misfits(bad, here, v, f.Type)
		} else if !strings.Contains(option, "omit") {
			bad = append(bad, fault.Field{Pointer: here, Text: "is missing"})
		}
	}
	unknown := []fault.Field{}
	for name := range m {
		if !known[name] {
			unknown = append(unknown, fault.Field{Pointer: at + "/" + strict.Escape(name), Text: "is not known here"})
		}
	}
	slices.SortFunc(unknown, func(a, b fault.Field) int { return cmp.Compare(a.Pointer, b.Pointer) })
	return append(bad, unknown...)
}

func fields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for field := range t.Fields() {
			if !yield(field) {
				return
			}
		}
	}
}

// scalar gives what is wanted instead, or "" when v fits.
func scalar(v any, want reflect.Kind) string {
	switch want {
	case reflect.String:
		if _, ok := v.(string); !ok {
			return "a string"
		}
	case reflect.Bool:
		if _, ok := v.(bool); !ok {
			return "true or false"
		}
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, ok := v.(json.Number)
		if _, err := strconv.ParseInt(string(n), 10, 32); !ok || err != nil {
			return "a whole number"
		}
	default:
		return "something else" // no body of the contract has such a field
	}
	return ""
}
