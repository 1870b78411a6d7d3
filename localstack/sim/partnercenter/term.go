package partnercenter

import (
	"strings"
	"time"
)

// window is for how long seats can be given back, from when those seats were added. Microsoft's texts say seven days and
// 168 hours.
const window = 7 * day

// trialDays is the length of a trial that Microsoft documents.
const trialDays = 30

// termEnd gives midnight of the last included day of a term that begins at start. Microsoft's samples show start plus the
// months minus one day, with the day clamped to the month's length: 29 January plus a month ends on 27 February.
func termEnd(start time.Time, term string, trial bool) time.Time {
	first := midnight(start)
	if trial {
		return first.AddDate(0, 0, trialDays-1)
	}
	return addMonths(first, months(term)).AddDate(0, 0, -1)
}

func midnight(t time.Time) time.Time { return t.UTC().Truncate(day) }

func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

func months(term string) int {
	switch strings.ToUpper(term) {
	case "P1Y":
		return 12
	case "P3Y":
		return 36
	default:
		return 1
	}
}

// applies says whether a term that ends with nothing arranged goes on as an extended service term. From material of 2026
// that is not all official, therefore an option.
func (e *ExtendedTerm) applies(start, end time.Time) bool {
	return !e.Off && !start.Before(e.BoughtFrom) && !end.Before(e.ExpiresFrom)
}
