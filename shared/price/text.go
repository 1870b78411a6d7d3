package price

import (
	"strconv"

	"github.com/seatwright/seatwright/shared/money"
)

// plain writes an amount with the digits that it has, at least two of them: 18.00, 0.125.
func plain(m money.Micro) string {
	return string(appendPlain(nil, m))
}

func appendPlain(to []byte, m money.Micro) []byte {
	rest := uint64(m) //nolint:gosec // its magnitude, which the smallest number has only so
	if m < 0 {
		to, rest = append(to, '-'), -rest
	}
	to = append(strconv.AppendUint(to, rest/1_000_000, 10), '.')
	fraction := rest % 1_000_000
	for digits, unit := 0, uint64(100_000); digits < 2 || fraction > 0; digits, unit = digits+1, unit/10 {
		to = append(to, byte('0'+fraction/unit)) //nolint:gosec // a digit
		fraction %= unit
	}
	return to
}

// percent writes hundredths of a percent: 1250 is 12.5 %.
func percent(points int64) string {
	sign := ""
	if points < 0 {
		sign, points = "-", -points
	}
	return sign + strconv.FormatFloat(float64(points)/100, 'f', -1, 64) + " %"
}
