package tabletest

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func ownClients(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	a, b := someItem("m-1", 1, 0), someItem("m-1", 2, 0)
	a.Partner, b.Partner = partner, partner
	_, err := m.Client(t.Context(), partner, a.Tenant)
	want(t, err, fault.NotFound)
	want(t, m.TakeClient(t.Context(), &a), "")
	want(t, m.TakeClient(t.Context(), &a), "")
	b.Filled = map[migration.Field]string{migration.Username: a.Filled[migration.Username]}
	want(t, m.TakeClient(t.Context(), &b), fault.Conflict) // the username
	_, err = m.Client(t.Context(), partner, b.Tenant)
	want(t, err, fault.NotFound)
	b.Partner = "q#" + rand.Text()
	want(t, m.TakeClient(t.Context(), &b), "") // another partner's names are its own
	again := a
	again.Filled = map[migration.Field]string{migration.Username: "another"}
	want(t, m.TakeClient(t.Context(), &again), fault.Conflict) // the tenant
	again.Filled = map[migration.Field]string{migration.Username: a.Filled[migration.Username], migration.Currency: "EUR"}
	want(t, m.TakeClient(t.Context(), &again), "") // mended before a retry
	later := a
	later.Migration = "m-2"
	want(t, m.TakeClient(t.Context(), &later), "")
	got, _, err := m.Clients(t.Context(), partner, "", 10)
	want(t, err, "")
	expected := []table.Client{{
		Partner: partner, Tenant: a.Tenant, Username: "user1", Company: "Contoso", Filled: again.Filled, Migration: "m-1", At: noon,
	}}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("clients (-want +got):\n%s", diff)
	}
}

func ownServices(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	a, b := someItem("m-1", 1, 0), someItem("m-1", 2, 0)
	a.Partner, b.Partner = partner, partner
	task := migration.Task{Service: "old", Result: "new", Offer: "Office", Seats: 3, Filled: map[migration.Field]string{
		migration.InvoiceFrom: "2026-11-01", migration.InvoiceTo: "2026-11-30", migration.ResellerOrder: "10.00", migration.CustomerOrder: "12.00",
	}}
	a.Filled[migration.Currency] = "EUR"
	_, err := m.Owned(t.Context(), partner, "new")
	want(t, err, fault.NotFound)
	for range 2 {
		want(t, m.TakeService(t.Context(), &a, &task), "")
		want(t, m.OpenInvoice(t.Context(), &a, &task), "")
	}
	want(t, m.TakeService(t.Context(), &b, &task), fault.Conflict)
	want(t, m.OpenInvoice(t.Context(), &b, &task), fault.Conflict)
	one, err := m.Owned(t.Context(), partner, "new")
	want(t, err, "")
	all, _, err := m.AllOwned(t.Context(), partner, "", 10)
	want(t, err, "")
	expected := table.Owned{
		Partner: partner, Tenant: a.Tenant, Subscription: "new", Was: "old", Offer: "Office", Seats: 3, Filled: task.Filled, Migration: "m-1", At: noon,
	}
	if diff := cmp.Diff([]table.Owned{expected, expected}, append(all, one)); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
	bills, _, err := m.Openings(t.Context(), partner, "", 10)
	want(t, err, "")
	if diff := cmp.Diff([]table.Opening{{
		Partner: partner, Tenant: a.Tenant, Subscription: "new", Offer: "Office", Seats: 3, From: "2026-11-01", To: "2026-11-30", Reseller: "10.00",
		Customer: "12.00", Currency: "EUR", Migration: "m-1", At: noon,
	}}, bills); diff != "" {
		t.Errorf("invoices (-want +got):\n%s", diff)
	}
}

func someLetter(partner string, n int) migration.Letter {
	i := someItem("m-1", n, 0)
	i.Partner, i.Email = partner, "ann@contoso.example"
	return migration.Greeting(&i, noon)
}

