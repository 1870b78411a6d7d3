package zone_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/bench/zone"
	"github.com/seatwright/seatwright/shared/dns/zonefile"
)

func TestEachZoneCanBePlannedAndHasTheRecordsOfItsFile(t *testing.T) {
	t.Parallel()
	hashes := map[string]bool{}
	for n := range 3 {
		z := zone.Rows(n)
		p, err := zone.Plan(t.Context(), z, zone.Facts(n))
		if err != nil {
			t.Fatal(err)
		}
		hashes[p.Hash] = true
		read, err := zonefile.Read(strings.NewReader(zone.File(n)), zone.Name(n))
		if err != nil {
			t.Fatal(err)
		}
		if len(z.Rows) != zone.Records || len(read.Rows) != zone.Records {
			t.Errorf("%d rows, %d in the file, want %d", len(z.Rows), len(read.Rows), zone.Records)
		}
	}
	if len(hashes) != 3 {
		t.Errorf("%d plans, want one for each zone", len(hashes))
	}
}
