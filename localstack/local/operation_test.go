package local_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/local"
)

func TestEachSampleRequestComesToItsOperationOfTheContract(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Log: slog.New(slog.NewJSONHandler(&log, nil))})
	for _, f := range functions.All() {
		if len(f.Operations) == 0 {
			continue
		}
		names, err := samples.Names(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			log.Reset()
			send(t, s, f.Name, n, nil)
			if id := operation(t, n).OperationID; !strings.Contains(log.String(), `"operation":"`+id+`"`) {
				t.Errorf("%s: want it to come to %s: %s", n, id, log.String())
			}
		}
	}
}
