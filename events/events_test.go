package events_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/seatwright/seatwright/events"
)

func TestAnUnknownSampleIsMissing(t *testing.T) {
	t.Parallel()
	if _, err := events.Sample("nothing"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func ExampleNames() {
	names, err := events.Names("cancel")
	fmt.Println(names, err)
	// Output: [cancel cancel.empty] <nil>
}
