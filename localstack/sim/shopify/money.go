package shopify

import (
	"fmt"
	"strconv"
	"strings"
)

// cents is an amount in hundredths.
type cents int64

// String writes an amount as Shopify documents it: a decimal text with two places.
func (c cents) String() string {
	sign, n := "", int64(c)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// parse reads an amount that is not negative and has at most two places; "" is nothing.
func parse(text string) (cents, error) {
	if text == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 2 {
		return 0, fmt.Errorf("amount %q: more than two places", text)
	}
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 53)
	if err != nil {
		return 0, fmt.Errorf("amount %q: not a decimal", text)
	}
	return cents(n), nil
}

// share is part out of whole, rounded half up.
func (c cents) share(part, whole int64) cents {
	if whole == 0 {
		return 0
	}
	return (c*cents(part)*2 + cents(whole)) / (2 * cents(whole))
}
