package partnercenter

import (
	"fmt"
	"strconv"
	"strings"
)

// parseDecimal reads an amount with up to four decimals as a whole number of 1/10000 units.
func parseDecimal(text string) (int64, error) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 4 || len(whole) == 0 || len(whole) > 9 || strings.ContainsAny(text, "+-_") {
		return 0, fmt.Errorf("price %q: not an amount with up to four decimals", text)
	}
	units, err := strconv.ParseInt(whole+part+strings.Repeat("0", 4-len(part)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("price %q: not an amount with up to four decimals", text)
	}
	return units, nil
}

// decimal writes a whole number of the smallest units with its places.
func decimal(n int64, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	text := strconv.FormatInt(n, 10)
	text = strings.Repeat("0", max(0, places+1-len(text))) + text
	return sign + text[:len(text)-places] + "." + text[len(text)-places:]
}
