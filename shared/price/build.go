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
	rows  [][]packed        // in blocks, which never move
	above [columns]struct { // most rows repeat texts of the row above
		text string
		id   uint32
	}
}

const block = 4096 // rows

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
	if len(b.rows) > maxRows/block || r.Line > math.MaxUint32 || r.Line < 0 {
		return fault.TooLarge.Errorf("line %d: more than %d rows", r.Line, maxRows)
	}
	if n := len(b.rows); n == 0 || len(b.rows[n-1]) == block {
		b.rows = append(b.rows, make([]packed, 0, block))
	}
	last := &b.rows[len(b.rows)-1]
	*last = append(*last, packed{
		texts: [columns]uint32{
			b.text(ofProduct, r.Product), b.text(ofSKU, r.SKU), b.text(ofTerm, r.Term), b.text(ofBilling, r.Billing), b.text(ofSegment, r.Segment),
			b.text(ofTitle, r.ProductTitle), b.text(ofSKUTitle, r.SKUTitle), b.text(ofPublisher, r.Publisher), b.text(ofUnit, r.Unit), b.text(ofTags, r.Tags),
		},
		tierMin: r.TierMin, tierMax: r.TierMax, from: seconds(r.From, always), to: seconds(r.To, never), cost: r.Cost, list: r.List, free: r.Free,
		standing: standingOf(r.Change), line: uint32(r.Line),
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
	s := &Snapshot{Kind: b.list.Kind, Market: b.list.Market, Currency: b.list.Currency, texts: b.texts}
	b.index = nil
	s.sort(b.rows)
	r := s.resolve()
	s.trim()
	return s, r
}

// sort puts texts and rows in order: the rows in blocks become the snapshot's. What is moved about is small: the first two texts, and where the row is.
func (s *Snapshot) sort(blocks [][]packed) {
	rank := s.sortTexts()
	type place struct{ head, row uint64 }
	n := 0
	for _, b := range blocks {
		n += len(b)
	}
	places := make([]place, 0, n)
	for i, b := range blocks {
		for j := range b {
			b[j].renumber(rank)
			places = append(places, place{uint64(b[j].texts[ofProduct])<<32 | uint64(b[j].texts[ofSKU]), uint64(i)<<32 | uint64(j)})
		}
	}
	at := func(p place) *packed { return &blocks[p.row>>32][uint32(p.row)] } //nolint:gosec // the lower half is meant
	slices.SortFunc(places, func(a, b place) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return compare(at(a), at(b))
	})
	s.rows = make([]packed, 0, n)
	for _, p := range places {
		s.rows = append(s.rows, *at(p))
	}
}

// sortTexts puts the texts in order, each once, and gives their new numbers.
func (s *Snapshot) sortTexts() (rank []uint32) {
	byText := make([]uint32, len(s.texts))
	for i := range byText {
		byText[i] = uint32(i)
	}
	slices.SortFunc(byText, func(a, b uint32) int { return cmp.Compare(s.texts[a], s.texts[b]) })
	texts := make([]string, 0, len(s.texts))
	rank = make([]uint32, len(s.texts))
	for _, old := range byText {
		if n := len(texts); n == 0 || texts[n-1] != s.texts[old] {
			texts = append(texts, s.texts[old])
		}
		rank[old] = uint32(len(texts) - 1) //nolint:gosec // an index
	}
	s.texts = texts
	return rank
}

func (p *packed) renumber(to []uint32) {
	for i := range p.texts {
		p.texts[i] = to[p.texts[i]]
	}
}

// trim drops texts that no row has, so that the same rows are the same snapshot whatever was dropped on the way to them.
func (s *Snapshot) trim() {
	used := make([]uint32, len(s.texts))
	for i := range s.rows {
		for _, t := range s.rows[i].texts {
			used[t] = 1
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
	for i := range s.rows {
		s.rows[i].renumber(used)
	}
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
