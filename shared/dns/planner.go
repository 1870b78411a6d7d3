package dns

import (
	"slices"
	"sort"
	"strings"
)

// planner gathers the items of one plan.
type planner struct {
	zone  *Zone
	facts *Facts
	opt   *Options
	base  string   // the domain below the zone
	want  []Wanted // of the chosen services
	seen  []seen   // by their owners, then in the order of their ids
	items []Item
}

// seen is a row with what the world sees of it.
type seen struct {
	Row
	rec Record
}

func newPlanner(zone *Zone, facts *Facts, opt *Options, base string) *planner {
	p := &planner{
		zone: zone, facts: facts, opt: opt, base: base, want: facts.chosen(opt),
		seen: make([]seen, len(zone.Rows)), items: make([]Item, 0, 2*len(facts.Wanted)),
	}
	order := make([]int, len(zone.Rows)) // rows are long: their numbers are moved instead
	names := make([]string, len(zone.Rows))
	for i := range zone.Rows {
		order[i], names[i] = i, owner(zone.Name, zone.Rows[i].Name)
	}
	slices.SortFunc(order, func(a, b int) int {
		if n := strings.Compare(names[a], names[b]); n != 0 {
			return n
		}
		return byID(zone.Rows[a], zone.Rows[b])
	})
	for to, from := range order {
		r := zone.Rows[from]
		t := zone.Dialect.served(r.Type)
		p.seen[to] = seen{Row: r, rec: Record{Name: names[from], Type: t, Data: data(zone.Name, t, r.Value)}}
	}
	return p
}

// at gives an owner's rows.
func (p *planner) at(owner string) []seen {
	from, _ := sort.Find(len(p.seen), func(i int) int { return strings.Compare(owner, p.seen[i].rec.Name) })
	to := from
	for to < len(p.seen) && p.seen[to].rec.Name == owner {
		to++
	}
	return p.seen[from:to:to]
}

func (p *planner) digest(s *sum) string {
	all := make([]content, len(p.seen))
	for i, s := range p.seen {
		all[i] = content{Record: s.rec, TTL: p.zone.ttl(s.Row), Locked: s.Locked}
	}
	return s.zone(p.zone.Name, all)
}

// rows gives an owner's rows of a type in the order of their ids; of every type for "".
func (p *planner) rows(owner string, t Type) []seen {
	here, n := p.at(owner), 0
	for i := range here {
		if t == "" || here[i].rec.Type == t {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	all := make([]seen, 0, n)
	for i := range here {
		if t == "" || here[i].rec.Type == t {
			all = append(all, here[i])
		}
	}
	return all
}

// owner gives the owner of a wanted record, below the zone.
func (p *planner) owner(w *Wanted) string {
	below, _ := Below(p.zone.Name, w.Name) // facts and zone were checked
	return below
}

// row writes a wanted record as a new row.
func (p *planner) row(w *Wanted) Row {
	return Row{Name: p.owner(w), Type: w.Type, TTL: w.ttl(), Value: p.zone.Dialect.write(w.Type, w.Type, w.data())}
}

func (p *planner) note(k Kind, code string, s Service, reason string) {
	p.items = append(p.items, Item{Kind: k, Code: code, Service: s, Reason: reason, Risk: Harmless})
}

// same says that a row is already what is wanted, unless its time to live is to be enforced.
func (p *planner) same(s *seen, w *Wanted, reason string) {
	if p.opt.EnforceTTL && p.zone.ttl(s.Row) != w.ttl() && s.Locked == "" {
		to := s.Row
		to.TTL = w.ttl()
		p.items = append(p.items, Item{
			Kind: Update, Code: "ttl", Row: &s.Row, To: &to, Service: w.Service, Source: w.Source, Risk: Harmless, Reason: "its time to live differs from Microsoft's",
		})
		return
	}
	p.items = append(p.items, Item{Kind: Noop, Code: "present", Row: &s.Row, Service: w.Service, Source: w.Source, Reason: reason, Risk: Harmless})
}

func (p *planner) create(w *Wanted, code, reason string, risk Risk) {
	to := p.row(w)
	p.items = append(p.items, Item{Kind: Create, Code: code, To: &to, Service: w.Service, Source: w.Source, Reason: reason, Risk: risk})
}

// update gives a row another value; its id, type and time to live stay, since a host takes no other type and nobody asked for another time.
func (p *planner) update(s *seen, w *Wanted, value string, it Item) {
	to := s.Row
	to.Value = p.zone.Dialect.write(s.Type, s.rec.Type, value)
	if p.opt.EnforceTTL {
		to.TTL = w.ttl()
	}
	it.Kind, it.Row, it.To, it.Service, it.Source = Update, &s.Row, &to, w.Service, w.Source
	p.items = append(p.items, it)
}

func (p *planner) remove(rows []seen, s Service, it Item) {
	for _, r := range rows {
		it.Kind, it.Row, it.Service = Delete, &r.Row, s
		if !p.said(&it) { // two records may want the same row away
			p.items = append(p.items, it)
		}
	}
}

// agreed reports whether rows may be changed: a consent for the class, or for each of them. Where one is missing, it says so with a block of which it gives
// the reason, and one for each row that the host itself locks, which no consent lifts.
func (p *planner) agreed(rows []seen, class Class, it Item) bool {
	if len(rows) == 0 {
		return true
	}
	open := true
	need := Need{Class: class}
	for _, r := range rows {
		need.Rows = append(need.Rows, r.ID)
		if r.Locked != "" {
			p.locked(&r, it.Service)
			open = false
		}
	}
	if !open || p.opt.Consents.given(need) {
		return open
	}
	it.Kind, it.Need, it.Row = Block, need, &rows[0].Row
	if !p.said(&it) {
		p.items = append(p.items, it)
	}
	return false
}

// said reports whether there is an item that does the same to the same row.
func (p *planner) said(it *Item) bool {
	return slices.ContainsFunc(p.items, func(o Item) bool {
		return o.Kind == it.Kind && o.Row != nil && o.Row.ID == it.Row.ID && o.Code == it.Code && slices.Equal(o.Need.Rows, it.Need.Rows)
	})
}

func (p *planner) locked(s *seen, service Service) {
	p.items = append(p.items, Item{
		Kind: Block, Code: "locked_row", Row: &s.Row, Service: service, Risk: High,
		Reason: p.show(s) + " is " + s.Locked + " at the host, and is changed only there",
	})
}

// show names a row in a sentence.
func (p *planner) show(s *seen) string {
	return strings.Join([]string{join(s.rec.Name, p.zone.Name), string(s.rec.Type), s.rec.Data}, " ")
}
