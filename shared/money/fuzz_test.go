package money_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/money"
)

// FuzzGuess holds that a guess agrees with the strict reading wherever that reads anything, and that any text is read or refused.
func FuzzGuess(f *testing.F) {
	for _, text := range []string{"12.50", "1.234,50", "€ 1'000", "1,2E-3", "E", "-,5", "1e20"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		strict, err := money.ParseMicro(text)
		guess, wrong := money.Guess(text, '.')
		if err == nil && (wrong != nil || guess != strict) {
			t.Errorf("%q is %s, guessed %s, %v", text, strict, guess, wrong)
		}
		if _, err := money.Guess(text, ','); err == nil {
			_, _ = money.Guess(text, 0)
		}
	})
}
