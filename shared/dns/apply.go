package dns

import (
	"cmp"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// Step is one edit of a zone. Row is the row as it is now, with the id that it has now; To is what it becomes.
type Step struct {
	Kind Kind `json:"kind"` // Create, Update or Delete
	Row  Row  `json:"row,omitzero"`
	To   Row  `json:"to,omitzero"`
}

// After gives the rows that some steps leave, as a host would; what is created has no id.
func After(rows []Row, steps []Step) []Row {
	left := slices.Clone(rows)
	for _, s := range steps {
		at := slices.IndexFunc(left, func(r Row) bool { return r.ID == s.Row.ID && r.ID != "" })
		switch {
		case s.Kind == Create:
			left = append(left, s.To)
		case at < 0:
		case s.Kind == Update:
			left[at] = s.To
		case s.Kind == Delete:
			left = slices.Delete(left, at, at+1)
		}
	}
	return left
}

// Predicted gives the zone as the plan leaves it. What it creates has no id yet.
func (p *Plan) Predicted() Zone {
	z := p.Zone
	z.Rows = After(p.Zone.Rows, p.steps())
	return z
}

// steps are the changes of the items, with the ids that were read.
func (p *Plan) steps() []Step {
	var all []Step
	for i := range p.Items {
		it := &p.Items[i]
		if !it.Changes() {
			continue
		}
		s := Step{Kind: it.Kind}
		if it.Row != nil {
			s.Row = *it.Row
		}
		if it.To != nil {
			s.To = *it.To
		}
		all = append(all, s)
	}
	return all
}

// Forward gives the steps that are still to be staged on the zone as it is now, in their order: updates, deletes that free a name, creates, other deletes.
// It looks at rows and never at ids that were read earlier, so that it goes on after a crash, finds an unsure create that was made, and takes back one
// that was made twice. It fails with fault.Conflict when the plan has a block or is not what its hash says, and with fault.Stale when the zone differs by
// anything but the plan's own changes.
func (p *Plan) Forward(now Zone) ([]Step, error) {
	if !p.Ready() {
		return nil, fault.Conflict.Errorf("plan of %s: something stands in its way", p.Domain)
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	if foreign := p.foreign(now); len(foreign) > 0 {
		return nil, fault.Stale.Errorf("zone %s: changed since it was read: %s", now.Name, foreign[0])
	}
	before, after := p.Zone, p.Predicted()
	return between(&before, &after, &now, p.steps())
}

// Back gives the steps that take the plan's changes back, those that were made, and leave what others changed since. It fails with fault.Stale where
// somebody changed what the plan made, so that a person has to decide.
func (p *Plan) Back(now Zone) ([]Step, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	before, after := p.Zone, p.Predicted()
	if err := p.exclusive(&before, &after, &now); err != nil {
		return nil, err
	}
	steps := p.steps()
	for i, s := range steps {
		switch s.Kind {
		case Create:
			steps[i] = Step{Kind: Delete, Row: s.To}
		case Delete:
			steps[i] = Step{Kind: Create, To: s.Row}
		default:
			steps[i] = Step{Kind: Update, Row: s.To, To: s.Row}
		}
	}
	return between(&after, &before, &now, steps)
}

// between gives the steps that are left of some, of which from is the zone before all of them, to after, and now is anywhere between.
func between(from, to, now *Zone, steps []Step) ([]Step, error) {
	stock := newStock(to, now, steps)
	left, err := updates(stock, from, to, now, steps)
	if err != nil {
		return nil, err
	}
	for _, s := range steps {
		if s.Kind == Delete {
			continue
		}
		if c := to.content(s.To); s.Kind == Create && stock.lack(c) > 0 {
			stock.put(c)
			left = append(left, Step{Kind: Create, To: bare(s.To)})
		}
	}
	for _, row := range stock.surplus() {
		left = append(left, Step{Kind: Delete, Row: row})
	}
	return ordered(now, left), nil
}

// updates gives the updates that are left, each on a row that still is what it was.
func updates(stock *stock, from, to, now *Zone, steps []Step) ([]Step, error) {
	creates := map[content]int{}
	for _, s := range steps {
		if s.Kind == Create {
			creates[to.content(s.To)]++
		}
	}
	var left []Step
	for _, s := range steps {
		if s.Kind != Update || stock.lack(to.content(s.To)) <= 0 {
			continue
		}
		c := to.content(s.To)
		row, ok := stock.take(from.content(s.Row), s.Row.ID)
		if !ok && stock.lack(c) <= creates[c] {
			continue // made already: what lacks is another row of the same content
		}
		if !ok {
			return nil, fault.Stale.Errorf("zone %s: somebody changed the row %s %s meanwhile", now.Name, join(s.Row.Name, now.Name), s.Row.Type)
		}
		next := s.To
		next.ID, next.Type = row.ID, row.Type
		if row.Type != s.To.Type { // somebody replaced the row by one of another type of the host's that is served the same
			next.Value = now.Dialect.write(row.Type, c.Type, c.Data)
		}
		stock.put(c)
		left = append(left, Step{Kind: Update, Row: row, To: next})
	}
	return left, nil
}

func bare(r Row) Row {
	r.ID = ""
	return r
}

// ordered puts steps in the order in which a host takes them one by one: a name is freed before its CNAME is made, or before its CNAME's successors are.
func ordered(z *Zone, steps []Step) []Step {
	cnames, others := map[string]bool{}, map[string]bool{}
	for _, s := range steps {
		if s.Kind == Create {
			rec := z.Record(s.To)
			cnames[rec.Name] = cnames[rec.Name] || rec.Type == CNAME
			others[rec.Name] = others[rec.Name] || rec.Type != CNAME
		}
	}
	rank := func(s Step) int {
		rec := z.Record(s.Row)
		switch {
		case s.Kind == Update:
			return 0
		case s.Kind == Delete && (cnames[rec.Name] || rec.Type == CNAME && others[rec.Name]):
			return 1
		case s.Kind == Create:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(rank(a), rank(b)) })
	return steps
}
