package migration_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/money"
)

// list is a price list in euros: one plan has no price.
type list struct{ err error }

func (l list) Price(_ context.Context, w migration.Wanted) (migration.Price, error) {
	if w.Plan == "e5" {
		return migration.Price{}, fault.NotFound.Errorf("no rule for E5")
	}
	eur := func(s string) money.Amount {
		a, err := money.Parse(s, "EUR")
		if err != nil {
			panic(err)
		}
		return a
	}
	return migration.Price{ResellerOrder: eur("4.20"), ResellerRenewal: eur("4.20"), CustomerOrder: eur("5.25"), CustomerRenewal: eur("5.60")}, l.err
}

func filler(m *migration.Matcher) migration.Filler {
	return migration.Filler{Match: m, Prices: list{}, Currency: "EUR", Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
}

func folder() *migration.Folder {
	amount, err := money.Parse("6.00", "EUR")
	if err != nil {
		panic(err)
	}
	cost := amount
	return &migration.Folder{
		Partner: "acme",
		Customer: migration.Customer{
			Tenant: tenant(1), Company: "=Contoso SARL", Domain: "contoso.onmicrosoft.com", Email: "Admin@Contoso.example", Country: "FR", Currency: "EUR", MPN: "1234567",
			Since: time.Date(2021, 3, 1, 10, 0, 0, 0, time.UTC),
		},
		Services: []migration.Service{
			*service(func(s *migration.Service) { s.ID, s.Cost, s.Price, s.Currency = "a", &cost, &amount, "EUR" }),
			*service(func(s *migration.Service) { s.ID, s.Product, s.Name = "b", "CFQ7TTC0LF8T", "Office 365 E5" }),
			*service(func(s *migration.Service) { s.ID, s.Kind = "c", migration.Other }),
			*service(func(s *migration.Service) { named("M365 Business Standard")(s); s.ID = "d" }),
		},
	}
}

func filled(t *testing.T, old migration.Entry) (migration.Entry, *migration.Matcher) {
	t.Helper()
	m := migration.NewMatcher(plans(), nil, migration.Usual())
	e, err := filler(m).Fill(t.Context(), folder(), old)
	if err != nil {
		t.Fatal(err)
	}
	return e, m
}

func TestFieldsAreFilledEachWithItsOrigin(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	client, a, b, c, d := e.Rows[0].Cells, e.Row("a").Cells, e.Row("b").Cells, e.Row("c").Cells, e.Row("d").Cells
	got := map[string]migration.Cell{
		"username": client[migration.Username], "since": client[migration.Registered], "partner": client[migration.Reseller],
		"billing": a[migration.Billed], "price": a[migration.CustomerRenewal], "no price": b[migration.CustomerOrder], "left": {Value: c[migration.Take].Value, From: c[migration.Take].From},
		"not decided": {Value: d[migration.PlanField].Value, From: d[migration.PlanField].From},
	}
	want := map[string]migration.Cell{
		"username": {Value: "admin@contoso.example", From: migration.FromData}, "since": {Value: "2021-03-01", From: migration.FromData},
		"partner": {Value: "1234567", From: migration.FromData}, "billing": {Value: "P1Y monthly", From: migration.FromData},
		"price": {Value: "5.60", From: migration.FromPrice}, "no price": {From: migration.FromPrice, Why: "no price: no rule for E5"},
		"left": {Value: "no", From: migration.FromRule}, "not decided": {From: migration.FromRule},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatAPersonEnteredStaysAndPricesFollowIt(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	var changes []migration.Change
	for _, edit := range []struct {
		id    migration.ServiceID
		field migration.Field
		value string
	}{{"", migration.Username, "contoso"}, {"d", migration.PlanField, "standard"}, {"a", migration.CustomerOrder, "9"}} {
		c, differs, err := e.Propose(edit.id, edit.field, edit.value)
		if err != nil || !differs {
			t.Fatal(err, differs)
		}
		changes = append(changes, c)
	}
	e, err := e.Apply(changes, "ann")
	if err != nil {
		t.Fatal(err)
	}
	e, _ = filled(t, e)
	if got := []string{e.Row("").Value(migration.Username), e.Row("d").Value(migration.CustomerRenewal), e.Row("a").Value(migration.CustomerOrder)}; !slices.Equal(got, []string{"contoso", "5.60", "9.00"}) {
		t.Error(got)
	}
}

func TestPricesThatCannotBeReadNowLeaveTheEntryAsItWas(t *testing.T) {
	t.Parallel()
	e, m := filled(t, migration.Entry{})
	f := filler(m)
	f.Prices = list{err: fault.Unavailable.Errorf("down")}
	if got, err := f.Fill(t.Context(), folder(), e); fault.Of(err) != fault.Unavailable || cmp.Diff(e, got) != "" {
		t.Error(err, cmp.Diff(e, got))
	}
}

func TestEditsThatAreNoGoodAreRefused(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	for _, c := range []struct {
		id    migration.ServiceID
		field migration.Field
		value string
	}{
		{"", migration.Username, "a b"},
		{"", migration.Currency, "EURO"},
		{"", migration.Registered, "21/11/2026"},
		{"", migration.Status, "sleeping"},
		{"", migration.Reseller, "MPN 12"},
		{"", migration.PlanField, "basic"},
		{"a", migration.Billed, "P1M annual"},
		{"a", migration.CustomerOrder, "-1"},
		{"a", migration.CustomerOrder, "1.234"},
		{"a", migration.CustomerOrder, "1,20"},
		{"a", migration.Username, "abc"},
		{"z", migration.Take, "yes"},
		{"a", migration.Take, "maybe"},
	} {
		if _, _, err := e.Propose(c.id, c.field, c.value); err == nil || fault.Text(err) == "" {
			t.Errorf("taken: %+v", c)
		}
	}
	half, _, err := e.Propose("a", migration.InvoiceFrom, "2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Apply([]migration.Change{half}, "ann"); fault.Of(err) != fault.Invalid {
		t.Error("an opening invoice without its last day:", err)
	}
	crossed := migration.Change{Tenant: e.Tenant, Field: migration.Username, Before: "somebody", After: "else"}
	if _, err := e.Apply([]migration.Change{crossed}, "ann"); fault.Of(err) != fault.Stale {
		t.Error("a cell that somebody else changed:", err)
	}
}

func TestABulkEditChangesTheRowsThatItNames(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	b := migration.Bulk{Set: migration.Take, Value: "no", Services: true, Where: map[migration.Field]string{migration.CustomerRenewal: ""}}
	changes, err := b.Changes(&e)
	if err != nil || len(changes) != 2 || changes[0].Service != "b" || changes[1].Service != "d" {
		t.Error(err, changes)
	}
}

// rows is a sheet that came back.
type rows struct {
	cells [][]string
	at    int
}

func (r *rows) Next() ([][]byte, int, error) {
	if r.at == len(r.cells) {
		return nil, 0, io.EOF
	}
	r.at++
	var fields [][]byte
	for _, c := range r.cells[r.at-1] {
		fields = append(fields, []byte(c))
	}
	return fields, r.at, nil
}

// shelf keeps one entry.
type shelf struct{ entry migration.Entry }

func (s shelf) Entry(_ context.Context, _ string, t migration.Tenant) (migration.Entry, error) {
	if t != s.entry.Tenant {
		return migration.Entry{}, fault.NotFound.Errorf("no client")
	}
	return s.entry, nil
}

func out(t interface{ Fatal(...any) }, e *migration.Entry) *rows {
	r := &rows{cells: [][]string{migration.Columns()}}
	if err := e.Out(func(cells []string) error { r.cells = append(r.cells, cells); return nil }); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestASheetThatComesBackAsItWentChangesNothing(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	sheet := out(t, &e)
	for _, r := range sheet.cells[1:] {
		for _, c := range r {
			if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
				t.Errorf("a formula goes out: %q", c)
			}
		}
	}
	b, err := migration.ReadBack(t.Context(), sheet, shelf{e}, "acme")
	if err != nil || len(b.Changes)+len(b.Rejects)+len(b.Unknown) != 0 || b.Rows != 5 {
		t.Errorf("%v %+v", err, b)
	}
}

func TestASheetThatComesBackIsShownAsADiff(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	sheet := out(t, &e)
	set := func(row int, f migration.Field, v string) {
		sheet.cells[row][slices.Index(migration.Columns(), string(f))] = v
	}
	set(1, migration.Username, "contoso")
	set(2, migration.CustomerOrder, "1.234,50")
	set(2, migration.CustomerRenewal, "7")
	set(3, migration.Take, "FALSE")
	set(5, migration.InvoiceFrom, "2026-12-01T00:00:00")
	set(5, migration.InvoiceTo, "2026-11-01")
	sheet.cells[3][len(sheet.cells[3])-1] = "another stamp"
	sheet.cells = append(sheet.cells, sheet.cells[1], []string{"", "x"}, []string{"nobody", ""}, []string{string(e.Tenant), "zz"})
	b, err := migration.ReadBack(t.Context(), sheet, shelf{e}, "acme")
	if err != nil {
		t.Fatal(err)
	}
	want := []migration.Change{
		{Tenant: e.Tenant, Field: migration.Username, Before: "admin@contoso.example", After: "contoso", Line: 2},
		{Tenant: e.Tenant, Service: "a", Field: migration.CustomerRenewal, Before: "5.60", After: "7.00", Line: 3},
		{Tenant: e.Tenant, Service: "b", Field: migration.Take, Before: "yes", After: "no", Line: 4, Crossed: true},
	}
	if diff := cmp.Diff(want, b.Changes); diff != "" {
		t.Error(diff)
	}
	if len(b.Rejects) != 6 || b.Rejects[0].Suggestion != "1234.50" || b.Hash != migration.Hash(want) {
		t.Errorf("%+v", b.Rejects)
	}
	next, err := e.Apply(b.Changes, "ann")
	if err != nil || next.Row("a").Value(migration.CustomerRenewal) != "7.00" {
		t.Error(err)
	}
}

func TestASheetThatIsNoneOfOursIsRefused(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	for _, cells := range [][][]string{nil, {{"a", "b"}}, {{"tenant"}}} {
		if _, err := migration.ReadBack(t.Context(), &rows{cells: cells}, shelf{e}, "acme"); fault.Of(err) != fault.Invalid {
			t.Errorf("%v: %v", cells, err)
		}
	}
}

// TestWhatComesBackIsAppliedAsItWasShown: whatever cells are changed into whatever, after applying the diff the same sheet changes nothing any more.
func TestWhatComesBackIsAppliedAsItWasShown(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	rapid.Check(t, func(t *rapid.T) {
		sheet := out(t, &e)
		for range rapid.IntRange(0, 8).Draw(t, "edits") {
			r := sheet.cells[rapid.IntRange(1, 5).Draw(t, "row")]
			v := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"yes", "no", "2026-01-31", "12.5", "'=1", "standard", "P1M monthly", "TRUE", ""})).Draw(t, "value")
			r[rapid.IntRange(2, len(r)-1).Draw(t, "column")] = v
		}
		b, err := migration.ReadBack(context.Background(), sheet, shelf{e}, "acme")
		if err != nil {
			t.Fatal(err)
		}
		next, err := e.Apply(b.Changes, "ann")
		if err != nil {
			t.Fatal(err)
		}
		sheet.at = 0
		again, err := migration.ReadBack(context.Background(), sheet, shelf{next}, "acme")
		if err != nil || len(again.Changes) != 0 {
			t.Fatal(err, again.Changes)
		}
	})
}
