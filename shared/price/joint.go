package price

// joint is two snapshots with one numbering of their texts, so that rows of both compare as numbers.
type joint struct {
	a, b     *Snapshot
	texts    []string
	ofA, ofB []uint32 // the joint number of each text
}

func pair(a, b *Snapshot) *joint {
	j := &joint{a: a, b: b, texts: make([]string, 0, max(len(a.texts), len(b.texts))), ofA: make([]uint32, len(a.texts)), ofB: make([]uint32, len(b.texts))}
	for x, y := 0, 0; x < len(a.texts) || y < len(b.texts); {
		n := uint32(len(j.texts)) //nolint:gosec // texts are counted with it everywhere
		fromA := y == len(b.texts) || x < len(a.texts) && a.texts[x] <= b.texts[y]
		fromB := x == len(a.texts) || y < len(b.texts) && b.texts[y] <= a.texts[x]
		if fromA {
			j.texts = append(j.texts, a.texts[x])
			j.ofA[x], x = n, x+1
		} else {
			j.texts = append(j.texts, b.texts[y])
		}
		if fromB {
			j.ofB[y], y = n, y+1
		}
	}
	return j
}

// span is the rows from first up to, but not with, end.
type span struct{ first, end int }

func (s span) empty() bool { return s.first == s.end }

// groups walks the keys and tiers of both snapshots in their order, and gives the rows of each; one of the two may have none.
func (j *joint) groups(yield func(a, b span) bool) {
	x, y := 0, 0
	for x < len(j.a.rows) || y < len(j.b.rows) {
		var c int
		switch {
		case y == len(j.b.rows):
			c = -1
		case x == len(j.a.rows):
			c = 1
		default:
			c = j.compare(&j.a.rows[x], &j.b.rows[y])
		}
		a, b := span{x, x}, span{y, y}
		if c <= 0 {
			a.end = j.a.groupEnd(x, len(j.a.rows))
		}
		if c >= 0 {
			b.end = j.b.groupEnd(y, len(j.b.rows))
		}
		if !yield(a, b) {
			return
		}
		x, y = a.end, b.end
	}
}

// compare orders a row of a and one of b as compareGroups orders those of one snapshot.
func (j *joint) compare(a, b *packed) int {
	for i := range keyColumns {
		if x, y := j.ofA[a.texts[i]], j.ofB[b.texts[i]]; x != y {
			return order(x, y)
		}
	}
	return order(a.tierMin, b.tierMin)
}

// same tells whether two groups say the same, wherever their rows came from.
func (j *joint) same(a, b span) bool {
	if a.end-a.first != b.end-b.first {
		return false
	}
	for i := range a.end - a.first {
		if !j.equal(j.a.rows[a.first+i], j.b.rows[b.first+i]) {
			return false
		}
	}
	return true
}

func (j *joint) equal(a, b packed) bool {
	a.line, a.file, b.line, b.file = 0, 0, 0, 0
	return a.cost == b.cost && a.from == b.from && a.renumbered(j.ofA) == b.renumbered(j.ofB)
}

func (p packed) renumbered(to []uint32) packed {
	p.renumber(to)
	return p
}
