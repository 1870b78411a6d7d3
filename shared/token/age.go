package token

import "time"

const (
	day = 24 * time.Hour
	// ceiling is the age from which on a token is renewed whatever is set. Microsoft ends refresh tokens after 90 days; a run a day
	// leaves ten tries.
	ceiling = 80 * day
	// keep is for how long a replaced credential can be gone back to.
	keep = 14 * day
)

// Warnings gives the steps, in days of age, that a token has passed: 60, 75, 85. The last is the one to act on; those before were
// due at issued plus as many days. A token of unknown age has passed none.
func Warnings(issued, now time.Time) []int {
	var passed []int
	for _, step := range []int{60, 75, 85} {
		if !issued.IsZero() && now.Sub(issued) >= time.Duration(step)*day {
			passed = append(passed, step)
		}
	}
	return passed
}

// ExpiryWarnings gives the steps, in days that are left, that a credential has passed: 60, 30, 14, 7, 1. The last is the one to act
// on; those before were due at expires minus as many days. A credential of unknown end has passed none.
func ExpiryWarnings(expires, now time.Time) []int {
	var passed []int
	for _, step := range []int{60, 30, 14, 7, 1} {
		if !expires.IsZero() && expires.Sub(now) <= time.Duration(step)*day {
			passed = append(passed, step)
		}
	}
	return passed
}

// due reports whether a token is to be renewed. One of unknown age is, and so is one from the future: clocks differ by minutes, not
// by days, and it would be left alone until it is dead.
func due(issued, now time.Time, after time.Duration) bool {
	age := now.Sub(issued)
	return issued.IsZero() || age < -day || age >= min(after, ceiling)
}