func letters(t *testing.T, s store.Store) {
	l, v := opened(s).Letters(), someLetter("p#"+rand.Text(), 1)
	_, err := l.Letter(t.Context(), v.Partner, v.Tenant, v.Event)
	want(t, err, fault.NotFound)
	want(t, l.Put(t.Context(), v), "")
	read, err := l.Letter(t.Context(), v.Partner, v.Tenant, v.Event)
	want(t, err, "")
	late := read
	read.State, read.Sends, read.Due = migration.Sent, 1, time.Time{}
	want(t, l.SaveLetter(t.Context(), &read), "")
	want(t, l.SaveLetter(t.Context(), &late), fault.Stale)
	want(t, l.Put(t.Context(), v), "") // it was put before
	other := someLetter(v.Partner, 0)
	want(t, l.Put(t.Context(), other), "")
	other.Version = 1
	_, err = l.Template(t.Context(), v.Partner, v.Event)
	want(t, err, fault.NotFound)
	tmpl := migration.Template{Partner: v.Partner, Event: v.Event, Subject: "Welcome", Text: "Hello {{company}}", HTML: strings.Repeat("<p>", 30_000), By: "ann", At: noon}
	want(t, l.SaveTemplate(t.Context(), &tmpl), "")
	old := tmpl
	want(t, l.SaveTemplate(t.Context(), &tmpl), "")
	want(t, l.SaveTemplate(t.Context(), &old), fault.Stale)
	kept, err := l.Template(t.Context(), v.Partner, v.Event)
	want(t, err, "")
	if diff := cmp.Diff(tmpl, kept); diff != "" {
		t.Errorf("template (-want +got):\n%s", diff)
	}
	log, _, err := l.Log(t.Context(), v.Partner, "", 10)
	want(t, err, "")
	if diff := cmp.Diff([]migration.Letter{other, read}, log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func dueLetters(t *testing.T, s store.Store) {
	l, partner := opened(s).Letters(), "p#"+rand.Text()
	now, later, sent := someLetter(partner, 1), someLetter(partner, 2), someLetter(partner, 3)
	later.Due, sent.Due = noon.Add(time.Hour), time.Time{}
	for _, v := range []migration.Letter{now, later, sent} {
		want(t, l.Put(t.Context(), v), "")
	}
	mine := func(at time.Time) (found []migration.Tenant) {
		due, err := l.Due(t.Context(), at, 10_000)
		want(t, err, "")
		for _, d := range due {
			if d.Partner == partner && d.Event == migration.Migrated {
				found = append(found, d.Tenant)
			}
		}
		return found
	}
	if diff := cmp.Diff([]migration.Tenant{now.Tenant}, mine(noon)); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]migration.Tenant{now.Tenant, later.Tenant}, mine(later.Due)); diff != "" {
		t.Errorf("due later (-want +got):\n%s", diff)
	}
}

func silence(t *testing.T, s store.Store) {
	l, to := opened(s).Letters(), "Ann#"+rand.Text()+"@contoso.example"
	why, err := l.Silent(t.Context(), to)
	if want(t, err, ""); why != "" {
		t.Fatalf("silent: %s", why)
	}
	want(t, l.Hush(t.Context(), to, "a complaint"), "")
	want(t, l.Hush(t.Context(), strings.ToUpper(to), "another"), "")
	why, err = l.Silent(t.Context(), strings.ToLower(to)+" ")
	if want(t, err, ""); why != "a complaint" {
		t.Errorf("silent: %q", why)
	}
}

func tenantFills(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	for _, c := range []struct {
		tenant    migration.Tenant
		want, got int
	}{{tenant(1), 7, 7}, {tenant(1), 7, 3}, {tenant(1), 1, 0}, {tenant(2), 1, 1}} {
		got, _, err := m.Draw(t.Context(), partner, c.tenant, 10, c.want)
		if want(t, err, ""); got != c.got {
			t.Errorf("%s: got %d of %d, want %d", c.tenant, got, c.want, c.got)
		}
	}
}

func dueMigrations(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	h := someHead(partner, 0)
	want(t, m.SaveHead(t.Context(), &h), "")
	r := migration.Reading{ID: "read_1", Partner: partner, Began: noon, Due: noon.Add(time.Minute)}
	want(t, m.SaveReading(t.Context(), &r), "")
	d := table.DryRun{Partner: partner, ID: "fc#1", Due: noon.Add(2 * time.Minute)}
	want(t, m.SaveDryRun(t.Context(), &d), "")
	mine := func(at time.Time) (found []table.DueMigration) {
		due, err := m.Due(t.Context(), at, 10_000)
		want(t, err, "")
		for _, d := range due {
			if d.Partner == partner || d.Migration == h.ID {
				found = append(found, d)
			}
		}
		return found
	}
	head, read, run := table.DueMigration{Migration: h.ID, At: noon}, table.DueMigration{Partner: partner, At: r.Due}, table.DueMigration{Partner: partner, DryRun: d.ID, At: d.Due}
	for _, c := range []struct {
		at       time.Time
		expected []table.DueMigration
	}{{noon, []table.DueMigration{head}}, {r.Due, []table.DueMigration{head, read}}, {d.Due, []table.DueMigration{head, read, run}}} {
		if diff := cmp.Diff(c.expected, mine(c.at)); diff != "" {
			t.Errorf("due at %s (-want +got):\n%s", c.at, diff)
		}
	}
	r.Due, d.Due, h.State = time.Time{}, time.Time{}, migration.HeadPaused
	want(t, m.SaveReading(t.Context(), &r), "")
	want(t, m.SaveDryRun(t.Context(), &d), "")
	want(t, m.SaveHead(t.Context(), &h), "")
	if diff := cmp.Diff([]table.DueMigration{head}, mine(noon.Add(30*time.Minute-time.Second))); diff != "" {
		t.Errorf("a reading that may be under way is due (-want +got):\n%s", diff)
	}
	if all := mine(noon.Add(2 * time.Hour)); len(all) != 2 {
		t.Errorf("a reading that nobody notes any more is not due: %v", all)
	}
	r.Done, h.State = noon, migration.HeadOver
	want(t, m.SaveReading(t.Context(), &r), "")
	want(t, m.SaveHead(t.Context(), &h), "")
	if all := mine(noon.Add(2 * time.Hour)); len(all) != 0 {
		t.Errorf("due when it is over: %v", all)
	}
}
