package zone_test

import (
	"context"
	"testing"

	"github.com/seatwright/seatwright/localstack/bench/zone"
)

// BenchmarkPlan plans a zone of fourteen records.
func BenchmarkPlan(b *testing.B) {
	z, f := zone.Rows(1), zone.Facts(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := zone.Plan(context.Background(), z, f); err != nil {
			b.Fatal(err)
		}
	}
}
