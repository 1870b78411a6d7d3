package price_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/price"
)

func TestADiffAppliedToTheOldListIsTheNewOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, _ := build(t, drawRows(t, "old"))
		b, _ := build(t, drawRows(t, "new"))
		d := price.Compare(a, b, day(rapid.IntRange(0, 40).Draw(t, "at")))
		if got := d.Apply(a); got.ID() != b.ID() {
			t.Fatal(cmp.Diff(all(b), all(got)))
		}
		s := d.Summary
		if d.Len() != s.New+s.Withdrawn+s.Up+s.Down+s.Altered {
			t.Fatalf("%d lines of %+v", d.Len(), s)
		}
		if n := price.Compare(b, b, day(0)); n.Len() != 0 {
			t.Fatalf("%d lines between a list and itself", n.Len())
		}
	})
}

func TestEachPriceThatMovesIsALine(t *testing.T) {
	t.Parallel()
	up, down, gone, list := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0BBBB", "40.00"), year("CFQ7TTC0CCCC", "1.00"), year("CFQ7TTC0DDDD", "2.00")
	a, _ := build(t, []price.Row{up, down, gone, list, year("CFQ7TTC0EEEE", "3.00")})
	up.Cost, down.Cost, list.List = micro("54.00"), micro("39.00"), micro("9.00")
	b, _ := build(t, []price.Row{up, down, list, year("CFQ7TTC0EEEE", "3.00"), year("CFQ7TTC0FFFF", "4.00")})
	d := price.Compare(a, b, day(5))
	type line struct {
		Product string
		Move    price.Move
		Points  int64
	}
	var got []line
	for i := range d.Len() {
		l := d.Line(i)
		r := l.Old
		if r == nil {
			r = l.New
		}
		got = append(got, line{r.Product, l.Move, l.Points})
	}
	want := []line{
		{"CFQ7TTC0AAAA", price.Up, 1250},
		{"CFQ7TTC0BBBB", price.Down, -250},
		{"CFQ7TTC0CCCC", price.Withdrawn, 0},
		{"CFQ7TTC0DDDD", price.Altered, 0},
		{"CFQ7TTC0FFFF", price.Appeared, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(price.Summary{New: 1, Withdrawn: 1, Up: 1, Down: 1, Altered: 1, Same: 1}, d.Summary); diff != "" {
		t.Error(diff)
	}
}

func TestADiffIsSummedUpByProductAndPricedByAPlan(t *testing.T) {
	t.Parallel()
	up, down, gone := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0AAAA", "40.00"), year("CFQ7TTC0BBBB", "12.00")
	down.SKU = "0002"
	a, _ := build(t, []price.Row{up, down, gone})
	up.Cost, down.Cost = micro("54.00"), micro("39.00")
	b, _ := build(t, []price.Row{up, down})
	d := price.Compare(a, b, day(5))
	want := []price.ProductDiff{
		{Product: "CFQ7TTC0AAAA", Title: "Exchange Online", Summary: price.Summary{Up: 1, Down: 1}, Least: -250, Most: 1250},
		{Product: "CFQ7TTC0BBBB", Title: "Exchange Online", Summary: price.Summary{Withdrawn: 1}},
	}
	if diff := cmp.Diff(want, d.Products()); diff != "" {
		t.Error(diff)
	}
	book := plan(price.Rule{Way: price.Amount, Amount: micro("1.00"), Match: price.Match{SKU: "0001", Product: "CFQ7TTC0AAAA"}}).Ready()
	if r := d.Resale(0, book); r.Old == nil || r.New == nil || r.Old.Price != micro("5.00") || r.New.Price != micro("5.50") || r.Points != 1000 {
		t.Errorf("%+v", r)
	}
	if r := d.Resale(1, book); r.Old != nil || r.Why == "" {
		t.Errorf("no rule is for it: %+v", r)
	}
	if r := d.Resale(2, book); r.New != nil {
		t.Errorf("withdrawn, and has a price: %+v", r)
	}
}

// What a list announces counts as it will be: a rise from next month on, an end at the end of the year.
func TestWhatIsAnnouncedIsAChange(t *testing.T) {
	t.Parallel()
	rises, ends, stays := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0BBBB", "40.00"), year("CFQ7TTC0CCCC", "1.00")
	a, _ := build(t, []price.Row{rises, ends, stays})
	risen, again := rises, stays
	rises.To, risen.From, risen.Cost = day(29), day(30), micro("50.00")
	ends.To = day(60)
	stays.To, again.From = day(29), day(30)
	b, _ := build(t, []price.Row{rises, risen, ends, stays, again})
	d := price.Compare(a, b, day(5))
	var got []string
	for i := range d.Len() {
		l := d.Line(i)
		got = append(got, string(l.Move)+" "+l.From.Format("2006-01-02"))
	}
	if diff := cmp.Diff([]string{"up 2026-12-01", "withdrawn 2026-12-31", "altered 2026-11-06"}, got); diff != "" {
		t.Error(diff)
	}
	has := price.Licences{ID: "1", Plan: "standard", Sale: price.Sale{Key: rises.Key, Units: 12, Customer: "contoso"}}
	p := price.Reprice(a, b, map[string]*price.Book{"standard": plan(price.Rule{Way: price.Markup}).Ready()}, []price.Licences{has}, day(5))
	if len(p.Lines) != 1 || !p.Lines[0].From.Equal(day(30)) || p.Total.Price != micro("50.04") || p.Total.PriceNow != micro("48.00") {
		t.Errorf("%+v", p)
	}
}
