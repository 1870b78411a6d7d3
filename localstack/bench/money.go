package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"time"

	"github.com/govalues/decimal"

	"github.com/seatwright/seatwright/shared/money"
)

const (
	moneyRounds = 5
	moneyPrices = 200_000
)

// amounts measures one price from its text to its text: read, marked up by 17.5 %, rounded half to even, written. The peer does it with decimals of any
// scale, and both must write the same.
func amounts(r *report) error {
	random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same prices each time
	texts := make([][]byte, 1024)
	for n := range texts {
		texts[n] = strconv.AppendFloat(nil, float64(random.IntN(1_000_000))/100, 'f', 2, 64)
	}
	own, peer := make([]string, len(texts)), make([]string, len(texts))
	for n, text := range texts {
		a, err := microPrice(nil, text)
		if err != nil {
			return err
		}
		b, err := decimalPrice(text)
		if err != nil {
			return err
		}
		if own[n], peer[n] = string(a), b; own[n] != peer[n] {
			return fmt.Errorf("%s with a margin is %s, by the peer %s", text, own[n], peer[n])
		}
	}
	var before, after runtime.MemStats
	var objects uint64
	room := make([]byte, 0, 32)
	took, err := laps(moneyRounds,
		func() error {
			runtime.ReadMemStats(&before)
			err := often(texts, func(text []byte) (err error) { room, err = microPrice(room[:0], text); return err })
			runtime.ReadMemStats(&after)
			objects = after.Mallocs - before.Mallocs
			return err
		},
		func() error {
			return often(texts, func(text []byte) error { _, err := decimalPrice(text); return err })
		})
	if err != nil {
		return err
	}
	x := row{group: groupPrice, name: "one price: read, margin, round, write", bound: fmt.Sprintf("%.0f ns by govalues/decimal", each(took[1]))}
	perPrice := float64(objects) / moneyPrices
	x.figure = fmt.Sprintf("%.0f ns, %.3f allocations", each(took[0]), perPrice)
	x.ratio, x.aim, x.verdict = fmt.Sprintf("%.2f", ratio(took[0], took[1])), "0 allocations", "met"
	if perPrice >= 0.001 { // the run itself allocates a few
		x.verdict = "NOT MET"
	}
	r.add(x)
	return nil
}

func each(d time.Duration) float64 { return float64(d) / moneyPrices }

func often(texts [][]byte, do func([]byte) error) error {
	for n := range moneyPrices {
		if err := do(texts[n%len(texts)]); err != nil {
			return err
		}
	}
	return nil
}

func microPrice(to, text []byte) ([]byte, error) {
	m, err := money.ParseMicro(text)
	if err != nil {
		return nil, err
	}
	if m, err = m.Points(11_750, 2); err != nil {
		return nil, err
	}
	return m.Append(to, 2), nil
}

func decimalPrice(text []byte) (string, error) {
	d, err := decimal.Parse(string(text))
	if err != nil {
		return "", err
	}
	margin, wrong := decimal.New(1175, 3)
	price, err := d.Mul(margin)
	return price.Round(2).Pad(2).String(), errors.Join(wrong, err)
}
