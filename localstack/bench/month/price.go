package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/seatwright/seatwright/shared/price"
)

// book is a plan with a rule for everything, some for a segment and some for a product.
func book() *price.Book {
	p := price.Plan{ID: "standard", Name: "Standard", Rules: []price.Rule{
		{ID: "all", Way: price.Markup, Points: 1500},
		{ID: "education", Way: price.Margin, Points: 800, Match: price.Match{Segment: "education"}},
		{ID: "yearly", Way: price.Discount, Points: 350, Match: price.Match{Term: "P1Y", Billing: "annual"}},
		{ID: "product", Way: price.Markup, Points: 2250, Match: price.Match{Product: "CFQ7TTC0LHCH"}},
	}}
	return p.Ready()
}

// everyPrice makes the price of every row.
func everyPrice(s *price.Snapshot) error {
	b := book()
	for i := range s.Len() {
		row := s.Row(i)
		if _, err := b.Price(&price.Sale{Key: row.Key, Units: 1}, &row); err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
	}
	return nil
}

// priced looks up one price in a product's rows, makes it and writes it.
func priced(ctx context.Context, file string) (figures, error) {
	build, product := price.NewBuilder(list), ""
	if _, err := rows(ctx, file, nil, func(r *price.Row) error {
		if product == "" {
			product = r.Product
		}
		if r.Product != product {
			return nil
		}
		return build.Add(r)
	}); err != nil {
		return figures{}, err
	}
	s, _ := build.Build()
	b, at, last := book(), time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), s.Row(s.Len()/2)
	var text [32]byte
	const turns = 1_000_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now() //nolint:forbidigo // what is measured is this machine's time
	for range turns {
		i, ok := s.At(last.Key, 1, at)
		if !ok {
			return figures{}, fmt.Errorf("%s: not sold", last.Key)
		}
		row := s.Row(i)
		q, err := b.Price(&price.Sale{Key: row.Key, Units: 1}, &row)
		if err != nil {
			return figures{}, err
		}
		q.Price.Append(text[:0], 2)
	}
	took := time.Since(began) //nolint:forbidigo // what is measured is this machine's time
	runtime.ReadMemStats(&after)
	return figures{Rows: s.Len(), Nanos: float64(took.Nanoseconds()) / turns, Allocs: float64((after.Mallocs - before.Mallocs) / turns)}, nil
}
