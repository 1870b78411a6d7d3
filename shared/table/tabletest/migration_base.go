package tabletest

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func readings(t *testing.T, s store.Store) {
	m, r := opened(s).Migrations(), migration.Reading{ID: "read_1", Partner: "p#" + rand.Text(), Began: noon, Cursor: "next"}
	_, err := m.Reading(t.Context(), r.Partner)
	want(t, err, fault.NotFound)
	want(t, m.SaveReading(t.Context(), &r), "")
	late := r
	r.Before, r.Done = migration.Read{Customers: 7, Services: 9}, noon.Add(time.Minute)
	want(t, m.SaveReading(t.Context(), &r), "")
	want(t, m.SaveReading(t.Context(), &late), fault.Stale)
	read, err := m.Reading(t.Context(), r.Partner)
	want(t, err, "")
	if diff := cmp.Diff(r, read); diff != "" || read.Version != 2 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	a := migration.Reading{ID: "read_2", Partner: r.Partner, Began: noon, Former: r.ID, Since: r.Began, Version: r.Version}
	b := a
	b.ID = "read_3"
	want(t, m.SaveReading(t.Context(), &a), "")
	want(t, m.SaveReading(t.Context(), &b), fault.Stale) // two who begin the next one at once
}

func folders(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	amounts := cmp.Comparer(func(a, b money.Amount) bool { return a == b })
	cost, err := money.Parse("10.30", "EUR")
	want(t, err, "")
	var all []migration.Folder
	for n := range 5 {
		f := migration.Folder{
			Partner: partner, Customer: migration.Customer{Tenant: tenant(n), Company: "Contoso", Reached: migration.Yes}, Reading: "read_1", Seen: noon,
			Services: []migration.Service{{ID: "s", Kind: migration.Legacy, Name: "Office", Quantity: n, Cost: &cost, Ends: noon}},
		}
		_, err := m.Folder(t.Context(), partner, f.Customer.Tenant)
		want(t, err, fault.NotFound)
		want(t, m.Keep(t.Context(), f), "")
		f.Reading = "read_2"
		want(t, m.Keep(t.Context(), f), "")
		read, err := m.Folder(t.Context(), partner, f.Customer.Tenant)
		want(t, err, "")
		if diff := cmp.Diff(f, read, amounts); diff != "" {
			t.Fatalf("folder (-want +got):\n%s", diff)
		}
		all = append(all, f)
	}
	first, next, err := m.Folders(t.Context(), partner, "", 3)
	want(t, err, "")
	second, _, err := m.Folders(t.Context(), partner, next, 3)
	want(t, err, "")
	if diff := cmp.Diff(all, append(first, second...), amounts); diff != "" {
		t.Errorf("folders (-want +got):\n%s", diff)
	}
	_, _, err = m.Entries(t.Context(), partner, next, 3)
	want(t, err, fault.Invalid)
}

