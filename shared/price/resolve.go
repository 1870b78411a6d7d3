package price

import "fmt"

// Resolved is what had to be resolved to make a snapshot of a sheet's rows. Microsoft documents that sheets hold duplicates and rows whose dates overlap.
type Resolved struct {
	Duplicates int        // rows that say the same as another one; one of them stays
	Overlaps   int        // rows that begin before an earlier one of the same key and tier ends; both stay, and At chooses
	Shadowed   int        // of these, rows that end no later than the earlier one: by the documented rule they never hold
	Conflicts  []Conflict // rows of one window with different prices; the dearest stays, so that nothing is sold below cost meanwhile
	Examples   []string   // of overlaps, a few
}

// Conflict is two rows that cannot both be true. Only a person can tell which is.
type Conflict struct {
	Kept, Dropped Row
}

// String says it in a sentence.
func (c Conflict) String() string {
	return fmt.Sprintf("lines %d and %d: %s %s costs both %s and %s", c.Kept.Line, c.Dropped.Line, c.Kept.Key,
		between(seconds(c.Kept.From, always), seconds(c.Kept.To, never)), c.Kept.Cost.Text(c.Kept.Currency), c.Dropped.Cost.Text(c.Dropped.Currency))
}

const examples = 5 // of anything that a person is to look at

// resolve drops duplicates and the losers of conflicts from sorted rows.
func (s *Snapshot) resolve() Resolved {
	var r Resolved
	kept := s.rows[:0]
	for i := range s.rows {
		p := &s.rows[i]
		if len(kept) == 0 || compareGroups(&kept[len(kept)-1], p) != 0 {
			kept = append(kept, *p)
			continue
		}
		last := &kept[len(kept)-1]
		switch {
		case last.from != p.from || last.to != p.to:
			s.overlap(&r, kept, p)
			kept = append(kept, *p)
		case last.cost == p.cost && last.list == p.list && last.free == p.free:
			r.Duplicates++
			last.line = min(last.line, p.line)
		default:
			r.Conflicts = append(r.Conflicts, Conflict{Kept: s.unpack(last), Dropped: s.unpack(p)})
		}
	}
	s.rows = kept
	return r
}

func (s *Snapshot) unpack(p *packed) Row {
	one := Snapshot{Market: s.Market, Currency: s.Currency, texts: s.texts, rows: []packed{*p}}
	return one.Row(0)
}

// overlap counts a row that begins before one of its group, all of which begin no later, ends.
func (s *Snapshot) overlap(r *Resolved, before []packed, p *packed) {
	for i := len(before) - 1; i >= 0 && compareGroups(&before[i], p) == 0; i-- {
		if before[i].to < p.from {
			continue
		}
		r.Overlaps++
		if p.to <= before[i].to {
			r.Shadowed++
		}
		if len(r.Examples) < examples {
			r.Examples = append(r.Examples, fmt.Sprintf("lines %d and %d: %s is listed %s and %s", before[i].line, p.line, s.key(p),
				between(before[i].from, before[i].to), between(p.from, p.to)))
		}
		return
	}
}
