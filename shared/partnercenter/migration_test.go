package partnercenter_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

const (
	essentials = "bd938f12-058f-4927-bba3-ae36b1d2501c"
	protection = "a2706f86-868d-4048-989b-0c69e5c76b63"
	frontline  = "6fbad345-b7de-42a6-b6ab-79b363d0b371"
)

// taken is a customer of the simulator.
func taken(t *testing.T, w *world, domain string) string {
	t.Helper()
	id, err := w.sim.AddCustomer(sim.CustomerSeed{Domain: domain, Company: "Contoso Foods", Country: "DE", Agreement: true})
	must(t, "seed", err)
	return id
}

// legacy adds a legacy subscription that began some days ago.
func legacy(t *testing.T, w *world, customer, offer, base string, days int) migration.ServiceID {
	t.Helper()
	id, err := w.sim.AddSubscription(sim.SubscriptionSeed{Customer: customer, Offer: offer, Parent: base, Quantity: 4, Start: w.now().AddDate(0, 0, -days)})
	must(t, "seed", err)
	return migration.ServiceID(id)
}

func TestAllCustomersAreReadPageByPage(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]sim.Quirks{"plain": {}, "habits": {BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true, EndBy2000: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := simulated(t, func(o *sim.Options) { o.Quirks = quirks }, partner.Partner{})
			ids, err := w.sim.Populate(sim.Population{Seed: 3, Customers: 520, Subscriptions: 600, Legacy: 30})
			must(t, "populate", err)
			want, got := map[string]bool{}, map[string]bool{}
			for _, id := range ids {
				want[id] = true
			}
			pages, cursor := 0, ""
			for {
				page, next, err := w.Base().Customers(t.Context(), cursor)
				must(t, "list", err)
				pages++
				for _, c := range page {
					if got[string(c.Tenant)] = true; c.Company == "" || c.Domain == "" {
						t.Fatalf("got %+v", c)
					}
				}
				if cursor = next; next == "" {
					break
				}
			}
			if d := cmp.Diff(want, got); d != "" || pages < 2 || pages > 3 {
				t.Errorf("%d pages: %s", pages, d)
			}
		})
	}
}

func TestACustomerAndItsServicesAreReadAsAMigrationSeesThem(t *testing.T) {
	t.Parallel()
	w := simulated(t, func(o *sim.Options) {
		o.Quirks = sim.Quirks{UpperGUIDs: true, NoZone: true}
		o.Partners[0].Resellers = []sim.Reseller{{MPN: "5555555", Tenant: "55555555-5555-4555-8555-555555555555", Name: "Corner Shop", Location: "US"}}
	}, partner.Partner{Tier: partner.Indirect})
	customer := taken(t, w, "contoso.onmicrosoft.com")
	old := legacy(t, w, customer, essentials, "", 100)
	_, err := w.sim.AddSubscription(sim.SubscriptionSeed{
		Customer: customer, Item: "CFQ7TTC0LH18:0001", Quantity: 3, Term: "P1Y", BillingCycle: "annual", Start: w.now().AddDate(0, -2, 0), Reseller: "5555555",
	})
	must(t, "seed", err)
	all, err := w.Base().Services(t.Context(), migration.Tenant(customer))
	must(t, "services", err)
	if len(all) != 2 {
		t.Fatalf("got %+v", all)
	}
	a, b := all[0], all[1]
	a.Created, a.Started, b.Created, b.Started = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	want := migration.Service{
		ID: old, Kind: migration.Legacy, Offer: essentials, Name: "Office 365 Business Essentials", Term: "P1Y", Billing: "monthly", Quantity: 4, Status: "active",
		Ends: time.Date(2027, time.March, 1, 0, 0, 0, 0, time.UTC),
	}
	if d := cmp.Diff(want, a); d != "" {
		t.Error(d)
	}
	want = migration.Service{
		ID: b.ID, Kind: migration.NewCommerce, Offer: b.Offer, Product: "CFQ7TTC0LH18", SKU: "0001", Name: "Microsoft 365 Business Basic", Term: "P1Y", Billing: "annual",
		Quantity: 3, Status: "active", Ends: time.Date(2027, time.April, 9, 0, 0, 0, 0, time.UTC), MPN: "5555555",
	}
	if d := cmp.Diff(want, b); d != "" {
		t.Error(d)
	}
	c := migration.Customer{Tenant: migration.Tenant(customer)}
	must(t, "details", w.Base().Details(t.Context(), &c))
	if d := cmp.Diff(migration.Customer{
		Tenant: c.Tenant, Email: "billing@contoso.onmicrosoft.com", Country: "DE", MPN: "5555555", Reached: migration.Yes, Consented: migration.Yes, Agreed: migration.Yes,
	}, c); d != "" {
		t.Error(d)
	}
}

