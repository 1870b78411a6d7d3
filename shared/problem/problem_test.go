package problem_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/problem"
)

func kinds() map[fault.Kind]int {
	return map[fault.Kind]int{
		fault.Malformed: 400, fault.Unauthenticated: 401, fault.Denied: 403, fault.NotFound: 404, fault.Conflict: 409, fault.Gone: 410,
		fault.Stale: 412, fault.TooLarge: 413, fault.Invalid: 422, fault.Throttled: 429, fault.Unavailable: 503, fault.Unknown: 503, "": 500,
	}
}

func TestEachKindHasItsStatus(t *testing.T) {
	t.Parallel()
	for kind, want := range kinds() {
		if got := problem.Status(kind); got != want {
			t.Errorf("%q: got %d, want %d", kind, got, want)
		}
	}
}

func TestADocumentNamesTheFieldsToMend(t *testing.T) {
	t.Parallel()
	err := fault.At(fault.Invalid.Errorf("the order cannot be taken"), fault.Field{Pointer: "/customer/domain", Text: "is taken", Pattern: "^a$"})
	want := problem.Document{
		Type: "urn:seatwright:problem:invalid", Title: "Unprocessable Entity", Status: 422, Detail: "the order cannot be taken", Instance: "/v1/orders",
		Errors: []problem.Field{{Pointer: "/customer/domain", Detail: "is taken", Pattern: "^a$"}},
	}
	if diff := cmp.Diff(want, problem.From(fmt.Errorf("place: %w", err), "/v1/orders")); diff != "" {
		t.Error(diff)
	}
}

func TestAWaitIsRoundedUpToSeconds(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]int{0: 0, time.Millisecond: 1, time.Second: 1, 1001 * time.Millisecond: 2} {
		if got := problem.From(fault.After(fault.Throttled.Errorf("slow down"), wait), "").RetryAfter; got != want {
			t.Errorf("%s: got %d, want %d", wait, got, want)
		}
	}
}

func TestNoInternalTextReachesACaller(t *testing.T) {
	t.Parallel()
	const inner = "SECRET-dsn://10.0.0.1"
	cause := errors.New(inner)
	failures := []error{cause, fmt.Errorf("%s: %w", inner, cause), errors.Join(cause, cause)}
	for kind := range kinds() {
		if kind != "" {
			failures = append(failures, kind.Wrap(cause, "what a caller may read"), fmt.Errorf("%s: %w", inner, kind.Wrap(cause, "fine")),
				fault.After(fault.At(kind.Wrap(cause, "fine"), fault.Field{Pointer: "/a", Text: "b"}), time.Second))
		}
	}
	for _, err := range failures {
		raw, marshal := json.Marshal(problem.From(err, "/v1/orders"))
		if marshal != nil || strings.Contains(string(raw), "SECRET") {
			t.Errorf("%v: %s, %v", err, raw, marshal)
		}
	}
}
