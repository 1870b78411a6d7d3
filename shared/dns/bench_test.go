package dns_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
)

// BenchmarkPrepare plans a zone of fourteen records.
func BenchmarkPrepare(b *testing.B) {
	z, f, o, net := fresh(), answer("example.fr"), everything(dns.ReplaceMX), internet()
	z.Rows = z.Rows[:14]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dns.Prepare(context.Background(), net, z, f, o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPrepareLarge plans a zone of five thousand rows.
func BenchmarkPrepareLarge(b *testing.B) {
	z, f, o, net := large(), answer("example.fr"), everything(dns.ReplaceMX), internet()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dns.Prepare(context.Background(), net, z, f, o); err != nil {
			b.Fatal(err)
		}
	}
}

func large() dns.Zone {
	z := fresh()
	for i := len(z.Rows); i < 5000; i++ {
		z.Rows = append(z.Rows, dns.Row{ID: strconv.Itoa(6000000000 + i), Name: fmt.Sprintf("h%d.dept%d", i, i%50), Type: dns.A, Value: fmt.Sprintf("10.0.%d.%d", i/256, i%256)})
	}
	return z
}

func TestAZoneOfFiveThousandRowsIsPlanned(t *testing.T) {
	t.Parallel()
	z := large()
	p := prepare(t, z, everything(dns.ReplaceMX))
	steps, err := p.Forward(z)
	if err != nil || len(steps) != 12 {
		t.Errorf("%d steps, %v", len(steps), err)
	}
}
