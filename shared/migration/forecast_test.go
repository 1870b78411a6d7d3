package migration_test

import (
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/money"
)

func forecast(t interface {
	Helper()
	Fatal(...any)
}, f *migration.Folder, e *migration.Entry, here ...migration.Here,
) migration.Forecast {
	t.Helper()
	c := migration.Forecaster{Match: migration.NewMatcher(plans(), nil, migration.Usual()), Here: migration.NewTwins(here), Reading: f.Reading}
	if err := c.Add(f, e); err != nil {
		t.Fatal(err)
	}
	out, err := c.Done(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAForecastGivesCostPriceAndMarginBeforeAndAfter(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	f := forecast(t, folder(), &e)
	unit := money.Unit
	want := []migration.Sum{{Currency: "EUR", Services: 1, CostNow: 30 * unit, Cost: 21 * unit, PriceNow: 30 * unit, Price: 28 * unit}}
	if diff := cmp.Diff(want, f.Totals); diff != "" || f.Totals[0].Margin() != 7*unit || f.Totals[0].MarginNow() != 0 {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[migration.Cause]int{migration.NoPrice: 1, migration.NotDecided: 1}, f.Expected); diff != "" {
		t.Error(diff)
	}
	if f.Customers[0].Blocked || f.Hash == "" {
		t.Errorf("%+v", f.Customers[0])
	}
}

func TestAForecastSaysWhatIsGoingToFail(t *testing.T) {
	t.Parallel()
	for cause, edit := range map[migration.Cause]func(*migration.Folder, *migration.Entry){
		migration.Unreachable: func(f *migration.Folder, _ *migration.Entry) { f.Customer.Reached = migration.No },
		migration.NoConsent:   func(f *migration.Folder, _ *migration.Entry) { f.Customer.Consented = migration.No },
		migration.NoAgreement: func(f *migration.Folder, _ *migration.Entry) { f.Customer.Agreed = migration.No },
		migration.TooMany:     func(f *migration.Folder, _ *migration.Entry) { f.Services[0].Quantity = 301 },
		migration.LegacyAddOn: func(f *migration.Folder, _ *migration.Entry) {
			f.Services[0].Kind, f.Services[0].Base = migration.Legacy, "d" // whose plan is not decided
		},
		migration.OddCurrency: func(f *migration.Folder, _ *migration.Entry) { f.Services[0].Currency = "USD" },
		migration.PlanGone: func(_ *migration.Folder, e *migration.Entry) {
			e.Row("a").Cells[migration.PlanField] = migration.Cell{Value: "old"}
		},
		migration.Incomplete: func(_ *migration.Folder, e *migration.Entry) { e.Row("").Cells[migration.Username] = migration.Cell{} },
		migration.NoPlan: func(f *migration.Folder, e *migration.Entry) {
			named("Zzz")(&f.Services[0])
			e.Row("a").Cells[migration.PlanField] = migration.Cell{}
		},
	} {
		e, _ := filled(t, migration.Entry{})
		f := folder()
		edit(f, &e)
		got := forecast(t, f, &e)
		if got.Expected[cause] != 1 || got.Customers[0].Blocked != cause.Cure().Blocks {
			t.Errorf("%s: %+v", cause, got.Expected)
		}
	}
	e, _ := filled(t, migration.Entry{})
	f := folder()
	c := migration.Forecaster{Match: migration.NewMatcher(plans(), nil, migration.Usual()), Here: migration.NewTwins(nil), Reading: "newer"}
	for range 2 {
		if err := c.Add(f, &e); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := c.Done(time.Time{}); err != nil || got.Expected[migration.Vanished] != 2 || got.Expected[migration.NameTwice] != 2 {
		t.Errorf("%v %+v", err, got.Expected)
	}
}

func TestEveryCauseHasSomebodyWhoCanMendIt(t *testing.T) {
	t.Parallel()
	for _, k := range []fault.Kind{
		fault.NotFound, fault.Gone, fault.Denied, fault.Unauthenticated, fault.Throttled, fault.Unavailable, fault.Unknown, fault.Conflict, fault.Stale, fault.Invalid, "x",
	} {
		if c := migration.CauseOf(k.Errorf("no")); c == "" || c.Cure().Who == "" || c.Cure().Action == "" {
			t.Errorf("%s: %q", k, c)
		}
	}
	if migration.CauseOf(fault.Unknown.Errorf("x")) != migration.NotKnown || !migration.NotKnown.Cure().Look || !migration.Double.Cure().Look {
		t.Error("what may have been bought is retried unseen")
	}
}

func TestCustomersThatAreHereAlreadyAreFoundWithEvidence(t *testing.T) {
	t.Parallel()
	c := migration.Customer{Tenant: tenant(1), Company: "Contoso SARL", Domain: "contoso.example", Email: "a@contoso.example", Country: "FR"}
	here := []migration.Here{
		{ID: "tenant", Tenant: tenant(1)},
		{ID: "domain", Domain: "CONTOSO.example"},
		{ID: "name", Company: "contoso, S.A.R.L.", Country: "FR"},
		{ID: "name", Company: "Contoso GmbH", Country: "fr"},
		{ID: "address", Email: "b@contoso.example"},
		{ID: "two tenants", Tenant: tenant(2), Domain: "contoso.example", Email: "a@contoso.example"},
		{ID: "stranger", Email: "a@gmail.com", Company: "Fabrikam"},
	}
	var got []string
	for _, twin := range migration.NewTwins(here).Of(&c) {
		got = append(got, twin.ID)
		if len(twin.Evidence) == 0 || twin.Confidence == 1000 && twin.ID != "tenant" {
			t.Errorf("%+v", twin)
		}
	}
	if diff := cmp.Diff([]string{"tenant", "two tenants", "domain", "name"}, got); diff != "" {
		t.Error(diff)
	}
	e, _ := filled(t, migration.Entry{})
	if f := forecast(t, folder(), &e, migration.Here{ID: "x", Tenant: tenant(1)}); f.Expected[migration.Duplicate] != 1 || !f.Customers[0].Blocked {
		t.Errorf("%+v", f)
	}
}

func TestAStartOnChangedDataIsRefusedWithWhatChanged(t *testing.T) {
	t.Parallel()
	e, _ := filled(t, migration.Entry{})
	before := forecast(t, folder(), &e)
	if err := migration.Shown(before.Hash, &before, &before); err != nil {
		t.Fatal(err)
	}
	f := folder()
	f.Services[0].Quantity = 6
	f.Services = f.Services[:3]
	e.Row("a").Cells[migration.CustomerRenewal] = migration.Cell{Value: "6.10"}
	stored, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	var kept migration.Forecast
	if err := json.Unmarshal(stored, &kept); err != nil {
		t.Fatal(err)
	}
	now := forecast(t, f, &e)
	err = migration.Shown(before.Hash, &kept, &now)
	var got []string
	for _, d := range fault.Fields(err) {
		got = append(got, d.Pointer[len("/customers/")+len(tenant(1)):]+" "+d.Text)
	}
	want := []string{
		` expected failures was "[{match_not_decided d nearest: standard (820 ‰)} {no_price b no price: no rule for E5}]" and is "[{no_price b no price: no rule for E5}]"`,
		`/services/a customer_renewal was "5.60" and is "6.10"`, `/services/a cost now was "30.00 EUR and 30.00 EUR" and is "36.00 EUR and 36.00 EUR"`,
		`/services/a seats was "5" and is "6"`, `/services/d service was "M365 Business Standard" and is ""`,
	}
	if fault.Of(err) != fault.Stale || len(got) != len(want) {
		t.Errorf("%v %q", err, got)
	}
	other := kept
	other.Customers = nil
	if d := migration.Changed(&other, &now); len(d) != 1 || d[0].What != "customer" {
		t.Error(d)
	}
	if d := migration.Changed(&now, &other); len(d) != 1 || d[0].Before == "" {
		t.Error(d)
	}
}

// TestMonthlyAmountsAreExact compares with fractions: the sum over services is that of their amounts, each rounded once, half to even, to cents.
func TestMonthlyAmountsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := folder()
		e := migration.Entry{Partner: "acme", Tenant: f.Customer.Tenant, Rows: []migration.Row{{Cells: map[migration.Field]migration.Cell{
			migration.Take: {Value: "yes"}, migration.Currency: {Value: "EUR"},
		}}}}
		f.Services = nil
		sum := new(big.Int)
		for k := range rapid.IntRange(1, 5).Draw(t, "services") {
			cents := rapid.Int64Range(0, 1_000_000).Draw(t, "cents")
			seats := rapid.IntRange(1, 300).Draw(t, "seats")
			price, err := money.Micro(cents * 10_000).Amount("EUR")
			if err != nil {
				t.Fatal(err)
			}
			f.Services = append(f.Services, *service(func(s *migration.Service) {
				s.ID, s.Quantity, s.Cost, s.Price, s.Billing = serviceID(1, k), seats, &price, &price, "annual"
			}))
			e.Rows = append(e.Rows, migration.Row{Service: serviceID(1, k), Cells: map[migration.Field]migration.Cell{
				migration.Take: {Value: "yes"}, migration.PlanField: {Value: "basic"}, migration.Billed: {Value: "P1Y annual"},
				migration.ResellerRenewal: {Value: price.Value()}, migration.CustomerRenewal: {Value: price.Value()},
			}})
			sum.Add(sum, halfEven(cents*int64(seats), 12))
		}
		got := forecast(t, f, &e).Totals
		if len(got) != 1 || int64(got[0].Price) != sum.Int64()*10_000 || got[0].Price != got[0].Cost || got[0].PriceNow != got[0].Price {
			t.Fatal(got, sum)
		}
	})
}

func halfEven(a, b int64) *big.Int {
	q, r := a/b, a%b
	if 2*r > b || 2*r == b && q%2 == 1 {
		q++
	}
	return big.NewInt(q)
}
