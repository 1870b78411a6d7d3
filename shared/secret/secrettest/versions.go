package secrettest

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
)

// labels gives the values of a secret by their labels.
func labels(t *testing.T, s secret.Versions, name string) map[secret.Label]string {
	t.Helper()
	all := map[secret.Label]string{}
	for _, l := range []secret.Label{secret.Current, secret.Pending, secret.Previous} {
		v, err := s.Version(t.Context(), name, l)
		switch {
		case err == nil && v.ID != "" && v.Value != "":
			all[l] = v.Value
		case fault.Of(err) != fault.NotFound || v != (secret.Version{}):
			t.Fatalf("version %s: %v (%v), want one or not found", l, v, err)
		}
	}
	if value, err := s.Read(t.Context(), name); value != all[secret.Current] || (err == nil) != (value != "") {
		t.Fatalf("read %q (%v), and the current version is %q", value, err, all[secret.Current])
	}
	return all
}

// is looks at the values of the labels: current, pending and previous, "" for none.
func is(t *testing.T, s secret.Versions, name, current, pending, previous string) {
	t.Helper()
	want := map[secret.Label]string{secret.Current: current, secret.Pending: pending, secret.Previous: previous}
	maps.DeleteFunc(want, func(_ secret.Label, value string) bool { return value == "" })
	if diff := cmp.Diff(want, labels(t, s, name)); diff != "" {
		t.Fatal(diff)
	}
}

// stage stages a value and gives its id.
func stage(t *testing.T, s secret.Versions, name, value string) string {
	t.Helper()
	id, err := s.Stage(t.Context(), name, value)
	if err != nil || id == "" {
		t.Fatalf("stage %q: id %q (%v)", value, id, err)
	}
	return id
}

// current gives the id of the current version, or "".
func current(t *testing.T, s secret.Versions, name string) string {
	t.Helper()
	v, err := s.Version(t.Context(), name, secret.Current)
	if err != nil && fault.Of(err) != fault.NotFound {
		t.Fatal(err)
	}
	return v.ID
}

func promote(t *testing.T, s secret.Versions, name, id, from string, want fault.Kind) {
	t.Helper()
	if err := s.Promote(t.Context(), name, id, from); fault.Of(err) != want || (err == nil) != (want == "") {
		t.Fatalf("promote: %v, want %q", err, want)
	}
}

func drop(t *testing.T, s secret.Versions, name string, l secret.Label) {
	t.Helper()
	if err := s.Drop(t.Context(), name, l); err != nil {
		t.Fatalf("drop %s: %v", l, err)
	}
}

func staged(t *testing.T, s secret.Versions, name string) {
	write(t, s, name, "a")
	b := stage(t, s, name, "b")
	is(t, s, name, "a", "b", "")
	if again := stage(t, s, name, "b"); again != b {
		t.Fatalf("the same value again: id %s, want %s", again, b)
	}
	if v, err := s.Version(t.Context(), name, secret.Pending); err != nil || v.ID != b {
		t.Fatalf("pending version %s (%v), want %s", v.ID, err, b)
	}
	if c := stage(t, s, name, "c"); c == b || c == current(t, s, name) {
		t.Fatalf("another value has the id %s", c)
	}
	is(t, s, name, "a", "c", "")
	stage(t, s, name, "b")
	is(t, s, name, "a", "b", "")
	if id := stage(t, s, name, "a"); id != current(t, s, name) {
		t.Fatalf("the current value is staged as %s", id)
	}
	is(t, s, name, "a", "", "")
}

func first(t *testing.T, s secret.Versions, name string) {
	is(t, s, name, "", "", "")
	promote(t, s, name, "11111111-1111-4111-8111-111111111111", "", fault.NotFound)
	drop(t, s, name, secret.Pending)
	a := stage(t, s, name, "a")
	is(t, s, name, "", "a", "")
	promote(t, s, name, a, "11111111-1111-4111-8111-111111111111", fault.Conflict)
	stage(t, s, name, "b")
	a = stage(t, s, name, "a")
	promote(t, s, name, a, "", "")
	is(t, s, name, "a", "", "")
	promote(t, s, name, stage(t, s, name, "b"), "", fault.Conflict)
	is(t, s, name, "a", "b", "")
}

func promoted(t *testing.T, s secret.Versions, name string) {
	write(t, s, name, "a")
	a, b := current(t, s, name), stage(t, s, name, "b")
	for range 2 {
		promote(t, s, name, b, a, "")
		is(t, s, name, "b", "", "a")
	}
	promote(t, s, name, b, b, "")
	promote(t, s, name, a, a, fault.Conflict)
	c := stage(t, s, name, "c")
	is(t, s, name, "b", "c", "a")
	promote(t, s, name, c, a, fault.Conflict)
	is(t, s, name, "b", "c", "a")
	promote(t, s, name, c, b, "")
	is(t, s, name, "c", "", "b")
	write(t, s, name, "d")
	if got := labels(t, s, name); got[secret.Current] != "d" || got[secret.Previous] != "c" {
		t.Fatalf("after a write: %v", got)
	}
}

func promotions(t *testing.T, s secret.Versions, name string) {
	write(t, s, name, "a")
	from := current(t, s, name)
	values := []string{"b", "c", "d", "e"}
	var ids []string
	for _, v := range values {
		ids = append(ids, stage(t, s, name, v))
	}
	var won []string
	for i, id := range slices.Backward(ids) { // the last one is pending; one without a label may be gone
		switch err := s.Promote(t.Context(), name, id, from); {
		case err == nil:
			won = append(won, values[i])
		case fault.Of(err) != fault.Conflict:
			t.Errorf("promote %s: %v, want a conflict", values[i], err)
		}
	}
	if got := labels(t, s, name); len(won) != 1 || got[secret.Current] != won[0] || got[secret.Previous] != "a" || got[secret.Pending] != "" {
		t.Fatalf("%v won, and the versions are %v", won, got)
	}
}

func backAndForth(t *testing.T, s secret.Versions, name string) {
	write(t, s, name, "a")
	before := "a"
	for _, next := range []string{"b", "a", "b", "c", "a"} {
		from, id := current(t, s, name), stage(t, s, name, next)
		is(t, s, name, before, next, previous(t, s, name))
		promote(t, s, name, id, from, "")
		is(t, s, name, next, "", before)
		before = next
	}
}

func previous(t *testing.T, s secret.Versions, name string) string {
	t.Helper()
	return labels(t, s, name)[secret.Previous]
}

func dropped(t *testing.T, s secret.Versions, name string) {
	write(t, s, name, "a")
	stage(t, s, name, "b")
	for range 2 {
		drop(t, s, name, secret.Pending)
		is(t, s, name, "a", "", "")
	}
	drop(t, s, name, secret.Previous)
	promote(t, s, name, stage(t, s, name, "b"), current(t, s, name), "")
	drop(t, s, name, secret.Previous)
	is(t, s, name, "b", "", "")
	stage(t, s, name, "a")
	is(t, s, name, "b", "a", "")
}
