package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
)

func TestAFailureKeepsItsKindTextAndCauseApart(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("step 3: %w", fault.NotFound.Wrap(io.ErrUnexpectedEOF, "order %q", "7"))
	if !errors.Is(err, fault.NotFound) || !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, fault.Conflict) {
		t.Errorf("kind or cause is lost: %v", err)
	}
	if got := []string{string(fault.Of(err)), fault.Text(err)}; !cmp.Equal(got, []string{"not found", `order "7"`}) {
		t.Errorf("got %q", got)
	}
}

func TestAnErrorWithoutAKindHasNoTextForACaller(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, io.EOF, fmt.Errorf("read: %w", io.EOF)} {
		if k, text := fault.Of(err), fault.Text(err); k != "" || text != "" {
			t.Errorf("%v: kind %q, text %q", err, k, text)
		}
	}
}

func TestWhatIsAddedToAFailureDoesNotChangeTheOneItWasAddedTo(t *testing.T) {
	t.Parallel()
	plain := fault.Throttled.Errorf("busy")
	full := fault.Coded(fault.After(fault.At(plain, fault.Field{Pointer: "/a"}), time.Minute), "800060")
	more := fault.At(full, fault.Field{Pointer: "/b"})
	if len(fault.Fields(plain)) != 0 || fault.RetryAfter(plain) != 0 || fault.Code(plain) != "" {
		t.Error("the first failure was changed")
	}
	if len(fault.Fields(full)) != 1 || len(fault.Fields(more)) != 2 || fault.RetryAfter(more) != time.Minute || fault.Code(more) != "800060" {
		t.Errorf("got %v, %v, %q", fault.Fields(more), fault.RetryAfter(more), fault.Code(more))
	}
	if fault.Of(more) != fault.Throttled {
		t.Errorf("kind %q", fault.Of(more))
	}
}

func TestOnlyWhatSurelyDidNotHappenIsWorthRepeating(t *testing.T) {
	t.Parallel()
	for _, k := range []fault.Kind{fault.Malformed, fault.Unauthenticated, fault.Denied, fault.NotFound, fault.Conflict, fault.Gone, fault.Stale, fault.TooLarge, fault.Invalid, fault.Unknown, ""} {
		if k.Retryable() {
			t.Errorf("%q is repeated", k)
		}
	}
	if !fault.Throttled.Retryable() || !fault.Unavailable.Retryable() {
		t.Error("what is busy is not tried again")
	}
}

func Example() {
	err := fault.Conflict.Wrap(errors.New("condition failed"), "order %q: exists", "7")
	fmt.Println(errors.Is(err, fault.Conflict))
	fmt.Println(fault.Text(err))
	fmt.Println(err)
	// Output:
	// true
	// order "7": exists
	// order "7": exists: condition failed
}
