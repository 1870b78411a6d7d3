package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// index holds for each of its partitions the entries in the order of the sort key.
type index struct {
	key.Index
	parts map[string][]entry
}

type entry struct {
	number int64
	text   string
	key    store.Key
}

func (e entry) compare(o entry) int {
	return cmp.Or(cmp.Compare(e.number, o.number), cmp.Compare(e.text, o.text),
		cmp.Compare(e.key.PK, o.key.PK), cmp.Compare(e.key.SK, o.key.SK))
}

func (x *index) entry(i store.Item) entry {
	e := entry{key: i.Key()}
	e.number, _ = i[x.Sort].(int64)
	e.text, _ = i[x.Sort].(string)
	return e
}

func (x *index) replace(before, after store.Item) {
	if before != nil && store.Indexed(before, x.Index) {
		part, _ := before[x.Partition].(string)
		if at, found := slices.BinarySearchFunc(x.parts[part], x.entry(before), entry.compare); found {
			x.parts[part] = slices.Delete(x.parts[part], at, at+1)
		}
	}
	if after != nil && store.Indexed(after, x.Index) {
		part, _ := after[x.Partition].(string)
		at, _ := slices.BinarySearchFunc(x.parts[part], x.entry(after), entry.compare)
		x.parts[part] = slices.Insert(x.parts[part], at, x.entry(after))
	}
}

// Query reads a page.
func (s *Store) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := ended(ctx); err != nil {
		return store.Page{}, err
	}
	x, err := store.CheckQuery(q)
	if err != nil {
		return store.Page{}, err
	}
	var after store.Item
	if q.After != "" {
		if after, err = store.AfterOf(q, x); err != nil {
			return store.Page{}, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := page{limit: cmp.Or(q.Limit, 100)}
	if q.Index == "" {
		s.scanTable(&p, q, after)
	} else {
		s.scanIndex(&p, q, after)
	}
	s.read(store.Op("query", q.Partition), store.ReadUnits(p.bytes, q.Index == ""))
	if p.full() {
		// As on AWS: a full page has a next even when nothing follows.
		p.Next = store.NextOf(p.Items[len(p.Items)-1], x)
	}
	return p.Page, nil
}

// page collects items until it is full.
type page struct {
	store.Page
	limit, bytes int
}

func (p *page) full() bool { return len(p.Items) >= p.limit || p.bytes >= store.MaxPage }

func (p *page) add(i store.Item) {
	p.bytes += store.Size(i)
	p.Items = append(p.Items, i)
}

func (s *Store) scanTable(p *page, q store.Query, after store.Item) {
	part := s.parts[q.Partition]
	if part == nil {
		return
	}
	if q.Backward {
		s.scanBackward(p, part, q.Prefix, after)
		return
	}
	at, _ := slices.BinarySearch(part.sorted, q.Prefix)
	if last := after.Key().SK; last >= q.Prefix && after != nil {
		var found bool
		if at, found = slices.BinarySearch(part.sorted, last); found {
			at++
		}
	}
	for ; at < len(part.sorted) && strings.HasPrefix(part.sorted[at], q.Prefix) && !p.full(); at++ {
		p.add(part.items[part.sorted[at]].Clone())
	}
}

// scanBackward begins with the last item, or with the one before the last of the page before.
func (s *Store) scanBackward(p *page, part *partition, prefix string, after store.Item) {
	at := len(part.sorted)
	if after != nil {
		at, _ = slices.BinarySearch(part.sorted, after.Key().SK)
	}
	for at--; at >= 0 && part.sorted[at] >= prefix && !p.full(); at-- {
		if strings.HasPrefix(part.sorted[at], prefix) {
			p.add(part.items[part.sorted[at]].Clone())
		}
	}
}

func (s *Store) scanIndex(p *page, q store.Query, after store.Item) {
	for _, x := range s.indexes {
		if x.Name != q.Index {
			continue
		}
		part := x.parts[q.Partition]
		at, _ := slices.BinarySearchFunc(part, entry{text: q.Prefix, number: minNumber(x.SortIsNumber)}, entry.compare)
		if after != nil {
			var found bool
			if at, found = slices.BinarySearchFunc(part, x.entry(after), entry.compare); found {
				at++
			}
		}
		for ; at < len(part) && within(part[at], q) && !p.full(); at++ {
			k := part[at].key
			p.add(store.Project(s.find(k), x.Index))
		}
	}
}

func minNumber(number bool) int64 {
	if number {
		return -1 << 63
	}
	return 0
}

func within(e entry, q store.Query) bool {
	return strings.HasPrefix(e.text, q.Prefix) && (q.UpTo == nil || e.number <= *q.UpTo)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
