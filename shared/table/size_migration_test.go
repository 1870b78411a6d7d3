package table_test

import (
	"context"
	"testing"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// sold is a seller that shows what a folder has.
type sold struct {
	migration.Seller
	services []migration.Service
}

func (s sold) Services(context.Context, migration.Tenant) ([]migration.Service, error) {
	return s.services, nil
}

// base gives a typical customer of three services, and what a forecast says of it.
func base() (migration.Folder, migration.Outlook) {
	f := migration.Folder{Partner: "kestrel-cloud", Customer: migration.Customer{
		Tenant: migration.Tenant(guid(1)), Company: "Brightwater Logistics GmbH", Domain: "brightwaterlogistics.onmicrosoft.com", Country: "DE", Currency: "EUR",
		Email: "m.thomsen@brightwater-logistics.example", Reached: migration.Yes, Consented: migration.Yes, Agreed: migration.Yes, MPN: "6123456",
	}, Reading: "read_k3jx7q2mzp5wd4hn6btcrvyaeu", Seen: clock()}
	o := migration.Outlook{Tenant: f.Customer.Tenant, Company: f.Customer.Company, Take: true, Filled: map[migration.Field]string{
		migration.Take: "yes", migration.Username: f.Customer.Email, migration.Currency: "EUR", migration.Registered: "2023-04-17", migration.Status: "active", migration.Reseller: "6123456",
	}}
	for n, name := range []string{"Microsoft 365 Business Premium", "Exchange Online (Plan 1)", "Visio Plan 2"} {
		s := migration.Service{
			ID: migration.ServiceID(guid(10 + n)), Kind: migration.NewCommerce, Offer: "CFQ7TTC0LCHC:0002:CFQ7TTC0K5KR", Product: "CFQ7TTC0LCHC", SKU: "0002", Name: name,
			Segment: "commercial", Term: "P1Y", Billing: "monthly", Currency: "EUR", Quantity: 12 + n, Status: "active", Created: clock().AddDate(-1, -n, -3),
			Started: clock().AddDate(0, -n, -3), Ends: clock().AddDate(1, -n, -4),
		}
		f.Services = append(f.Services, s)
		o.Services = append(o.Services, migration.Prospect{Service: s.ID, Act: migration.Adopt, Filled: map[migration.Field]string{
			migration.Take: "yes", migration.PlanField: "m365-bp-" + guid(20 + n)[:4], migration.Billed: "P1Y monthly", migration.ResellerOrder: "18.60",
			migration.ResellerRenewal: "18.60", migration.CustomerOrder: "20.60", migration.CustomerRenewal: "20.60", migration.InvoiceFrom: "2026-11-21", migration.InvoiceTo: "2027-01-31",
		}})
	}
	return f, o
}

// TestATypicalCustomerOfAMigrationTakesOneUnitAnItem shows what a customer costs from the reading to its end. Most of it are the counters: each step that they
// count is a transaction of two items, which takes double.
func TestATypicalCustomerOfAMigrationTakesOneUnitAnItem(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	tab := table.Open(s, clock)
	m := tab.Migrations()
	f, o := base()
	before := s.Units()
	step := func(name string, most float64, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		u := s.Units()
		t.Logf("%s: %v write units, %v read units", name, u.Write-before.Write, u.Read-before.Read)
		if u.Write-before.Write > most {
			t.Errorf("%s: %v write units, want at most %v (%v)", name, u.Write-before.Write, most, u.By)
		}
		before = u
		for _, i := range s.All() {
			if size := store.Size(i); size > 1024 {
				t.Errorf("%s: %s: %d bytes, want at most 1024", name, i.Key().SK, size)
			}
		}
	}
	step("read", 1, m.Keep(t.Context(), f))
	filled := migration.Filler{Match: migration.NewMatcher(nil, nil, migration.Usual()), Now: clock}
	e, err := filled.Fill(t.Context(), &f, migration.Entry{Partner: f.Partner, Tenant: f.Customer.Tenant})
	step("nothing", 0, err)
	step("filled in", 1, m.SaveEntry(t.Context(), &e))
	h, err := migration.Start(t.Context(), m, f.Partner, "hash", "ann", []migration.Wave{{}}, clock())
	step("started", 8, err)
	c := migration.Conductor{Board: m, Ledger: m, Now: clock}
	h, err = c.Prepare(t.Context(), h, []migration.Item{migration.NewItem(h.ID, f.Partner, &f, &o, 0, clock())})
	step("prepared", 5, err) // one of them is the migration's own
	w := migration.Worker{Board: m, Ledger: m, Seller: sold{services: f.Services}, House: m, Letters: tab.Letters(), Now: clock}
	i, err := w.Do(t.Context(), h.ID, f.Customer.Tenant)
	step("done", 31, err)
	if i.State != migration.Done {
		t.Fatalf("the customer is %s: %s", i.State, i.Text)
	}
	for _, i := range s.All() {
		t.Logf("%s: %d bytes", i.Key().SK, store.Size(i))
	}
	t.Logf("in all: %+v", s.Units())
}
