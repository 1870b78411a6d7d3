package price

import (
	"cmp"

	"github.com/seatwright/seatwright/shared/fault"
)

// ProductDiff is what changes of one product.
type ProductDiff struct {
	Product, Title string
	Summary        Summary // Same is not counted
	Least, Most    int64   // of the changes of cost, in hundredths of a percent; 0 where none rises or falls
}

// Products sums the lines up by product, in the order of the products.
func (d *Diff) Products() []ProductDiff {
	var all []ProductDiff
	for i := range d.Len() {
		l := d.Line(i)
		row := cmp.Or(l.New, l.Old)
		if n := len(all); n == 0 || all[n-1].Product != row.Product {
			all = append(all, ProductDiff{Product: row.Product, Title: row.ProductTitle})
		}
		all[len(all)-1].add(l)
	}
	return all
}

func (p *ProductDiff) add(l Line) {
	s := &p.Summary
	switch l.Move {
	case Appeared:
		s.New++
	case Withdrawn:
		s.Withdrawn++
	case Altered:
		s.Altered++
	case Up, Down:
		if s.Up+s.Down == 0 {
			p.Least, p.Most = l.Points, l.Points
		}
		p.Least, p.Most = min(p.Least, l.Points), max(p.Most, l.Points)
		if l.Move == Up {
			s.Up++
		} else {
			s.Down++
		}
	}
}

// Resold is what a plan makes of a line: what one unit costs a customer for whom no rule is made in particular, each time that it is charged.
type Resold struct {
	Line     Line
	Old, New *Quote // nil where there is no price
	Points   int64  // by how many hundredths of a percent the price rises; 0 where there are not both
	Why      string // why a price that there should be is not there
}

// Resale gives the line with this number as a plan prices it.
func (d *Diff) Resale(i int, b *Book) Resold {
	r := Resold{Line: d.Line(i)}
	quote := func(row *Row, there bool) *Quote {
		if row == nil || !there {
			return nil
		}
		q, err := b.Price(&Sale{Key: row.Key, Units: max(row.TierMin, 1)}, row)
		if err != nil {
			r.Why = fault.Text(err)
			return nil
		}
		return &q
	}
	r.Old, r.New = quote(r.Line.Old, r.Line.Move != Appeared), quote(r.Line.New, r.Line.Move != Withdrawn)
	if r.Old != nil && r.New != nil {
		r.Points = points(r.Old.Price, r.New.Price)
	}
	return r
}
