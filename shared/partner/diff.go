package partner

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Difference is one place where two settings documents differ, by a JSON pointer. A side where nothing is has nil. Lists are told whole: their
// entries have no names, and an entry that goes would make all after it look changed.
type Difference struct {
	Pointer string
	Before  any
	After   any
}

// Diff tells what is different in b, in the order of the pointers.
func Diff(a, b Partner) ([]Difference, error) {
	before, err := loose(a)
	if err != nil {
		return nil, err
	}
	after, err := loose(b)
	if err != nil {
		return nil, err
	}
	return differences(nil, "", before, after), nil
}

// loose gives the document as JSON has it, with its names.
func loose(p Partner) (map[string]any, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("compare settings: %w", err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("compare settings: %w", err)
	}
	return m, nil
}

// differences needs no escapes in its pointers: no name of ours has a character that wants one.
func differences(found []Difference, at string, before, after map[string]any) []Difference {
	names := slices.AppendSeq(slices.Collect(maps.Keys(before)), maps.Keys(after))
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		x, y := before[n], after[n]
		was, object := x.(map[string]any)
		is, both := y.(map[string]any)
		switch {
		case (object || x == nil) && (both || y == nil):
			found = differences(found, at+"/"+n, was, is)
		case !reflect.DeepEqual(x, y):
			found = append(found, Difference{Pointer: at + "/" + n, Before: x, After: y})
		}
	}
	return found
}
