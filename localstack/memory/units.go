package memory

import "maps"

// Units counts what AWS would bill, by its rule: see store.WriteUnits. A transaction takes double.
type Units struct {
	Write, Read float64
	By          map[string]float64 // by operation and kind of item, such as "put ORDER"
}

// Units gives the units used since the start.
func (s *Store) Units() Units {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.units
	u.By = maps.Clone(u.By)
	return u
}

func (s *Store) wrote(op string, units float64) {
	s.units.Write += units
	s.count(op, units)
}

func (s *Store) read(op string, units float64) {
	s.units.Read += units
	s.count(op, units)
}

func (s *Store) count(op string, units float64) {
	s.units.By[op] += units
	if s.Observe != nil {
		s.Observe(op, units)
	}
}
