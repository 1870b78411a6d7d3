package partnercenter

import (
	"time"

	"github.com/seatwright/seatwright/shared/rest"
)

// ParseTime is the parser of timestamps.
func ParseTime(text string) (time.Time, error) { return parseTime(text) }

// Failure is the decoder of failures.
func Failure(a rest.Answer) error { return failure(a) }

// Codes is the table of Microsoft's numbers.
func Codes() string { return codes }
