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

// Diff is what changes between two snapshots of a list. A price is compared at a time; where it is the same then, at the first time after it at which it
// is not: so a rise that is announced is a rise.
type Diff struct {
	Old, New *Snapshot
	At       time.Time
	Summary  Summary
	moved    []moved // in the order of keys and tiers, without those that stay the same
}

type moved struct {
	old, next span
	move      Move
	x, y      int   // the rows that are compared; -1 for none
	from      int64 // when the change begins
}

// Line is one price that changes. Of a new price Old is nil, of a withdrawn one New.
type Line struct {
	Move     Move
	From     time.Time // when the change begins
	Old, New *Row      // the rows that are compared
	Points   int64     // by how many hundredths of a percent the cost rises, half to even; 0 where there is no old cost
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
		if !a.empty() && !b.empty() && j.same(a, b) {
			d.Summary.Same++
			continue
		}
		m := d.compare(a, b)
		d.Summary.count(m.move)
		d.moved = append(d.moved, m)
	}
	return d
}

func (s *Summary) count(m Move) {
	switch m {
	case Appeared:
		s.New++
	case Withdrawn:
		s.Withdrawn++
	case Up:
		s.Up++
	case Down:
		s.Down++
	case Altered:
		s.Altered++
	}
}

// compare looks at a price at every time from the diff's own on at which either list changes, until it finds a difference.
func (d *Diff) compare(a, b span) moved {
	m := moved{old: a, next: b, move: Altered, x: -1, y: -1, from: d.At.Unix()}
	for t, more := m.from, true; more; t, more = d.after(a, b, t) {
		x, was := d.Old.soonest(a.first, a.end, t)
		y, is := d.New.soonest(b.first, b.end, t)
		if !was && !is {
			break
		}
		if was {
			m.x = x
		}
		if is {
			m.y = y
		}
		if m.move = d.between(m.x, m.y, is); m.move != Altered {
			m.from = max(t, d.begins(m.y))
			return m
		}
	}
	return m.withoutPrice(a, b)
}

// between says what lies between two rows. A price that was there, and will not be there any more, is withdrawn, whatever it was before.
func (d *Diff) between(x, y int, is bool) Move {
	switch {
	case x < 0:
		return Appeared
	case !is:
		return Withdrawn
	case d.New.rows[y].cost > d.Old.rows[x].cost:
		return Up
	case d.New.rows[y].cost < d.Old.rows[x].cost:
		return Down
	default:
		return Altered
	}
}

func (d *Diff) begins(y int) int64 {
	if y < 0 {
		return always
	}
	return d.New.rows[y].from
}

// withoutPrice names a difference that is none of prices to come: rows of the past, or of names and dates.
func (m moved) withoutPrice(a, b span) moved {
	switch {
	case a.empty():
		m.move = Appeared
	case b.empty():
		m.move = Withdrawn
	}
	if m.x < 0 && !a.empty() {
		m.x = a.end - 1
	}
	if m.y < 0 && !b.empty() {
		m.y = b.end - 1
	}
	return m
}

// after gives the next time at which a row of either group begins or has ended.
func (d *Diff) after(a, b span, t int64) (next int64, found bool) {
	next = never
	look := func(rows []packed) {
		for i := range rows {
			if f := rows[i].from; f > t && f < next {
				next = f
			}
			if e := rows[i].to; e != never && e >= t && e+1 < next {
				next = e + 1
			}
		}
	}
	look(d.Old.rows[a.first:a.end])
	look(d.New.rows[b.first:b.end])
	return next, next != never
}

// Len gives the number of lines.
func (d *Diff) Len() int { return len(d.moved) }

// Line gives the line with this number, from 0.
func (d *Diff) Line(i int) Line {
	m := d.moved[i]
	l := Line{Move: m.move, From: instant(m.from)}
	if m.move != Appeared {
		l.Old = d.Old.row(m.x)
	}
	if m.move != Withdrawn {
		l.New = d.New.row(m.y)
	}
	if l.Old != nil && l.New != nil {
		l.Points = points(l.Old.Cost, l.New.Cost)
	}
	return l
}

func (s *Snapshot) row(i int) *Row {
	if i < 0 {
		return nil
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
	for i := range d.moved {
		m := &d.moved[i]
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
