package money_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/money"
)

// A million pairs, a tenth of which lie exactly in the middle, are computed by a library that knows nothing of millionths too.
func TestAMarkupIsWhatAnotherLibrarySays(t *testing.T) {
	t.Parallel()
	pairs, ties := 1_000_000, 0
	if testing.Short() {
		pairs = 20_000
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same pairs each time
	for range pairs {
		m, points, digits := money.Micro(random.Int64N(1e13)), random.Int64N(30_000), random.IntN(4)
		if random.IntN(10) == 0 { // 0.05 steps of whole points, where the middle is often met
			m, points = m/50_000*50_000, random.Int64N(60)*500
		}
		got, err := m.Points(points, digits)
		if err != nil {
			t.Fatal(err)
		}
		exact := product(t, m, points)
		want := exact.Round(digits)
		if exact.Trunc(digits+1).Cmp(exact) == 0 && exact.Coef()%10 == 5 && exact.Scale() == digits+1 {
			ties++
		}
		if got.String() != want.Trim(0).String() {
			t.Fatalf("%s by %d points to %d digits is %s, want %s", m, points, digits, got, want)
		}
	}
	fmt.Printf("%d pairs, %d of them in the middle\n", pairs, ties)
	if ties < pairs/100 {
		t.Errorf("%d of %d pairs lie in the middle: too few to say anything", ties, pairs)
	}
}

func product(t *testing.T, m money.Micro, points int64) decimal.Decimal {
	t.Helper()
	a, err := decimal.Parse(m.String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := decimal.New(points, 4)
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Trim(0).Mul(b.Trim(0))
	if err != nil {
		t.Fatal(err)
	}
	return p.Trim(0)
}

// The whole range of numbers, against arithmetic without limits.
func TestAShareIsExactOrRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := money.Micro(rapid.Int64().Draw(t, "micro"))
		part, whole := rapid.Int64().Draw(t, "part"), rapid.Int64Range(1, math.MaxInt64/1_000_000).Draw(t, "whole")
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(m)), big.NewInt(part)), big.NewInt(whole))
		step := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(6-digits)), nil))
		got, err := m.Share(part, whole, digits)
		if err != nil {
			limit := new(big.Rat).SetInt64(math.MaxInt64 - 1_000_000)
			if new(big.Rat).Abs(exact).Cmp(limit) < 0 {
				t.Fatalf("%d * %d / %d = %s is refused: %v", m, part, whole, exact, err)
			}
			return
		}
		result := new(big.Rat).SetInt64(int64(got))
		off := new(big.Rat).Sub(result, exact)
		steps := result.Quo(result, step)
		switch off.Abs(off).Quo(off, step).Cmp(big.NewRat(1, 2)) {
		case 1:
			t.Fatalf("%d * %d / %d is %d, off by %s steps", m, part, whole, got, off)
		case 0:
			if steps.Num().Bit(0) != 0 {
				t.Fatalf("%d * %d / %d is %d: half goes to the even step", m, part, whole, got)
			}
		}
		if !steps.IsInt() {
			t.Fatalf("%d has more than %d digits", got, digits)
		}
	})
}

func TestHalfGoesToTheEvenDigitOfTheCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		points   int64
		currency string
		want     string
	}{
		{"0.05", 5_000, "EUR", "0.02"},
		{"0.15", 5_000, "EUR", "0.08"},
		{"25", 5_000, "JPY", "12"},
		{"35", 5_000, "JPY", "18"},
		{"0.005", 5_000, "BHD", "0.002"},
		{"1.250", 10_000, "BHD", "1.250"},
		{"-0.15", 5_000, "EUR", "-0.08"},
		{"115.2", 11_750, "EUR", "135.36"},
		{"12", 0, "EUR", "0.00"},
		{"9223372036854.77", 10_000, "EUR", "9223372036854.77"},
	} {
		m, err := money.ParseMicro([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Points(c.points, money.Digits(c.currency))
		if err != nil || got.Text(c.currency) != c.want {
			t.Errorf("%s by %d points is %s, %v, want %s", c.text, c.points, got.Text(c.currency), err, c.want)
		}
	}
}

func TestOutOfRangeIsRefused(t *testing.T) {
	t.Parallel()
	most := money.Micro(math.MaxInt64)
	for name, call := range map[string]func() (money.Micro, error){
		"more than all":     func() (money.Micro, error) { return most.Points(10_001, 6) },
		"rounded beyond":    func() (money.Micro, error) { return most.Round(0) },
		"far beyond":        func() (money.Micro, error) { return most.Share(math.MaxInt64, 1, 0) },
		"by nothing":        func() (money.Micro, error) { return most.Share(1, 0, 2) },
		"by less":           func() (money.Micro, error) { return most.Share(1, -1, 2) },
		"too many digits":   func() (money.Micro, error) { return most.Round(7) },
		"negative digits":   func() (money.Micro, error) { return most.Round(-1) },
		"a sum beyond":      func() (money.Micro, error) { return most.Add(1) },
		"a sum far beneath": func() (money.Micro, error) { return (-most).Add(-2) },
	} {
		if m, err := call(); err == nil {
			t.Errorf("%s: %s", name, m)
		}
	}
	if sum, err := money.Micro(5).Add(-7); err != nil || sum != -2 {
		t.Errorf("5 - 7 = %d, %v", sum, err)
	}
}

//nolint:paralleltest // what others allocate would be counted
func TestAPriceCostsNoAllocation(t *testing.T) {
	text, room := []byte("3393.96"), make([]byte, 0, 32)
	allocations := testing.AllocsPerRun(1000, func() {
		m, err := money.ParseMicro(text)
		if err != nil {
			return
		}
		if m, err = m.Points(11_750, money.Digits("EUR")); err == nil {
			room = m.Append(room[:0], money.Digits("EUR"))
		}
	})
	if allocations != 0 || string(room) != "3987.90" {
		t.Errorf("%v allocations, %s", allocations, room)
	}
}
