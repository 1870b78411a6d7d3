package price

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// maxRows bounds a snapshot. Microsoft's largest licence sheets have some hundred thousand rows.
const maxRows = 5_000_000

// Builder makes a snapshot of rows in any order. Its zero value is not of use: see NewBuilder.
type Builder struct {
	list  List
	index map[string]uint32
	texts []string
	rows  []packed
	above [columns]struct { // most rows repeat texts of the row above
		text string
		id   uint32
	}
}

const columns = 10

// NewBuilder makes a builder of a list's snapshot.
func NewBuilder(l List) *Builder {
	b := &Builder{list: l, index: map[string]uint32{"": 0}, texts: []string{""}}
	return b
}

// Add takes a row. It keeps the row's texts, not the row. It fails with fault.Invalid when the row is of another market or currency, and with
// fault.TooLarge when there are too many rows or one is numbered beyond all lines.
func (b *Builder) Add(r *Row) error {
	if r.Market != b.list.Market || r.Currency != b.list.Currency {
		return fault.Invalid.Errorf("line %d: a price of %s in a list of %s", r.Line, r.Key, b.list)
	}
	if len(b.rows) >= maxRows || r.Line > math.MaxUint32 || r.Line < 0 {
		return fault.TooLarge.Errorf("line %d: more than %d rows", r.Line, maxRows)
	}
	b.rows = append(b.rows, packed{
		product: b.text(0, r.Product), sku: b.text(1, r.SKU), term: b.text(2, r.Term), billing: b.text(3, r.Billing), segment: b.text(4, r.Segment),
		title: b.text(5, r.ProductTitle), skuTitle: b.text(6, r.SKUTitle), publisher: b.text(7, r.Publisher), unit: b.text(8, r.Unit), tag: b.text(9, r.Tags),
		tierMin: r.TierMin, tierMax: r.TierMax, from: seconds(r.From, always), to: seconds(r.To, never), cost: r.Cost, list: r.List, free: r.Free,
		standing: standingOf(r.Change), line: uint32(r.Line), //nolint:gosec // looked at above
	})
	return nil
}

func standingOf(c Change) standing {
	switch c {
	case Deprecated:
		return deprecated
	case Deleted:
		return deleted
	case Unnamed, Added, Changed, Unchanged:
	}
	return regular
}

func (b *Builder) text(column int, s string) uint32 {
	above := &b.above[column]
	if above.text == s {
		return above.id
	}
	id, ok := b.index[s]
	if !ok {
		id = uint32(len(b.texts)) //nolint:gosec // fewer than ten for each row
		b.index[s] = id
		b.texts = append(b.texts, s)
	}
	above.text, above.id = s, id
	return id
}

// Build gives the snapshot and what had to be resolved. The builder is used up.
func (b *Builder) Build() (*Snapshot, Resolved) {
	s := &Snapshot{Kind: b.list.Kind, Market: b.list.Market, Currency: b.list.Currency, texts: b.texts, rows: b.rows}
	b.index = nil
	s.sort()
	r := s.resolve()
	s.trim()
	return s, r
}

// sort puts texts and rows in order.
func (s *Snapshot) sort() {
	byText := make([]uint32, len(s.texts))
	for i := range byText {
		byText[i] = uint32(i) //nolint:gosec // an index
	}
	slices.SortFunc(byText, func(a, b uint32) int { return cmp.Compare(s.texts[a], s.texts[b]) })
	texts, rank := make([]string, 0, len(s.texts)), make([]uint32, len(s.texts))
	for _, old := range byText {
		if n := len(texts); n == 0 || texts[n-1] != s.texts[old] {
			texts = append(texts, s.texts[old])
		}
		rank[old] = uint32(len(texts) - 1) //nolint:gosec // an index
	}
	s.texts = texts
	s.renumber(rank)
	slices.SortFunc(s.rows, func(a, b packed) int { return compare(&a, &b) })
}

func (s *Snapshot) renumber(to []uint32) {
	for i := range s.rows {
		for _, f := range s.rows[i].numbers() {
			*f = to[*f]
		}
	}
}

// numbers gives the row's texts in the order of the columns.
func (p *packed) numbers() [columns]*uint32 {
	return [columns]*uint32{&p.product, &p.sku, &p.term, &p.billing, &p.segment, &p.title, &p.skuTitle, &p.publisher, &p.unit, &p.tag}
}

// trim drops texts that no row has, so that the same rows are the same snapshot whatever was dropped on the way to them.
func (s *Snapshot) trim() {
	used := make([]uint32, len(s.texts))
	for i := range s.rows {
		for _, f := range s.rows[i].numbers() {
			used[*f] = 1
		}
	}
	texts := make([]string, 0, len(s.texts))
	for old, u := range used {
		if u == 1 {
			used[old] = uint32(len(texts)) //nolint:gosec // an index
			texts = append(texts, s.texts[old])
		}
	}
	if len(texts) == len(s.texts) {
		return
	}
	s.texts = texts
	s.renumber(used)
}

// between tells the window of a row for texts, such as "2026-11-01 to 2026-12-31" or "from 2026-11-01".
func between(from, to int64) string {
	day := func(s int64) string { return time.Unix(s, 0).UTC().Format(time.DateOnly) }
	switch {
	case from == always && to == never:
		return "at any time"
	case from == always:
		return "to " + day(to)
	case to == never:
		return "from " + day(from)
	default:
		return day(from) + " to " + day(to)
	}
}
