package price_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

// Exchange rises from 18 to 20 a month, Teams is withdrawn. Contoso has 10 and 5, committed until Christmas; Fabrikam has 100 of the first and 3 of the
// second, not committed.
func TestAPreviewSaysWhoPaysHowMuchMoreAndWhen(t *testing.T) {
	t.Parallel()
	exchange, teams := year("CFQ7TTC0AAAA", "216.00"), year("CFQ7TTC0BBBB", "60.00")
	same := year("CFQ7TTC0CCCC", "12.00")
	old, _ := build(t, []price.Row{exchange, teams, same})
	exchange.Cost = micro("240.00")
	next, _ := build(t, []price.Row{exchange, same})
	books := map[string]*price.Book{"standard": plan(price.Rule{Way: price.Markup, Points: 1000}).Ready()}
	christmas := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	has := func(id, customer string, r price.Row, units int32, until time.Time) price.Licences {
		return price.Licences{ID: id, Sale: price.Sale{Key: r.Key, Units: units, Customer: customer}, Plan: "standard", CommittedUntil: until}
	}
	foreign := has("6", "contoso", exchange, 1, time.Time{})
	foreign.Sale.Key.Currency = "USD"
	agreed := has("7", "adatum", exchange, 10, christmas)
	agreed.Price = micro("19.00")
	p := price.Reprice(old, next, books, []price.Licences{
		has("1", "contoso", exchange, 10, christmas), has("2", "contoso", teams, 5, christmas), has("3", "fabrikam", exchange, 100, time.Time{}),
		has("4", "fabrikam", teams, 3, time.Time{}), has("5", "contoso", same, 1, time.Time{}), foreign, agreed,
	}, day(4))
	want := []price.Shift{
		{Customer: "fabrikam", Licences: 1, CostNow: micro("1800.00"), Cost: micro("2000.00"), PriceNow: micro("1980.00"), Price: micro("2200.00")},
		{Customer: "adatum", Licences: 1, CostNow: micro("180.00"), Cost: micro("200.00"), PriceNow: micro("190.00"), Price: micro("220.00"), Stays: 1, Later: micro("30.00")},
		{Customer: "contoso", Licences: 1, CostNow: micro("180.00"), Cost: micro("200.00"), PriceNow: micro("198.00"), Price: micro("220.00"), Stays: 1, Later: micro("22.00")},
	}
	if diff := cmp.Diff(want, p.Customers); diff != "" {
		t.Error(diff)
	}
	total := price.Shift{Licences: 3, CostNow: micro("2160.00"), Cost: micro("2400.00"), PriceNow: micro("2368.00"), Price: micro("2640.00"), Stays: 2, Later: micro("52.00")}
	if diff := cmp.Diff(total, p.Total); diff != "" {
		t.Error(diff)
	}
	if p.Same != 1 || p.Elsewhere != 1 || len(p.Unpriced) != 2 || p.Unpriced[0].Now || len(p.Lines) != 3 {
		t.Errorf("%+v", p)
	}
	if from := p.Lines[2].From; !from.Equal(christmas.AddDate(0, 0, 1)) {
		t.Errorf("the committed price ends with %s", from)
	}
}

func TestOffersStandInThePartnersOrderUnderTheirResaleNames(t *testing.T) {
	t.Parallel()
	mail, teams, gone, old := year("CFQ7TTC0AAAA", "216.00"), year("CFQ7TTC0BBBB", "60.00"), year("CFQ7TTC0CCCC", "1.00"), year("CFQ7TTC0DDDD", "2.00")
	teams.SKUTitle, gone.To, old.Change, old.SKUTitle = "Teams", day(1), price.Deprecated, "Old mail"
	s, _ := build(t, []price.Row{mail, teams, gone, old})
	type offer struct {
		Number        int
		Name, Changed string
		ID            string
		Cost          string
		Deprecated    bool
	}
	var got []offer
	for _, o := range s.Offers([]price.Naming{{Product: teams.Product, SKU: "0001", Name: "Calls", Order: 2}, {Product: mail.Product, SKU: "0001", Name: "Mail"}}, day(4)) {
		got = append(got, offer{o.Number, o.Name, o.Changed, o.ID, o.Cost.Text("EUR"), o.Deprecated})
	}
	want := []offer{
		{1, "Teams", "Calls", "CFQ7TTC0BBBB:0001", "60.00", false},
		{2, "Exchange Online (Plan 1)", "Mail", "CFQ7TTC0AAAA:0001", "216.00", false},
		{3, "Old mail", "", "CFQ7TTC0DDDD:0001", "2.00", true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := old.Orderable(); fault.Of(err) != fault.Gone || mail.Orderable() != nil {
		t.Error(err)
	}
}
