package money

import (
	"math"
	"strconv"
)

// Unreadable says why a text is no amount.
type Unreadable string

// Why a text is no amount.
const (
	NoNumber Unreadable = "not a number such as 12.50"
	TooFine  Unreadable = "more than six decimal places"
	TooBig   Unreadable = "beyond 9223372036854"
	EitherOr Unreadable = "a comma that may part thousands or decimals" // by Guess only
)

func (u Unreadable) Error() string { return string(u) }

// ParseMicro reads a number such as 12.50 or -3. It takes no exponent, no sign but a minus, no thousands, no blank, and no decimal place beyond
// the sixth that is not zero. It fails with an Unreadable.
func ParseMicro(text []byte) (Micro, error) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	whole, n := uint64(0), 0
	for ; n < len(digits) && digits[n]-'0' <= 9; n++ {
		if whole = whole*10 + uint64(digits[n]-'0'); whole > math.MaxInt64/uint64(Unit) {
			return 0, TooBig
		}
	}
	if n == 0 {
		return 0, NoNumber
	}
	value := whole * uint64(Unit)
	if n < len(digits) {
		part, err := fraction(digits[n:])
		if err != nil {
			return 0, err
		}
		value += part
	}
	if value > math.MaxInt64 {
		return 0, TooBig
	}
	if len(digits) < len(text) {
		return -Micro(value), nil
	}
	return Micro(value), nil
}

// fraction reads the decimal places with their point, in millionths.
func fraction(text []byte) (uint64, error) {
	if text[0] != '.' || len(text) == 1 {
		return 0, NoNumber
	}
	var part uint64
	unit, fine := uint64(Unit), false
	for _, c := range text[1:] {
		if c -= '0'; c > 9 {
			return 0, NoNumber
		}
		unit /= 10
		part += uint64(c) * unit
		fine = fine || unit == 0 && c != 0
	}
	if fine {
		return 0, TooFine
	}
	return part, nil
}

// Append writes m behind dst, with so many decimal places at least and no zeros behind those.
func (m Micro) Append(dst []byte, digits int) []byte {
	if m < 0 {
		dst = append(dst, '-')
	}
	value := size(int64(m))
	dst = strconv.AppendUint(dst, value/uint64(Unit), 10)
	part := value % uint64(Unit)
	if part == 0 && digits <= 0 {
		return dst
	}
	dst = append(dst, '.')
	for n := 0; part != 0 || n < digits; n++ {
		part *= 10
		dst = append(dst, byte('0'+part/uint64(Unit)))
		part %= uint64(Unit)
	}
	return dst
}

// Text gives m with the decimal places of its currency at least: 12.50 for EUR, 12 for JPY.
func (m Micro) Text(currency string) string {
	return string(m.Append(make([]byte, 0, 24), Digits(currency)))
}

// String gives m with the decimal places that it needs.
func (m Micro) String() string { return string(m.Append(make([]byte, 0, 24), 0)) }
