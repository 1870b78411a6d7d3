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
	up, down, gone, dates := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0BBBB", "40.00"), year("CFQ7TTC0CCCC", "1.00"), year("CFQ7TTC0DDDD", "2.00")
	a, _ := build(t, []price.Row{up, down, gone, dates, year("CFQ7TTC0EEEE", "3.00")})
	up.Cost, down.Cost, dates.To = micro("54.00"), micro("39.00"), day(200)
	b, _ := build(t, []price.Row{up, down, dates, year("CFQ7TTC0EEEE", "3.00"), year("CFQ7TTC0FFFF", "4.00")})
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
