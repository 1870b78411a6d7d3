package order

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// AddMonths lets the tests outside of the package see addMonths.
func AddMonths(t time.Time, months int) time.Time { return addMonths(t, months) }

// Owed lets the tests outside of the package see owed.
func Owed(l Line, s Subscription, now time.Time) (*money.Amount, string) { return owed(l, s, now) }