func TestWhoIsNoCustomerAnyMoreIsNotFoundAndNotReached(t *testing.T) {
	t.Parallel()
	w := simulated(t, nil, partner.Partner{})
	customer := taken(t, w, "contoso.onmicrosoft.com")
	must(t, "relate", w.sim.Relate(customer, home, "none"))
	_, err := w.Base().Services(t.Context(), migration.Tenant(customer))
	if fault.Of(err) != fault.NotFound || partnercenter.CauseOf(err) != migration.Unreachable {
		t.Errorf("got %v", err)
	}
	c := migration.Customer{Tenant: migration.Tenant(customer)}
	if err := w.Base().Details(t.Context(), &c); err != nil || c.Reached != migration.No {
		t.Errorf("got %+v, %v", c, err)
	}
	page, _, err := w.Base().Customers(t.Context(), "")
	if err != nil || len(page) != 0 {
		t.Errorf("listed %+v, %v", page, err)
	}
}

func TestWhoChangedIsToldByAuditRecordsOfNinetyDays(t *testing.T) {
	t.Parallel()
	w := simulated(t, nil, partner.Partner{})
	customer, other := taken(t, w, "contoso.onmicrosoft.com"), taken(t, w, "fabrikam.onmicrosoft.com")
	old := legacy(t, w, customer, essentials, "", 100)
	legacy(t, w, other, essentials, "", 100)
	since := w.now()
	_ = w.pass(t.Context(), 40*24*time.Hour)
	seats := 9
	must(t, "portal", w.sim.Portal(sim.Edit{Subscription: string(old), Quantity: &seats}))
	got, err := w.Base().Changed(t.Context(), since)
	if d := cmp.Diff(map[migration.Tenant]bool{migration.Tenant(customer): true}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	_ = w.pass(t.Context(), 51*24*time.Hour)
	if _, err := w.Base().Changed(t.Context(), since); fault.Of(err) != fault.Gone {
		t.Errorf("got %v", err)
	}
}

func TestResellersAreKnownByTheirNumberWhileTheyAreActive(t *testing.T) {
	t.Parallel()
	w := simulated(t, func(o *sim.Options) {
		o.Partners[0].Resellers = []sim.Reseller{
			{MPN: "5555555", Tenant: "55555555-5555-4555-8555-555555555555", Name: "Corner Shop", Location: "US"},
			{MPN: "5555556", Tenant: "55555555-5555-4555-8555-555555555556", Name: "Gone Shop", Location: "US", Inactive: true},
		}
	}, partner.Partner{Tier: partner.Indirect})
	known := w.Indirects()
	if name, err := known.Reseller(t.Context(), "5555555"); err != nil || name != "Corner Shop" {
		t.Errorf("got %q, %v", name, err)
	}
	must(t, "inject", w.sim.Inject(control.Fault{Status: http.StatusServiceUnavailable, Times: 100})) // the list is asked for once
	for _, mpn := range []string{"5555556", "1234567"} {
		if _, err := known.Reseller(t.Context(), mpn); fault.Of(err) != fault.NotFound {
			t.Errorf("%s: got %v", mpn, err)
		}
	}
	if _, err := w.Indirects().Reseller(t.Context(), "5555555"); fault.Of(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

// failedWith is an error that carries a number of Microsoft's.
func failedWith(k fault.Kind, code string) error {
	return fault.Coded(k.Wrap(errors.New("x"), "x"), code)
}

func TestANumberOfMicrosoftsIsTheCauseThatPeopleCanMend(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want migration.Cause
	}{
		{failedWith(fault.NotFound, "60003"), migration.Vanished},
		{failedWith(fault.Denied, "13605"), migration.NoAgreement},
		{failedWith(fault.Denied, "800088"), migration.TooMany},
		{failedWith(fault.Invalid, "900215"), migration.Ineligible},
		{failedWith(fault.Denied, "migration-4"), migration.LegacyAddOn},
		{failedWith(fault.Denied, "migration-6"), migration.Refused},
		{failedWith(fault.Denied, "migration-99"), migration.Ineligible},
		{failedWith(fault.Unauthenticated, "mfa"), migration.Refused},
		{failedWith(fault.Throttled, "x"), ""},
		{fault.Unknown.Errorf("x"), ""},
	} {
		if got := partnercenter.CauseOf(c.err); got != c.want {
			t.Errorf("%s: got %q, want %q", strings.TrimSpace(fault.Code(c.err)), got, c.want)
		}
	}
}
