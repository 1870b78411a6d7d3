package money

import (
	"errors"
	"math"
	"math/bits"

	"github.com/govalues/decimal"
)

// Micro is a number of millionths of a unit of some currency, for loops over many prices. Which currency it is of stands beside it. It reaches to
// 9,223,372,036,854 units; what would pass that is an error. Nothing here allocates.
type Micro int64

// Unit is one unit of a currency.
const Unit Micro = 1_000_000

// microDigits is how many decimal places a Micro has.
const microDigits = 6

var (
	errRange = errors.New("money: beyond 9223372036854 units")
	errRatio = errors.New("money: a fraction needs a divisor of 1 to 9223372036854 and 0 to 6 digits")
)

// Digits gives how many decimal places amounts of a currency have (ISO 4217), such as 2 for EUR, 0 for JPY, 3 for BHD.
func Digits(currency string) int { return minorUnits(currency) }

// Points gives points ten-thousandths of m, rounded once, half to even, to so many decimal places: 11750 points are 117.5 %.
func (m Micro) Points(points int64, digits int) (Micro, error) {
	return m.Share(points, 10_000, digits)
}

// Share gives m * part / whole, rounded once, half to even, to so many decimal places, 0 to 6. The product is held in 128 bits. It fails when the
// result is out of range, and when whole is not a divisor.
func (m Micro) Share(part, whole int64, digits int) (Micro, error) {
	if whole < 1 || whole > math.MaxInt64/int64(Unit) || digits < 0 || digits > microDigits {
		return 0, errRatio
	}
	step := power(microDigits - digits)
	high, low := bits.Mul64(size(int64(m)), size(part))
	by := uint64(whole) * step
	if high >= by {
		return 0, errRange
	}
	steps, rest := bits.Div64(high, low, by)
	if over := by - rest; rest > over || rest == over && steps&1 == 1 {
		steps++
	}
	high, low = bits.Mul64(steps, step)
	if high != 0 || low > math.MaxInt64 {
		return 0, errRange
	}
	if (m < 0) != (part < 0) {
		return -Micro(low), nil
	}
	return Micro(low), nil
}

// Round gives m rounded half to even to so many decimal places, 0 to 6.
func (m Micro) Round(digits int) (Micro, error) { return m.Share(1, 1, digits) }

// Add gives m + n, both of one currency, which the caller holds.
func (m Micro) Add(n Micro) (Micro, error) {
	if sum := m + n; (sum > m) == (n > 0) {
		return sum, nil
	}
	return 0, errRange
}

// Amount gives m as an amount of a currency, with that currency's decimal places at least.
func (m Micro) Amount(currency string) (Amount, error) {
	d, err := decimal.New(int64(m), microDigits)
	if err != nil {
		return Amount{}, err
	}
	a, err := Parse("0", currency)
	if err != nil {
		return Amount{}, err
	}
	a.value = d.Trim(minorUnits(currency))
	return a, nil
}

// Micro gives the amount in millionths. It fails when it has more than six decimal places or is out of range.
func (a Amount) Micro() (Micro, error) {
	return ParseMicro([]byte(a.value.String()))
}

// size gives the distance from zero, which of the smallest number only an unsigned one can hold.
func size(n int64) uint64 {
	if n < 0 {
		return -uint64(n) //nolint:gosec // meant: the number of the same bits
	}
	return uint64(n)
}

func power(digits int) uint64 {
	p := uint64(1)
	for range digits {
		p *= 10
	}
	return p
}
