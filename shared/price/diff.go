package price

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// Move is what became of a price between two snapshots.
type Move string

// Moves.
const (
	Appeared  Move = "new"
	Withdrawn Move = "withdrawn"
	Up        Move = "up"
	Down      Move = "down"
	Altered   Move = "altered" // the same cost with other dates, another list price, another name or another standing
)

// Summary counts what changes between two snapshots. A price is what one unit costs under a key and a tier.
type Summary struct {
	New       int `json:"new"`
	Withdrawn int `json:"withdrawn"`
	Up        int `json:"up"`
	Down      int `json:"down"`
	Altered   int `json:"altered"`
	Same      int `json:"same"`
}

// Prices gives how many prices the older snapshot had.
func (s Summary) Prices() int { return s.Withdrawn + s.Up + s.Down + s.Altered + s.Same }

// Diff is what changes between two snapshots of a list.
type Diff struct {
	Old, New *Snapshot
	At       time.Time // prices are compared at this time; where there is none then, the first one after it counts
	Summary  Summary
	moved    []moved // in the order of keys and tiers, without those that stay the same
}

type moved struct {
	old, next span
	move      Move
}

// Line is one price that changes. Of a new price Old is nil, of a withdrawn one New.
type Line struct {
	Move     Move
	Old, New *Row  // the rows that are compared
	Points   int64 // by how many hundredths of a percent the cost rises, half to even; 0 where there is no old cost
}

// String gives the line for people, such as "CFQ7TTC0LHCH:0001 P1Y annual commercial DE EUR: 48.00 to 54.00, 12.5 %".
func (l Line) String() string {
	switch {
	case l.Old == nil:
		return l.New.String() + ": new, " + l.New.Cost.Text(l.New.Currency)
	case l.New == nil || l.Move == Withdrawn:
		return l.Old.String() + ": withdrawn, was " + l.Old.Cost.Text(l.Old.Currency)
	default:
		return l.Old.String() + ": " + l.Old.Cost.Text(l.Old.Currency) + " to " + l.New.Cost.Text(l.New.Currency) + ", " + percent(l.Points)
	}
}

// Compare finds what changes from old to new.
func Compare(old, next *Snapshot, at time.Time) *Diff {
	d := &Diff{Old: old, New: next, At: at}
	j := pair(old, next)
	for a, b := range j.groups {
		m := moved{old: a, next: b}
		switch {
		case a.empty():
			m.move = Appeared
			d.Summary.New++
		case b.empty():
			m.move = Withdrawn
			d.Summary.Withdrawn++
		case j.same(a, b):
			d.Summary.Same++
			continue
		default:
			m.move = d.move(a, b)
		}
		d.moved = append(d.moved, m)
	}
	return d
}

// move compares two groups that both have rows, but not the same ones.
func (d *Diff) move(a, b span) Move {
	x, wasSold := d.Old.soonest(a.first, a.end, d.At.Unix())
	y, isSold := d.New.soonest(b.first, b.end, d.At.Unix())
	s := &d.Summary
	switch {
	case wasSold && !isSold:
		s.Withdrawn++
		return Withdrawn
	case !wasSold && isSold:
		s.New++
		return Appeared
	case wasSold && d.New.rows[y].cost > d.Old.rows[x].cost:
		s.Up++
		return Up
	case wasSold && d.New.rows[y].cost < d.Old.rows[x].cost:
		s.Down++
		return Down
	default:
		s.Altered++
		return Altered
	}
}

// Len gives the number of lines.
func (d *Diff) Len() int { return len(d.moved) }

// Line gives the line with this number, from 0.
func (d *Diff) Line(i int) Line {
	m := d.moved[i]
	l := Line{Move: m.move, Old: d.Old.compared(m.old, d.At), New: d.New.compared(m.next, d.At)}
	if l.Old != nil && l.New != nil && l.Move != Appeared && l.Move != Withdrawn {
		l.Points = points(l.Old.Cost, l.New.Cost)
	}
	return l
}

// compared gives the row of a group that stands for it, or nil when it has no rows.
func (s *Snapshot) compared(g span, at time.Time) *Row {
	if g.empty() {
		return nil
	}
	i, ok := s.soonest(g.first, g.end, at.Unix())
	if !ok {
		i = g.end - 1 // its last: it says when the price ended
	}
	r := s.Row(i)
	return &r
}

// points gives the rise from a to b in hundredths of a percent.
func points(a, b money.Micro) int64 {
	if a <= 0 {
		return 0
	}
	return pointsOf((float64(b) - float64(a)) / float64(a))
}

// Apply makes the change on any snapshot of the list: every key and tier that changes gets the new rows, the others stay.
func (d *Diff) Apply(to *Snapshot) *Snapshot {
	changes := &Snapshot{Market: d.New.Market, Currency: d.New.Currency, Kind: d.New.Kind, texts: d.New.texts}
	gone := &Snapshot{Market: d.Old.Market, Currency: d.Old.Currency, Kind: d.Old.Kind, texts: d.Old.texts}
	for _, m := range d.moved {
		changes.rows = append(changes.rows, d.New.rows[m.next.first:m.next.end]...)
		gone.rows = append(gone.rows, d.Old.rows[m.old.first:m.old.end]...)
	}
	return to.without(gone).without(changes).with(changes)
}

// without gives s without the keys and tiers that other has.
func (s *Snapshot) without(other *Snapshot) *Snapshot {
	left := &Snapshot{Kind: s.Kind, Market: s.Market, Currency: s.Currency, texts: append([]string(nil), s.texts...)}
	for a, b := range pair(s, other).groups {
		if b.empty() {
			left.rows = append(left.rows, s.rows[a.first:a.end]...)
		}
	}
	return left
}

// with puts two snapshots that have no key and tier in common into one.
func (s *Snapshot) with(other *Snapshot) *Snapshot {
	whole := join(s, other)
	whole.trim()
	return whole
}
