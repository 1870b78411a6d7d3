package migration_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/migration"
)

func monthly() []migration.Cycle {
	return []migration.Cycle{{Term: "P1Y", Billing: "monthly"}, {Term: "P1M", Billing: "monthly"}}
}

func plans() []migration.Plan {
	return []migration.Plan{
		{ID: "basic", Name: "Microsoft 365 Business Basic", Product: "CFQ7TTC0LH18", SKU: "0001", Segment: "commercial", Cycles: monthly(), MaxSeats: 300},
		{
			ID: "standard", Name: "Microsoft 365 Business Standard", Product: "CFQ7TTC0LDPB", SKU: "0001", Segment: "commercial", Cycles: monthly(), MaxSeats: 300,
			Replaces: []string{"031C9E47-4802-4248-838E-778FB1D2CC05"},
		},
		{ID: "e3", Name: "Office 365 E3", Product: "CFQ7TTC0LF8R", SKU: "0001", Segment: "commercial", Cycles: monthly()},
		{ID: "e3-no-teams", Name: "Office 365 E3 (no Teams)", Product: "CFQ7TTC0LF8S", SKU: "0001", Segment: "commercial", Cycles: monthly()},
		{ID: "e5", Name: "Office 365 E5", Product: "CFQ7TTC0LF8T", SKU: "0001", Segment: "commercial", Cycles: monthly()},
		{ID: "old", Name: "Visio Plan 2", Product: "CFQ7TTC0HD33", SKU: "0002", Segment: "commercial", Cycles: monthly(), Withdrawn: true},
		{ID: "charity", Name: "Microsoft 365 Business Premium (Nonprofit)", Product: "CFQ7TTC0LCHC", SKU: "0005", Segment: "nonprofit", Cycles: monthly()},
	}
}

func service(edit func(*migration.Service)) *migration.Service {
	s := &migration.Service{
		ID: "s", Kind: migration.NewCommerce, Offer: "CFQ7TTC0LH18:0001:CFQ7TTC0K971", Product: "CFQ7TTC0LH18", SKU: "0001", Name: "Microsoft 365 Business Basic",
		Segment: "commercial", Term: "P1Y", Billing: "monthly", Quantity: 5, Status: "active",
	}
	edit(s)
	return s
}

func named(name string) func(*migration.Service) {
	return func(s *migration.Service) { s.Product, s.SKU, s.Offer, s.Name = "", "", "", name }
}

func TestAServiceIsMatchedByIdsFirstAndByNamesOnlyToAsk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit    func(*migration.Service)
		verdict migration.Verdict
		plan    string // of the verdict, else the nearest; "" for none
	}{
		"the same product and SKU": {func(*migration.Service) {}, migration.Taken, "basic"},
		"ids in small letters":     {func(s *migration.Service) { s.Product = "cfq7ttc0lh18" }, migration.Taken, "basic"},
		"a legacy offer that is replaced": {func(s *migration.Service) {
			named("x")(s)
			s.Kind, s.Offer = migration.Legacy, "031c9e47-4802-4248-838e-778fb1d2cc05"
		}, migration.Taken, "standard"},
		"another billing":                     {func(s *migration.Service) { s.Billing = "annual" }, migration.Asked, "basic"},
		"another segment":                     {func(s *migration.Service) { s.Segment = "education" }, migration.Asked, "basic"},
		"another SKU of the product":          {func(s *migration.Service) { s.SKU, s.Name = "0009", "M365 Business Basic" }, migration.Asked, "basic"},
		"only the name":                       {named("M365 Business Standard"), migration.Asked, "standard"},
		"a name in another spelling":          {named("MS 365 Business-STANDARD (corporate)"), migration.Asked, "standard"},
		"with Teams is not without":           {named("Office 365 E3 (No Teams)"), migration.Asked, "e3-no-teams"},
		"E4 is neither E3 nor E5":             {named("Office 365 E4"), migration.Missing, "e3"},
		"a plan that is not sold":             {func(s *migration.Service) { s.Product, s.SKU = "CFQ7TTC0HD33", "0002" }, migration.Asked, "old"},
		"nothing alike":                       {named("Zzz"), migration.Missing, ""},
		"consumption":                         {func(s *migration.Service) { s.Kind = migration.Other }, migration.Left, ""},
		"what is deleted":                     {func(s *migration.Service) { s.Status = "deleted" }, migration.Left, ""},
		"nonprofit is not commercial by name": {named("Microsoft 365 Business Premium"), migration.Missing, "basic"},
	} {
		m := migration.NewMatcher(plans(), nil, migration.Usual())
		got := m.Match(service(c.edit))
		if got.Verdict != c.verdict || got.Best.Plan != c.plan || (got.Verdict == migration.Taken) != (got.Plan == c.plan && c.plan != "") {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Verdict != migration.Left && len(got.Evidence) == 0 || len(got.Nearest) > 3 {
			t.Errorf("%s: no evidence, or too much: %+v", name, got)
		}
	}
}

