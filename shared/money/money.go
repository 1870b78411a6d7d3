// Package money holds amounts with a currency. Amounts are exact decimals, never floats.
//
// govalues/decimal does the arithmetic: it is exact to 19 digits, allocates nothing and rounds half to even.
package money

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/govalues/decimal"
)

// Amount is an exact decimal number of units of a currency.
type Amount struct {
	value    decimal.Decimal
	currency string
}

// ErrCurrency says that two amounts of different currencies met.
var errCurrency = errors.New("money: two currencies")

// minorUnits lists currencies whose smallest unit is not a hundredth (ISO 4217).
func minorUnits(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// Parse reads an amount such as "12.50" in a currency such as "EUR" (ISO 4217, three capital letters).
func Parse(value, currency string) (Amount, error) {
	d, err := decimal.Parse(value)
	if err != nil {
		return Amount{}, fmt.Errorf("amount %q: want a decimal number such as 12.50", value)
	}
	if len(currency) != 3 || !upper(currency) {
		return Amount{}, fmt.Errorf("currency %q: want three capital letters such as EUR", currency)
	}
	return Amount{value: d, currency: currency}, nil
}

func upper(s string) bool {
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// Currency gives the currency's code.
func (a Amount) Currency() string { return a.currency }

// Value gives the number as text, with all its digits.
func (a Amount) Value() string { return a.value.String() }

// String gives "12.50 EUR".
func (a Amount) String() string { return a.value.String() + " " + a.currency }

// Add gives a + b. It fails when the currencies differ or digits would be lost.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, fmt.Errorf("%w: %s and %s", errCurrency, a.currency, b.currency)
	}
	sum, err := a.value.AddExact(b.value, max(a.value.Scale(), b.value.Scale()))
	return Amount{value: sum, currency: a.currency}, err
}

// Share gives a * part / whole, rounded once, half to even, to the currency's smallest unit.
func (a Amount) Share(part, whole int64) (Amount, error) {
	p, err := decimal.New(part, 0)
	if err != nil {
		return Amount{}, err
	}
	w, err := decimal.New(whole, 0)
	if err != nil {
		return Amount{}, err
	}
	product, err := a.value.MulExact(p, a.value.Scale())
	if err != nil {
		return Amount{}, fmt.Errorf("%s times %d: %w", a, part, err)
	}
	share, err := product.Quo(w)
	if err != nil {
		return Amount{}, fmt.Errorf("%s by %d: %w", a, whole, err)
	}
	return Amount{value: share.Round(minorUnits(a.currency)).Pad(minorUnits(a.currency)), currency: a.currency}, nil
}

type wire struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// MarshalJSON writes {"amount":"12.50","currency":"EUR"}.
func (a Amount) MarshalJSON() ([]byte, error) {
	return json.Marshal(wire{Amount: a.value.String(), Currency: a.currency})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Amount) UnmarshalJSON(b []byte) error {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	parsed, err := Parse(w.Amount, w.Currency)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}
