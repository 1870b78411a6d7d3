package main

import (
	"context"
	"fmt"
	"testing"
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
	result := testing.Benchmark(func(t *testing.B) {
		t.ReportAllocs()
		for t.Loop() {
			i, ok := s.At(last.Key, 1, at)
			if !ok {
				t.Fatal("not sold")
			}
			row := s.Row(i)
			q, err := b.Price(&price.Sale{Key: row.Key, Units: 1}, &row)
			if err != nil {
				t.Fatal(err)
			}
			q.Price.Append(text[:0], 2)
		}
	})
	return figures{Rows: s.Len(), Nanos: float64(result.T.Nanoseconds()) / float64(result.N), Allocs: float64(result.AllocsPerOp())}, nil
}