func TestTwoPlansThatAreEquallyNearAreAsked(t *testing.T) {
	t.Parallel()
	twice := plans()
	other := twice[0]
	other.ID = "basic-promotion"
	m := migration.NewMatcher(append(twice, other), nil, migration.Usual())
	if got := m.Match(service(func(*migration.Service) {})); got.Verdict != migration.Asked || len(got.Nearest) < 2 || got.Nearest[1].Confidence != got.Best.Confidence {
		t.Errorf("%+v", got)
	}
}

func TestAnAnswerIsRememberedAndShown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	m := migration.NewMatcher(plans(), nil, migration.Usual())
	s := service(named("M365 Business Standard"))
	first := m.Match(s)
	r, err := m.Answer(s, "e5", "ann", now)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*migration.Matcher{m, migration.NewMatcher(plans(), []migration.Rule{r}, migration.Usual())} {
		got := m.Match(s)
		if first.Verdict != migration.Asked || got.Verdict != migration.Taken || got.Plan != "e5" || got.Rule != r.ID || !slices.Contains(got.Evidence, "answered by ann") {
			t.Errorf("%+v", got)
		}
	}
	newer, err := m.Answer(s, "", "bob", now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if got := migration.NewMatcher(plans(), []migration.Rule{newer, r}, migration.Usual()).Match(s); got.Verdict != migration.Missing || got.Rule == "" {
		t.Errorf("the newest answer does not count: %+v", got)
	}
	for _, bad := range []struct{ plan, by string }{{"old", "ann"}, {"nowhere", "ann"}, {"e5", ""}} {
		if _, err := m.Answer(s, bad.plan, bad.by, now); err == nil {
			t.Errorf("taken: %+v", bad)
		}
	}
	gone := r
	gone.Plan = "old"
	if got := migration.NewMatcher(plans(), []migration.Rule{gone}, migration.Usual()).Match(s); got.Verdict != migration.Asked {
		t.Errorf("the answer's plan is not sold any more: %+v", got)
	}
}

func TestKindsAreToldAsMicrosoftsToolsDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		offer, product string
		want           migration.Kind
	}{
		{"031C9E47-4802-4248-838E-778FB1D2CC05", "", migration.Legacy},
		{"CFQ7TTC0LH18:0001:CFQ7TTC0K971", "OnlineServicesNCE", migration.NewCommerce},
		{"CFQ7TTC0LH18:0001:CFQ7TTC0K971", "Software", migration.Other},
		{"MS-AZR-0145P", "", migration.Other},
		{"031C9E47-4802-4248-838E-778FB1D2CC0g", "", migration.Other},
		{"031C9E47x4802-4248-838E-778FB1D2CC05", "", migration.Other},
	} {
		if got := migration.KindOf(c.offer, c.product); got != c.want {
			t.Errorf("%s: %s", c.offer, got)
		}
	}
}

// TestThirtyThousandServicesAreMatchedInLittleMemory: what is aimed at is 128 MB.
func TestThirtyThousandServicesAreMatchedInLittleMemory(t *testing.T) { //nolint:paralleltest // it measures the memory of the process
	many, offers := 30_000, 3000
	if testing.Short() {
		many, offers = many/10, offers/10
	}
	var sold []migration.Plan
	for i := range offers {
		sold = append(sold, migration.Plan{
			ID: fmt.Sprint("plan", i), Name: fmt.Sprintf("Product %d of family %d Plan %d", i%700, i%40, i%3), Product: fmt.Sprintf("CFQ7TTC%05d", i/4), SKU: fmt.Sprintf("%04d", i%4), Cycles: monthly(),
		})
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m := migration.NewMatcher(sold, nil, migration.Usual())
	taken := 0
	for i := range many {
		s := service(func(s *migration.Service) {
			s.Product, s.SKU, s.Name = fmt.Sprintf("CFQ7TTC%05d", i%(offers/4)), fmt.Sprintf("%04d", i%4), fmt.Sprintf("Product %d family %d", i%(offers/4), i%40)
			if i%10 == 0 {
				named(fmt.Sprintf("Customer's own name %d Plan %d", i, i%3))(s)
			}
		})
		if m.Match(s).Verdict == migration.Taken {
			taken++
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(m)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc) //nolint:gosec // both are small
	fmt.Printf("match: %d services, %d taken, %d MB held, %d MB from the system\n", many, taken, held>>20, after.HeapSys>>20)
	if taken < many/2 || held > 64<<20 {
		t.Errorf("taken %d, held %d bytes", taken, held)
	}
}
