package woocommerce

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// micro is an amount in millionths, because a line's tax has up to six places.
type micro int64

const unit = 1_000_000

// places writes an amount with so many places, rounded half up.
func (m micro) places(n int) string {
	step := micro(1)
	for range 6 - n {
		step *= 10
	}
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	m = (m + step/2) / step
	whole := micro(1)
	for range n {
		whole *= 10
	}
	return fmt.Sprintf("%s%d.%0*d", sign, m/whole, n, m%whole)
}

// String writes a total, with two places.
func (m micro) String() string { return m.places(2) }

// tax writes a line's tax: two places, or up to six where they are needed. WooCommerce rounds the totals and not the lines, as
// seen in practice.
func (m micro) tax() string {
	text := strings.TrimRight(m.places(6), "0")
	_, part, _ := strings.Cut(text, ".")
	return text + strings.Repeat("0", max(0, 2-len(part)))
}

// number writes an amount as a JSON number, without zeros at its end, as PHP does.
func (m micro) number() json.Number {
	return json.Number(strings.TrimSuffix(strings.TrimRight(m.places(6), "0"), "."))
}

// parse reads an amount that is not negative and has at most two places; "" is nothing.
func parse(text string) (micro, error) {
	if text == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 40)
	if len(part) > 2 || err != nil {
		return 0, fmt.Errorf("amount %q: not a decimal with at most two places", text)
	}
	return micro(n) * unit / 100, nil
}
