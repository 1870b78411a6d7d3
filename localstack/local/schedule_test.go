package local_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/local"
)

func TestEachScheduleRunsAsOftenAsItsEntrySays(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Log: slog.New(slog.NewJSONHandler(&log, nil))})
	const span = 3 * time.Hour
	want := map[string]int{}
	for passed := time.Duration(0); passed < span; passed += time.Hour {
		clock.Advance(30 * time.Minute) // the ticks in between are missed
		for range 30 {
			pass(t, s, time.Minute)
		}
	}
	for _, f := range functions.All() {
		switch {
		case f.Every == time.Minute:
			want[f.Name] = int(span / time.Minute / 2)
		case f.Every > 0 && f.Every < time.Hour: // those of a jump are one
			want[f.Name] = int(span/f.Every) - int(span/time.Hour)*(int(30*time.Minute/f.Every)-1)
		case f.Every > 0:
			want[f.Name] = int(span / f.Every)
		}
	}
	for name, n := range want {
		if got := strings.Count(log.String(), `"operation":"`+name+`"`); got != n {
			t.Errorf("%s ran %d times in %s, want %d", name, got, span, n)
		}
	}
	if len(want) < 2 {
		t.Errorf("schedules of %v", want)
	}
}
