package edge_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

const arrived = `{"version":"0","id":"e-1","detail-type":"Object Created","source":"aws.s3","time":"2026-11-21T10:00:00Z","detail":{"version":"0",
"bucket":{"name":"sheets"},"object":{"key":"upload/contoso/imp 1","size":42,"etag":"x","sequencer":"1"},"reason":"PutObject"}}`

func TestAnArrivalTellsItsFile(t *testing.T) {
	t.Parallel()
	var got edge.Object
	o, _ := options()
	h := edge.Arrival(o, func(_ context.Context, file edge.Object) error {
		got = file
		return nil
	})
	if _, err := h.Invoke(t.Context(), []byte(arrived)); err != nil {
		t.Fatal(err)
	}
	want := edge.Object{Name: "upload/contoso/imp 1", Size: 42, At: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnArrivalThatFailsComesAgain(t *testing.T) {
	t.Parallel()
	broken := errors.New("the table is gone")
	o, _ := options()
	h := edge.Arrival(o, func(context.Context, edge.Object) error { return broken })
	if _, err := h.Invoke(t.Context(), []byte(arrived)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	for _, payload := range []string{"", "{}", `{"detail":{}}`, `{"detail":{"object":{"key":""}}}`, `{"detail":7}`} {
		if _, err := h.Invoke(t.Context(), []byte(payload)); fault.Of(err) != fault.Malformed {
			t.Errorf("%q: %v", payload, err)
		}
	}
}
