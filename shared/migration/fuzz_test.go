package migration_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/price/csv"
)

// FuzzReadBack: whatever file comes back, each change is one that an edit by hand could make, and applying all of them works.
func FuzzReadBack(f *testing.F) {
	m := migration.NewMatcher(plans(), nil, migration.Usual())
	e, err := migration.Filler{Match: m, Prices: list{}, Currency: "EUR", Now: func() time.Time { return time.Unix(1.7e9, 0) }}.Fill(context.Background(), folder(), migration.Entry{})
	if err != nil {
		f.Fatal(err)
	}
	var b strings.Builder
	for _, r := range out(f, &e).cells {
		b.WriteString(strings.Join(r, ",") + "\n")
	}
	f.Add(b.String())
	f.Add("tenant;subscription;username\n" + string(tenant(1)) + ";;bob\n")
	f.Add("tenant,subscription,customer_order\n" + string(tenant(1)) + ",a,\"1,5\"\n")
	f.Add("subscription\ttenant\tinvoice_from\tinvoice_to\na\t" + string(tenant(1)) + "\t2026-01-01\t2026-01-31\n")
	f.Fuzz(func(t *testing.T, file string) {
		back, err := migration.ReadBack(t.Context(), csv.New(strings.NewReader(file), csv.Options{}), shelf{e}, "acme")
		if err != nil {
			return
		}
		for _, c := range back.Changes {
			again, differs, err := e.Propose(c.Service, c.Field, c.After)
			c.Line, c.Crossed = 0, false
			if err != nil || !differs || cmp.Diff(c, again) != "" {
				t.Fatal(c, again, err)
			}
		}
		if _, err := e.Apply(back.Changes, "ann"); err != nil {
			t.Fatal(err, back.Changes)
		}
	})
}
