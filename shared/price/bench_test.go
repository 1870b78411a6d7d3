package price_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
)

func month(n int, seed uint64, change int) []price.Row {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // prices that are made up
	rows := make([]price.Row, 0, n)
	for i := 0; len(rows) < n; i++ {
		p := fmt.Sprintf("CFQ7TTC0L%03X", i/16)
		sku := fmt.Sprintf("%04d", i%16/4+1)
		for _, seg := range []string{"commercial", "education", "government"} {
			for _, tb := range [][2]string{{"P1M", "monthly"}, {"P1Y", "monthly"}, {"P1Y", "annual"}, {"P3Y", "annual"}} {
				cost := money.Micro(r.Int64N(500_00)+100) * 10_000
				rows = append(rows, price.Row{Key: price.Key{Product: p, SKU: sku, Term: tb[0], Billing: tb[1], Segment: seg, Market: "DE", Currency: "EUR"},
					TierMin: int32(i % 4 * 100), From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Cost: cost, List: cost / 8 * 10,
					ProductTitle: "Product " + p, SKUTitle: "Sku " + p + sku, Publisher: "Microsoft", Unit: "1 License", Line: len(rows) + 2})
			}
		}
	}
	for i := range rows {
		if change > 0 && i%change == 0 {
			rows[i].Cost += 10_000
		}
	}
	return rows[:n]
}

func BenchmarkImport(b *testing.B) {
	rows := month(100_000, 1, 0)
	c, err := price.NewCodec()
	if err != nil {
		b.Fatal(err)
	}
	var s *price.Snapshot
	b.Run("build", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			bd := price.NewBuilder(price.List{Market: "DE", Currency: "EUR"})
			for i := range rows {
				if err := bd.Add(&rows[i]); err != nil {
					b.Fatal(err)
				}
			}
			s, _ = bd.Build()
		}
	})
	var packed []byte
	var id price.SnapshotID
	b.Run("pack", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			packed, id = c.Pack(s)
		}
		b.ReportMetric(float64(len(packed)), "bytes")
	})
	b.Run("unpack", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if _, err := c.Unpack(packed, id); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("chunks", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			chunks, err := c.Chunks(s)
			if err != nil {
				b.Fatal(err)
			}
			units, bytes := 0, 0
			for _, x := range chunks {
				units += (len(x.Packed) + 100 + 1023) / 1024
				bytes += len(x.Packed)
			}
			b.ReportMetric(float64(units), "WRU")
			b.ReportMetric(float64(bytes), "bytes")
		}
	})
}
