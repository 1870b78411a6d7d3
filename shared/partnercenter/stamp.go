package partnercenter

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// stamp is a time as Partner Center writes it: up to seven digits of a second, with Z, an offset or no zone, which means
// UTC. The year 1 means no value; the year 9999 means never, and stays that.
type stamp struct{ time.Time }

func (s *stamp) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return errors.New("a time is not a string")
	}
	at, err := parseTime(text)
	s.Time = at
	return err
}

// never is the last second that can be written with four digits of a year.
func never() time.Time { return time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC) }

func parseTime(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", time.DateOnly} {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		at = at.UTC()
		switch {
		case at.Year() <= 1:
			return time.Time{}, nil
		case at.Year() > never().Year():
			return never(), nil
		}
		return at, nil
	}
	return time.Time{}, errors.New("a time has another form than documented")
}

// until is for a time whose absence and whose "never" both mean that there is no end.
func (s stamp) until() time.Time {
	if s.Year() >= never().Year() {
		return time.Time{}
	}
	return s.Time
}
