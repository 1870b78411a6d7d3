package price

import "time"

// At gives the row that holds for a key, a number of units and a time. It reports false when the key is not sold then: no other row is ever taken
// in its place.
//
// Of several rows Microsoft documents that the one that begins first holds until its own end. Of two that begin together it is the one that ends first,
// because it can only be meant as the exception. Of several tiers it is the highest that the units reach.
func (s *Snapshot) At(k Key, units int32, t time.Time) (int, bool) {
	first, end := s.Find(k)
	found, ok := 0, false
	for first < end {
		next := s.groupEnd(first, end)
		tier := &s.rows[first]
		if tier.tierMin > units {
			break // tiers rise
		}
		if i, in := s.holds(first, next, units, t.Unix()); in {
			found, ok = i, true
		}
		first = next
	}
	return found, ok
}

// holds gives the row of a group that holds at t, for a number of units; 0 units for any.
func (s *Snapshot) holds(first, end int, units int32, t int64) (int, bool) {
	for i := first; i < end; i++ {
		p := &s.rows[i]
		if p.from > t {
			break // rows are sorted by it
		}
		if t <= p.to && p.standing != deleted && (units == 0 || p.tierMax == 0 || units <= p.tierMax) {
			return i, true
		}
	}
	return 0, false
}

// soonest gives the row of a group that holds at t, or else the first that will.
func (s *Snapshot) soonest(first, end int, t int64) (int, bool) {
	if i, ok := s.holds(first, end, 0, t); ok {
		return i, true
	}
	for i := first; i < end; i++ {
		if p := &s.rows[i]; p.from > t && p.standing != deleted {
			return i, true
		}
	}
	return 0, false
}

// groupEnd gives where the group that begins at first ends: the rows of one key and tier.
func (s *Snapshot) groupEnd(first, end int) int {
	next := first + 1
	for next < end && compareGroups(&s.rows[next], &s.rows[first]) == 0 {
		next++
	}
	return next
}
