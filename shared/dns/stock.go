package dns

import (
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// stock is what a zone has and should have of the contents that some steps touch.
type stock struct {
	want  map[content]int
	rows  map[content][]Row // by age
	order []content         // of the first mention, so that steps come in a fixed order
	named map[string]bool   // ids that the steps name
}

func newStock(to, now *Zone, steps []Step) *stock {
	s := &stock{want: map[content]int{}, rows: map[content][]Row{}, named: map[string]bool{}}
	touch := func(z *Zone, r Row) {
		if r.Type == "" {
			return
		}
		c := z.content(r)
		if _, known := s.want[c]; !known {
			s.want[c] = 0
			s.order = append(s.order, c)
		}
	}
	for _, step := range steps {
		touch(to, step.Row)
		touch(to, step.To)
		s.named[step.Row.ID] = step.Row.ID != ""
	}
	for _, r := range to.Rows {
		if c := to.content(r); s.touched(c) {
			s.want[c]++
		}
	}
	for _, r := range sorted(now.Rows) {
		if c := now.content(r); s.touched(c) {
			s.rows[c] = append(s.rows[c], r)
		}
	}
	return s
}

func (s *stock) touched(c content) bool {
	_, ok := s.want[c]
	return ok
}

// lack gives how many rows of a content are missing.
func (s *stock) lack(c content) int { return s.want[c] - len(s.rows[c]) }

// take takes out a row that there is too much of, rather the one with the id.
func (s *stock) take(c content, id string) (Row, bool) {
	if s.lack(c) >= 0 {
		return Row{}, false
	}
	rows := s.rows[c]
	at := slices.IndexFunc(rows, func(r Row) bool { return r.ID == id })
	if at < 0 {
		at = len(rows) - 1
	}
	row := rows[at]
	s.rows[c] = slices.Delete(slices.Clone(rows), at, at+1)
	return row, true
}

func (s *stock) put(c content) { s.rows[c] = append(s.rows[c], Row{}) }

// surplus gives the rows that there are too many of: those that a step names, and then the youngest.
func (s *stock) surplus() []Row {
	var all []Row
	for _, c := range s.order {
		n := -s.lack(c)
		if n <= 0 {
			continue
		}
		rows := slices.Clone(s.rows[c])
		slices.SortStableFunc(rows, func(a, b Row) int {
			switch {
			case s.named[a.ID] == s.named[b.ID]:
				return 0
			case s.named[a.ID]:
				return 1
			}
			return -1
		})
		all = append(all, rows[len(rows)-n:]...)
	}
	return all
}

// exclusive fails with fault.Stale when somebody put something at a name beside which what the plan changed cannot stand: another SPF record, another mail
// host, another CNAME.
func (p *Plan) exclusive(before, after, now *Zone) error {
	known := map[content]bool{}
	alone := map[string]bool{} // names that have a CNAME before or after
	slots := map[Record]bool{}
	for _, z := range []*Zone{before, after} {
		for _, r := range z.Rows {
			known[z.content(r)] = true
		}
	}
	for _, s := range p.steps() {
		for _, r := range []Row{s.Row, s.To} {
			if r.Type == "" {
				continue
			}
			rec := before.Record(r)
			slots[slot(rec)] = true
			alone[rec.Name] = alone[rec.Name] || rec.Type == CNAME
		}
	}
	for _, r := range now.Rows {
		c := now.content(r)
		if !known[c] && (alone[c.Name] || slots[slot(c.Record)]) {
			return fault.Stale.Errorf("zone %s: somebody entered %s %s meanwhile, beside which nothing is put back", now.Name, join(c.Name, now.Name), c.Type)
		}
	}
	return nil
}

// slot is where a record stands that has no other beside it; texts but SPF stand beside any other.
func slot(r Record) Record {
	switch {
	case r.Type == TXT && isSPF(r.Data):
		r.Data = tag
	case r.Type != TXT:
		r.Data = ""
	}
	return r
}
