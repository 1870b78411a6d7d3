package price

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// SnapshotID is the SHA-256 of a snapshot's canonical bytes, in hex: the same rows have the same id, whatever file they came in.
type SnapshotID string

// Snapshot is the rows of a list, sorted and without duplicates. It is never changed once it is built. Rows are packed: a hundred thousand take nine
// megabytes, so that two months fit beside each other into a small function.
type Snapshot struct {
	Kind             Kind
	Market, Currency string

	texts []string // sorted and distinct, so that the order of their numbers is the order of the texts
	rows  []packed // sorted by compare
}

// packed is a row whose texts are numbers into the snapshot's texts.
type packed struct {
	texts            [columns]uint32
	tierMin, tierMax int32
	line             uint32
	file             uint16
	standing         standing
	free             bool
	from, to         int64 // seconds since 1970; always and never at the ends
	cost, list       money.Micro
}

// Which text is where. The first of them, in this order, are what rows are sorted by.
const (
	ofProduct = iota
	ofSKU
	ofTerm
	ofBilling
	ofSegment
	ofTitle
	ofSKUTitle
	ofPublisher
	ofUnit
	ofTags
	columns
)

const keyColumns = ofSegment + 1

// standing is what remains of the sheet's own word about a row: the rest of it only compares months, which package price does itself.
type standing uint8

const (
	regular standing = iota
	deprecated
	deleted
)

const (
	always = math.MinInt64 // a row that holds since ever
	never  = math.MaxInt64 // a row without a known end
)

// Len gives the number of rows.
func (s *Snapshot) Len() int { return len(s.rows) }

// ID gives the snapshot's id. It is computed from all rows each time.
func (s *Snapshot) ID() SnapshotID {
	return idOf(s.canonical())
}

func idOf(canonical []byte) SnapshotID {
	sum := sha256.Sum256(canonical)
	return SnapshotID(hex.EncodeToString(sum[:]))
}

// Row gives the row with this number, from 0. Its line is known only in a snapshot that was just built, or that was given its trace.
func (s *Snapshot) Row(i int) Row {
	p := &s.rows[i]
	r := Row{
		Key: s.key(p), TierMin: p.tierMin, TierMax: p.tierMax, From: instant(p.from), To: instant(p.to), Cost: p.cost, List: p.list, Free: p.free,
		ProductTitle: s.texts[p.texts[ofTitle]], SKUTitle: s.texts[p.texts[ofSKUTitle]], Publisher: s.texts[p.texts[ofPublisher]],
		Unit: s.texts[p.texts[ofUnit]], Tags: s.texts[p.texts[ofTags]],
		Line: int(p.line),
	}
	switch p.standing {
	case deprecated:
		r.Change = Deprecated
	case deleted:
		r.Change = Deleted
	case regular:
	}
	return r
}

func (s *Snapshot) key(p *packed) Key {
	return Key{
		Product: s.texts[p.texts[ofProduct]], SKU: s.texts[p.texts[ofSKU]], Term: s.texts[p.texts[ofTerm]], Billing: s.texts[p.texts[ofBilling]],
		Segment: s.texts[p.texts[ofSegment]],
		Market:  s.Market, Currency: s.Currency,
	}
}

// Find gives the numbers of the rows of a key, all tiers and times: from first up to, but not with, end.
func (s *Snapshot) Find(k Key) (first, end int) {
	if k.Market != s.Market || k.Currency != s.Currency {
		return 0, 0
	}
	var want packed
	for i, text := range [keyColumns]string{k.Product, k.SKU, k.Term, k.Billing, k.Segment} {
		n, ok := slices.BinarySearch(s.texts, text)
		if !ok {
			return 0, 0
		}
		want.texts[i] = uint32(n) //nolint:gosec // there are fewer texts
	}
	for first, end = 0, len(s.rows); first < end; {
		if middle := (first + end) / 2; compareKeys(&s.rows[middle], &want) < 0 {
			first = middle + 1
		} else {
			end = middle
		}
	}
	for end = first; end < len(s.rows) && compareKeys(&s.rows[end], &want) == 0; {
		end++
	}
	return first, end
}

// products gives the rows of each product: from first up to, but not with, end.
func (s *Snapshot) products(yield func(first, end int) bool) {
	for first := 0; first < len(s.rows); {
		end := first + 1
		for end < len(s.rows) && s.rows[end].texts[ofProduct] == s.rows[first].texts[ofProduct] {
			end++
		}
		if !yield(first, end) {
			return
		}
		first = end
	}
}

func instant(seconds int64) time.Time {
	if seconds == always || seconds == never {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

func seconds(t time.Time, none int64) int64 {
	if t.IsZero() {
		return none
	}
	return t.Unix()
}

// compareKeys orders by what is sold; compareGroups also by tier; compare also by time.
func compareKeys(a, b *packed) int {
	for i := range keyColumns {
		if a.texts[i] != b.texts[i] {
			return order(a.texts[i], b.texts[i])
		}
	}
	return 0
}

func compareGroups(a, b *packed) int {
	if c := compareKeys(a, b); c != 0 {
		return c
	}
	return order(a.tierMin, b.tierMin)
}

func compare(a, b *packed) int {
	if c := compareGroups(a, b); c != 0 {
		return c
	}
	switch {
	case a.from != b.from:
		return order(a.from, b.from)
	case a.to != b.to:
		return order(a.to, b.to)
	default:
		return compareRest(a, b)
	}
}

// compareRest orders rows of one window, the dearest first, so that any order of a sheet's rows gives one snapshot.
func compareRest(a, b *packed) int {
	switch {
	case a.cost != b.cost:
		return order(b.cost, a.cost)
	case a.list != b.list:
		return order(b.list, a.list)
	case a.free != b.free:
		return order(truth(a.free), truth(b.free))
	case a.standing != b.standing:
		return order(uint32(b.standing), uint32(a.standing))
	case a.tierMax != b.tierMax:
		return order(a.tierMax, b.tierMax)
	}
	for i := range columns {
		if c := order(a.texts[i], b.texts[i]); c != 0 {
			return c
		}
	}
	if a.file != b.file {
		return order(uint32(a.file), uint32(b.file))
	}
	return order(a.line, b.line)
}

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func order[T uint32 | int32 | int64 | money.Micro](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// String says what is sold, such as "CFQ7TTC0LHCH:0001 P1Y annual commercial DE EUR".
func (k Key) String() string {
	id := k.Product
	if k.SKU != "" {
		id += ":" + k.SKU
	}
	return strings.Join(strings.Fields(strings.Join([]string{id, k.Term, k.Billing, k.Segment, k.Market, k.Currency}, " ")), " ")
}
