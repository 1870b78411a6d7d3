package money_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/money"
)

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := money.Micro(rapid.Int64Range(-1<<63+1, 1<<63-1).Draw(t, "micro"))
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		if got, err := money.ParseMicro(m.Append(nil, digits)); err != nil || got != m {
			t.Fatalf("%d is %s, read as %d, %v", m, m.Append(nil, digits), got, err)
		}
	})
}

func TestANumberIsReadStrictly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]money.Micro{
		"0": 0, "12.50": 12_500_000, "-3": -3_000_000, "0.000001": 1, "007.5": 7_500_000, "999999999999": 999_999_999_999_000_000,
		"12.5000000000": 12_500_000, "9223372036854.775807": 1<<63 - 1, "-0": 0,
	} {
		if got, err := money.ParseMicro([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %d, %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]money.Unreadable{
		"": money.NoNumber, "-": money.NoNumber, "1,5": money.NoNumber, "1_000": money.NoNumber, "0x10": money.NoNumber, "1 2": money.NoNumber,
		"1e3": money.NoNumber, "NaN": money.NoNumber, ".5": money.NoNumber, "5.": money.NoNumber, "+5": money.NoNumber, "1.2.3": money.NoNumber,
		"--1": money.NoNumber, "€5": money.NoNumber, "1.0000001": money.TooFine, "9223372036855": money.TooBig,
		"9223372036854.775808": money.TooBig, "99999999999999999999999": money.TooBig,
	} {
		if got, err := money.ParseMicro([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%q is %d, %v, want %v", text, got, err, want)
		}
	}
}

func TestAGuessReadsWhatSpreadsheetsMake(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"115,20": "115.2", "1.234,50": "1234.5", "1,234.50": "1234.5", "1'234.50": "1234.5", "1 234,50": "1234.5", "1\u00a0234,50": "1234.5",
		"€115.20": "115.2", "115,20 €": "115.2", "EUR 115.20": "115.2", "115.20 USD": "115.2", "kr 115,20": "115.2", "1.234.567": "1234567",
		"1,234,567": "1234567", "1.2E+3": "1200", "1,2E+3": "1200", "-5E-1": "-0.5", "1E-6": "0.000001", "0,123": "0.123", "1234,567": "1234.567", "12.5": "12.5", "1.234": "1.234",
	} {
		if got, err := money.Guess([]byte(text), 0); err != nil || got.String() != want {
			t.Errorf("%q is %s, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]money.Unreadable{
		"1,234": money.EitherOr, "€ 1,234": money.EitherOr, "free": money.NoNumber, "": money.NoNumber, "1,23,456": money.NoNumber, "E5": money.NoNumber,
		"1E99": money.NoNumber, "€": money.NoNumber, "1.2,3.4": money.NoNumber, "1E+15": money.TooBig,
	} {
		if got, err := money.Guess([]byte(text), 0); !errors.Is(err, want) {
			t.Errorf("%q is %s, %v, want %v", text, got, err, want)
		}
	}
}

func TestAGuessKeepsToTheDecimalSignItIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		decimal byte
		want    string
	}{{"1,234", ',', "1.234"}, {"1,234", '.', "1234"}, {"1.234", ',', "1234"}, {"1.234,5", ',', "1234.5"}} {
		if got, err := money.Guess([]byte(c.text), c.decimal); err != nil || got.String() != c.want {
			t.Errorf("%q with %q is %s, %v, want %s", c.text, c.decimal, got, err, c.want)
		}
	}
	if got, err := money.Guess([]byte("12.5"), ','); err == nil {
		t.Errorf("12.5 with a comma is %s", got)
	}
}

func TestMillionthsAndAmountsAreOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := money.Micro(rapid.Int64().Draw(t, "micro"))
		a, err := m.Amount("EUR")
		if err != nil {
			t.Fatal(err)
		}
		if back, err := a.Micro(); m > -1<<63 && (err != nil || back != m) {
			t.Fatalf("%s is %s is %s, %v", m, a, back, err)
		}
	})
	if a, err := (115_200_000 * money.Micro(1)).Amount("EUR"); err != nil || a.String() != "115.20 EUR" {
		t.Errorf("%s, %v", a, err)
	}
	if _, err := money.Micro(1).Amount("euro"); err == nil {
		t.Error("euro is a currency")
	}
}
