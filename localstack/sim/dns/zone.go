package dns

import (
	"fmt"
	"slices"
	"strings"
	"time"

	lib "github.com/miekg/dns"
)

// version is a zone as it is from a time on.
type version struct {
	at    time.Time
	table *table
}

// served gives the version of a zone that a server serves at a time.
func (s *Sim) served(at *server, zone string, now time.Time) *table {
	if at.Stuck && at.froze.Before(now) {
		now = at.froze
	}
	var found *table
	for _, v := range s.zones[zone] {
		if !v.at.Add(at.Lag).After(now) {
			found = v.table
		}
	}
	return found
}

// parse reads a zone file.
func parse(origin, file string) ([]lib.RR, error) {
	p := lib.NewZoneParser(strings.NewReader(file), origin, "")
	p.SetDefaultTTL(3600)
	var all []lib.RR
	for r, ok := p.Next(); ok; r, ok = p.Next() {
		all = append(all, r)
	}
	if err := p.Err(); err != nil {
		return nil, fmt.Errorf("zone %s: %w", origin, err)
	}
	return all, nil
}

// table is a zone's records by name. names also has those that exist because of others below them.
type table struct {
	zone    string
	records map[string][]lib.RR
	names   map[string]int
}

func newTable(zone string) *table {
	return &table{zone: zone, records: map[string][]lib.RR{}, names: map[string]int{zone: 1}}
}

// above gives a name and all above it up to the zone's own, from below.
func (t *table) above(name string) []string {
	var all []string
	for off, end := 0, false; !end; off, end = lib.NextLabel(name, off) {
		if !lib.IsSubDomain(t.zone, name[off:]) {
			return all
		}
		all = append(all, name[off:])
	}
	if t.zone == "." {
		all = append(all, ".")
	}
	return all
}

func (t *table) add(r lib.RR) {
	name := lib.CanonicalName(r.Header().Name)
	for _, old := range t.records[name] {
		if lib.IsDuplicate(old, r) {
			return
		}
	}
	t.records[name] = append(t.records[name], r)
	for _, n := range t.above(name) {
		t.names[n]++
	}
}

// remove takes all records of a type off a name.
func (t *table) remove(name string, kind uint16) {
	var kept []lib.RR
	for _, r := range t.records[name] {
		if r.Header().Rrtype != kind {
			kept = append(kept, r)
			continue
		}
		for _, n := range t.above(name) {
			t.names[n]--
		}
	}
	t.records[name] = kept
}

func (t *table) exists(name string) bool { return t.names[name] > 0 }

func (t *table) find(name string, kind uint16) []lib.RR {
	var found []lib.RR
	for _, r := range t.records[name] {
		if r.Header().Rrtype == kind {
			found = append(found, r)
		}
	}
	return found
}

// cut gives the highest name below the zone's own, at or above this one, that is delegated elsewhere.
func (t *table) cut(name string) string {
	for _, n := range slices.Backward(t.above(name)) {
		if n != t.zone && len(t.find(n, lib.TypeNS)) > 0 {
			return n
		}
	}
	return ""
}

// wild gives the wildcard that speaks for a name that does not exist: the one right below the closest name that does.
func (t *table) wild(name string) string {
	for _, n := range t.above(name) {
		if !t.exists(n) {
			continue
		}
		star := "*." + strings.TrimPrefix(n, ".")
		if len(t.records[star]) > 0 {
			return star
		}
		return ""
	}
	return ""
}