func entries(t *testing.T, s store.Store) {
	tab, partner := opened(s), "p#"+rand.Text()
	m, trail := tab.Migrations(), audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	e := migration.Entry{Partner: partner, Tenant: tenant(1), Company: "Contoso", Rows: []migration.Row{{Cells: map[migration.Field]migration.Cell{
		migration.Take: {Value: "yes", From: migration.FromRule, Why: "usual"},
	}}}}
	_, err := m.Entry(t.Context(), partner, e.Tenant)
	want(t, err, fault.NotFound)
	want(t, m.SaveEntry(t.Context(), &e), "")
	late := e
	record := audit.Record{Aggregate: audit.Aggregate("migration/" + partner), Partner: partner, Who: audit.Worker, What: "migration.edited"}
	left, err := trail.Next(t.Context(), audit.Change{Record: record})
	want(t, err, "")
	want(t, m.SaveEntry(t.Context(), &e, left...), "")
	want(t, m.SaveEntry(t.Context(), &late), fault.Stale)
	want(t, m.SaveEntry(t.Context(), &e, left...), fault.Conflict) // its place is taken, and nothing was saved
	other := migration.Entry{Partner: partner, Tenant: tenant(0)}
	want(t, m.SaveEntry(t.Context(), &other), "")
	read, err := m.Entry(t.Context(), partner, e.Tenant)
	want(t, err, "")
	if diff := cmp.Diff(e, read); diff != "" || read.Version != 2 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	all, _, err := m.Entries(t.Context(), partner, "", 10)
	want(t, err, "")
	if diff := cmp.Diff([]migration.Entry{other, e}, all); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func rules(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	r := migration.Rule{ID: "rule-1", Of: "cfq7:0002", Name: "Office", Plan: "gold", By: "ann", At: noon}
	want(t, m.PutRule(t.Context(), partner, r), "")
	r.Plan = ""
	want(t, m.PutRule(t.Context(), partner, r), "")
	got, err := m.Rules(t.Context(), partner)
	want(t, err, "")
	if diff := cmp.Diff([]migration.Rule{r}, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	var all []migration.Indirect
	for n := range 30 {
		all = append(all, migration.Indirect{MPN: strconv.Itoa(1_000_000 + n), Name: "Reseller"})
	}
	want(t, m.PutIndirects(t.Context(), partner, all), "")
	all[7].Name = "Another name"
	want(t, m.PutIndirects(t.Context(), partner, all), "")
	one, err := m.Indirect(t.Context(), partner, all[7].MPN)
	if want(t, err, ""); one != all[7] {
		t.Errorf("got %+v, want %+v", one, all[7])
	}
	_, err = m.Indirect(t.Context(), partner, "999")
	want(t, err, fault.NotFound)
	first, next, err := m.Indirects(t.Context(), partner, "", 20)
	want(t, err, "")
	second, _, err := m.Indirects(t.Context(), partner, next, 20)
	if want(t, err, ""); !slices.Equal(all, append(first, second...)) {
		t.Errorf("resellers %v %v", first, second)
	}
}

func forecasts(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	f := migration.Forecast{At: noon, Hash: rand.Text(), Expected: map[migration.Cause]int{migration.NoPlan: 1}}
	for n := range 1000 { // its parts are several items
		f.Customers = append(f.Customers, migration.Outlook{Tenant: tenant(n), Company: "Contoso " + rand.Text(), Hash: rand.Text() + rand.Text() + rand.Text()})
	}
	_, err := m.Forecast(t.Context(), partner, f.Hash)
	want(t, err, fault.NotFound)
	want(t, m.SaveForecast(t.Context(), partner, &f), "")
	want(t, m.SaveForecast(t.Context(), partner, &f), "")
	read, err := m.Forecast(t.Context(), partner, f.Hash)
	want(t, err, "")
	if diff := cmp.Diff(f, read); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
	b := migration.Back{Rows: 3, Hash: rand.Text(), Changes: []migration.Change{{Tenant: tenant(1), Field: migration.Take, Before: "yes", After: "no", Line: 2}}}
	want(t, m.SaveBack(t.Context(), partner, &b), "")
	back, err := m.Back(t.Context(), partner, b.Hash)
	want(t, err, "")
	if diff := cmp.Diff(b, back); diff != "" {
		t.Errorf("sheet (-want +got):\n%s", diff)
	}
	var all []table.DryRun
	for n := range 3 {
		d := table.DryRun{Partner: partner, ID: fmt.Sprint("fc_", n), By: "ann", Asked: noon, Due: noon}
		want(t, m.SaveDryRun(t.Context(), &d), "")
		late := d
		d.Done, d.Hash, d.Due = noon, f.Hash, time.Time{}
		want(t, m.SaveDryRun(t.Context(), &d), "")
		want(t, m.SaveDryRun(t.Context(), &late), fault.Stale)
		all = append(all, d)
	}
	got, _, err := m.DryRuns(t.Context(), partner, "", 10)
	slices.Reverse(all)
	want(t, err, "")
	if diff := cmp.Diff(all, got); diff != "" {
		t.Errorf("dry runs (-want +got):\n%s", diff)
	}
	one, err := m.DryRun(t.Context(), partner, all[0].ID)
	if want(t, err, ""); one != all[0] {
		t.Errorf("got %+v, want %+v", one, all[0])
	}
	want(t, m.SaveDryRun(t.Context(), &table.DryRun{Partner: partner}), fault.Invalid)
}
