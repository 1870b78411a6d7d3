package price_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
)

// germany is the list that the tests are of.
var germany = price.List{Partner: "acme", Kind: price.NewCommerce, Market: "DE", Currency: "EUR"} //nolint:gochecknoglobals // a constant that Go has no form for

func day(n int) time.Time { return time.Date(2026, 11, 1+n, 0, 0, 0, 0, time.UTC) }

// drawRow makes a row out of few keys, tiers and days, so that rows meet: duplicates, overlaps and conflicts are frequent.
func drawRow(t *rapid.T) price.Row {
	r := price.Row{
		Key: price.Key{
			Product: rapid.SampledFrom([]string{"CFQ7TTC0AAAA", "CFQ7TTC0BBBB", "CFQ7TTC0CCCC"}).Draw(t, "product"), SKU: rapid.SampledFrom([]string{"0001", "000P"}).Draw(t, "sku"),
			Term: rapid.SampledFrom([]string{"P1Y", "P1M"}).Draw(t, "term"), Billing: "monthly", Segment: rapid.SampledFrom([]string{"commercial", "education"}).Draw(t, "segment"),
			Market: germany.Market, Currency: germany.Currency,
		},
		TierMin: rapid.SampledFrom([]int32{0, 0, 0, 100}).Draw(t, "tier"),
		Cost:    money.Micro(rapid.Int64Range(1, 4).Draw(t, "cost")) * 1_000_000, List: money.Micro(rapid.Int64Range(5, 6).Draw(t, "list")) * 1_000_000,
		ProductTitle: rapid.SampledFrom([]string{"Exchange", "Teams", ""}).Draw(t, "title"), Publisher: "Microsoft",
	}
	if n := rapid.IntRange(-1, 20).Draw(t, "from"); n >= 0 {
		r.From = day(n)
	}
	if n := rapid.IntRange(-1, 20).Draw(t, "days"); n >= 0 && !r.From.IsZero() {
		r.To = r.From.AddDate(0, 0, n)
	}
	return r
}

func drawRows(t *rapid.T, label string) []price.Row {
	rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 25).Draw(t, label)
	for i := range rows {
		rows[i].Line = i + 2
	}
	return rows
}

// tb is what testing and rapid have in common.
type tb interface {
	Helper()
	Fatal(args ...any)
}

func build(t tb, rows []price.Row) (*price.Snapshot, price.Resolved) {
	t.Helper()
	b := price.NewBuilder(germany)
	for i := range rows {
		if err := b.Add(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	return b.Build()
}

func codec(t tb) *price.Codec {
	t.Helper()
	c, err := price.NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// year is a row that the cases of tests begin with.
func year(product string, cost string) price.Row {
	return price.Row{
		Key:  price.Key{Product: product, SKU: "0001", Term: "P1Y", Billing: "monthly", Segment: "commercial", Market: "DE", Currency: "EUR"},
		From: day(0), Cost: micro(cost), List: micro(cost) / 8 * 10, ProductTitle: "Exchange Online", SKUTitle: "Exchange Online (Plan 1)", Line: 2,
	}
}

// micro reads what a test writes down, such as "216.00".
func micro(text string) money.Micro {
	var units, cents int64
	if _, err := fmt.Sscanf(text, "%d.%d", &units, &cents); err != nil {
		return -1
	}
	return money.Micro(units*1_000_000 + cents*10_000)
}

func all(s *price.Snapshot) []price.Row {
	var rows []price.Row
	for i := range s.Len() {
		r := s.Row(i)
		r.Line = 0
		rows = append(rows, r)
	}
	return rows
}

func microAt(r *rand.Rand) money.Micro { return money.Micro(r.Int64N(1e12)) }
