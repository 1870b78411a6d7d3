package storefront

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Price is what some seats were sold for, after discounts and without tax. It stays a fraction, Net for so many seats: the price of one may have
// no end of digits.
type Price struct {
	Net money.Micro `json:"net"`
	Of  int         `json:"of"`
}

// Unit gives the price of one seat, rounded half to even to millionths.
func (p Price) Unit() (money.Micro, error) { return p.Net.Share(1, int64(p.Of), 6) }

// For gives the price of so many seats, rounded half to even to millionths.
func (p Price) For(seats int) (money.Micro, error) { return p.Net.Share(int64(seats), int64(p.Of), 6) }

// below reports whether payments times the price of a seat is less than its cost, by more than one of the currency's smallest units for
// each payment and seat: shops round tax and discounts line by line.
func (p Price) below(cost money.Micro, payments int, currency string) bool {
	if p.Of < 1 || p.Net < 0 {
		return true
	}
	minor := money.Unit
	for range money.Digits(currency) {
		minor /= 10
	}
	tolerance := int64(minor) * int64(payments)
	// Net * payments < (cost - tolerance) * Of, in 128 bits.
	floor := int64(cost) - tolerance
	if floor <= 0 {
		return false
	}
	high, low := bits.Mul64(uint64(p.Net), uint64(payments)) //nolint:gosec // both are positive
	fh, fl := bits.Mul64(uint64(floor), uint64(p.Of))
	return high < fh || high == fh && low < fl
}

// Amount reads a decimal amount such as "12.50" as a shop writes it. It fails with fault.Malformed for what is none, is negative, or has more than
// six decimal places.
func Amount(text string) (money.Micro, error) {
	m, err := money.ParseMicro([]byte(text))
	if err != nil || m < 0 {
		return 0, fault.Malformed.Errorf("an amount of the order is no decimal number from 0 on")
	}
	return m, nil
}

// mostSeats is beyond any order; it keeps sums far from overflow.
const mostSeats = 1_000_000

// Seats reads a number of seats from its token, "5" or "5.0". It fails with fault.Malformed for what is no whole number from 0 on.
func Seats(text string) (int, error) {
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < 0 || n > mostSeats || strings.Trim(part, "0") != "" || strings.HasPrefix(whole, "+") || strings.HasPrefix(whole, "-") {
		return 0, fault.Malformed.Errorf("a quantity of the order is no whole number from 0 to %d", mostSeats)
	}
	return n, nil
}
