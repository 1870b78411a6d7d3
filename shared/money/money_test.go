package money_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/money"
)

func amount(t *rapid.T, label string) (money.Amount, *big.Rat) {
	text := fmt.Sprintf("%d.%02d", rapid.Int64Range(0, 99_999_999).Draw(t, label), rapid.IntRange(0, 99).Draw(t, label+" cents"))
	a, err := money.Parse(text, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	exact, _ := new(big.Rat).SetString(text)
	return a, exact
}

func rat(t *rapid.T, a money.Amount) *big.Rat {
	r, ok := new(big.Rat).SetString(a.Value())
	if !ok {
		t.Fatalf("value %q", a.Value())
	}
	return r
}

func TestASumIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, x := amount(t, "a")
		b, y := amount(t, "b")
		sum, err := a.Add(b)
		if err != nil || rat(t, sum).Cmp(x.Add(x, y)) != 0 {
			t.Fatalf("%s + %s = %s, %v", a, b, sum, err)
		}
	})
}

// A share is the exact quotient or its neighbour among the cents, never further off than half a cent, and even when it lies in the middle.
func TestAShareIsRoundedOnceHalfToEven(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, exact := amount(t, "a")
		part, whole := rapid.Int64Range(0, 3600).Draw(t, "part"), rapid.Int64Range(1, 36).Draw(t, "whole")
		share, err := a.Share(part, whole)
		if err != nil {
			t.Fatal(err)
		}
		cents := new(big.Rat).Mul(rat(t, share), big.NewRat(100, 1))
		exact.Mul(exact, big.NewRat(part*100, whole))
		off := new(big.Rat).Sub(cents, exact)
		switch off.Abs(off).Cmp(big.NewRat(1, 2)) {
		case 1:
			t.Fatalf("%s of %d/%d is %s, off by %s cents", a, part, whole, share, off)
		case 0:
			if cents.Num().Bit(0) != 0 {
				t.Fatalf("%s of %d/%d is %s: half goes to the even cent", a, part, whole, share)
			}
		}
	})
}

func TestTheSharesOfAWholeDifferFromItByRoundingOnly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, exact := amount(t, "a")
		parts := rapid.Int64Range(1, 36).Draw(t, "parts")
		sum, err := money.Parse("0", "EUR")
		if err != nil {
			t.Fatal(err)
		}
		for range parts {
			one, err := a.Share(1, parts)
			if err != nil {
				t.Fatal(err)
			}
			if sum, err = sum.Add(one); err != nil {
				t.Fatal(err)
			}
		}
		off := new(big.Rat).Sub(rat(t, sum), exact)
		if off.Abs(off).Cmp(big.NewRat(parts, 200)) > 0 {
			t.Fatalf("%d shares of %s make %s", parts, a, sum)
		}
		if all, err := a.Share(parts, parts); err != nil || rat(t, all).Cmp(exact) != 0 {
			t.Fatalf("the whole of %s is %s, %v", a, all, err)
		}
	})
}

func TestASharesDigitsAreItsCurrencys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, currency, want string }{
		{"0.05", "EUR", "0.02"}, {"0.15", "EUR", "0.08"}, {"100", "EUR", "50.00"}, {"25", "JPY", "12"}, {"35", "JPY", "18"}, {"0.005", "KWD", "0.002"},
	} {
		a, err := money.Parse(c.value, c.currency)
		if err != nil {
			t.Fatal(err)
		}
		if half, err := a.Share(1, 2); err != nil || half.Value() != c.want {
			t.Errorf("half of %s is %s, %v, want %s", a, half, err, c.want)
		}
	}
}

func TestTwoCurrenciesDoNotMix(t *testing.T) {
	t.Parallel()
	a, errA := money.Parse("1", "EUR")
	b, errB := money.Parse("1", "USD")
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if sum, err := a.Add(b); err == nil {
		t.Errorf("%s + %s = %s", a, b, sum)
	}
}

func TestWhatIsNotAnAmountIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"", "EUR"}, {"1,50", "EUR"}, {"x", "EUR"}, {"1", "eur"}, {"1", "EURO"}, {"1", ""}, {"123456789012345678901", "EUR"}} {
		if a, err := money.Parse(c[0], c[1]); err == nil {
			t.Errorf("%q %q was read as %s", c[0], c[1], a)
		}
	}
}

func TestWhatCannotBeComputedExactlyIsAnError(t *testing.T) {
	t.Parallel()
	a, err := money.Parse("9999999999999999999", "JPY")
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := a.Add(a); err == nil {
		t.Errorf("sum %s", sum)
	}
	if share, err := a.Share(36, 1); err == nil {
		t.Errorf("share %s", share)
	}
	if share, err := a.Share(1, 0); err == nil {
		t.Errorf("share by nothing %s", share)
	}
}

func TestAnAmountInJSONIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, _ := amount(t, "a")
		raw, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var b money.Amount
		if err := json.Unmarshal(raw, &b); err != nil || b != a {
			t.Fatalf("%s became %s, %v", raw, b, err)
		}
	})
}

func Example() {
	cost, err := money.Parse("216.00", "EUR")
	if err != nil {
		fmt.Println(err)
		return
	}
	month, err := cost.Share(1, 12)
	fmt.Println(month, err)
	// Output: 18.00 EUR <nil>
}
