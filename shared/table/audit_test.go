package table_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/table"
)

// TestAnAuditRecordTakesTwoWriteUnits: one for the record, and one for its place in the day's index.
func TestAnAuditRecordTakesTwoWriteUnits(t *testing.T) {
	t.Parallel()
	now := clock()
	s := memory.NewStore(clock)
	trail := audit.Trail{Chains: table.Open(s, clock), Now: func() time.Time { return now }}
	cost, err := money.Parse("1234.56", "EUR")
	if err != nil {
		t.Fatal(err)
	}
	r := audit.Record{
		Aggregate: audit.Order("ord_7rq2k5v4xw3n6m1p0s9t8u7a2c"), Partner: "sample", Who: audit.Shop("con_sample_7f3k2m9q"), What: audit.OrderWrote + "checkout",
		Before:  audit.Facts{"state": "buying", "line 1": "5 x CFQ7TTC0LH18:0001 P1Y monthly, open", "line 2": "25 x CFQ7TTC0LDPB:0001 P1Y annual, open"},
		After:   audit.Facts{"state": "provisioning", "result": "done", "line 1": "5 x CFQ7TTC0LH18:0001 P1Y monthly, bought, order 5a3f9c1de2b4", "line 2": "25 x CFQ7TTC0LDPB:0001 P1Y annual, bought, order 5a3f9c1de2b5"},
		Request: "5a3f9c1d-e2b4-8a3f-9c1d-e2b45a3f9c1d", Correlation: "JBSWY3DPEHPK3PXPJBSWY3DPEH", Money: &cost, Once: "0.5.done",
	}
	personal := map[string]string{"company": "Brightwater Logistics GmbH", "name": "Ada Brightwater", "email": "ada@brightwater.example", "phone": "+49 30 1234567"}
	for _, c := range []struct {
		what  string
		later time.Duration
		write float64
		read  float64
	}{
		{"the first of the chain", 0, 2, 1}, {"the next on the same day", time.Minute, 2, 1}, {"the first on the next day", 24 * time.Hour, 2, 1},
	} {
		now, r.Once = now.Add(c.later), c.what
		before := s.Units()
		if err := trail.Leave(t.Context(), r, personal); err != nil {
			t.Fatal(err)
		}
		after := s.Units()
		write, read := after.Write-before.Write, after.Read-before.Read
		t.Logf("%s: %v write units, %v read units", c.what, write, read)
		if write != c.write || read != c.read {
			t.Errorf("%s: %v write units, %v read units, want %v and %v", c.what, write, read, c.write, c.read)
		}
	}
}
