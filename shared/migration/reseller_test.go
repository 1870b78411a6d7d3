package migration_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/price/csv"
)

type relations struct{ err error }

func (r relations) Reseller(_ context.Context, mpn string) (string, error) {
	if mpn == "9999999" {
		return "", fault.NotFound.Errorf("no")
	}
	return "Name of " + mpn, r.err
}

func readResellers(t *testing.T, file string, r relations) (migration.Imported, error) {
	t.Helper()
	return migration.ReadResellers(t.Context(), csv.New(strings.NewReader(file), csv.Options{}), r)
}

func TestAFileOfResellersIsTakenWithoutDoublesAndStrangers(t *testing.T) {
	t.Parallel()
	got, err := readResellers(t, "Name;MPN ID;email;currency;note\nA;1111111;a@example.com;eur;x\n;2222222;;;\nC;3333333;;;\nC again;3333333;;;\nC thrice;3333333;;;\n"+
		"D;9999999;;;\nE;;;;\nF;12 34;;;\nG;4444444;nobody;;\nH;5555555;;euro;\n", relations{})
	want := []migration.Indirect{
		{MPN: "1111111", Name: "A", Email: "a@example.com", Currency: "EUR", Line: 2},
		{MPN: "2222222", Name: "Name of 2222222", Line: 3},
	}
	if diff := cmp.Diff(want, got.Resellers); diff != "" || err != nil || got.Rows != 10 {
		t.Error(err, diff)
	}
	var lines []int
	for _, r := range got.Rejects {
		lines = append(lines, r.Line)
		if r.Reason == "" || r.Column == "" {
			t.Errorf("%+v", r)
		}
	}
	slices.Sort(lines)
	if diff := cmp.Diff([]int{4, 5, 6, 7, 8, 9, 10, 11}, lines); diff != "" {
		t.Error(diff)
	}
}

func TestAFileThatIsNoneOfResellersIsRefusedAndOneWhoseSellerIsDownIsKept(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"", "a,b\n", "mpn\n1111111\n"} {
		if _, err := readResellers(t, file, relations{}); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", file, err)
		}
	}
	if _, err := readResellers(t, "mpn,name\n1111111,A\n", relations{err: fault.Unavailable.Errorf("down")}); fault.Of(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestAForecastGoesOutAsASpreadsheetWithoutFormulas(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	f := forecast(t, folder(), &e, migration.Here{ID: "=cmd", Tenant: tenant(1)})
	var rows [][]string
	if err := f.Out(func(cells []string) error { rows = append(rows, cells); return nil }); err != nil || len(rows) != 5 {
		t.Fatal(err, rows)
	}
	for _, r := range rows {
		if len(r) != len(migration.ForecastColumns()) {
			t.Errorf("%d cells: %q", len(r), r)
		}
		for _, c := range r {
			if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
				t.Errorf("a formula goes out: %q", c)
			}
		}
	}
	if rows[0][8] != "held" || rows[1][11] != "30.00" || rows[1][13] != "28.00" || rows[2][14] != "no_price" {
		t.Errorf("%q", rows)
	}
}
