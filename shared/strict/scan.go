package strict

import "github.com/seatwright/seatwright/shared/fault"

// scanner goes through a text once, in order, and holds it to the grammar of RFC 8259. It is our own because the
// standard library's decoder takes twenty times as long to give the tokens, and its validator does not tell the keys.
type scanner struct {
	raw    []byte
	at     int     // the next byte
	levels []level // the objects and arrays that are open
	keys   [][]byte
}

// value reads a value of any type, with the spaces before it.
func (s *scanner) value() error {
	s.space()
	if s.at == len(s.raw) {
		return s.bad()
	}
	switch s.raw[s.at] {
	case '{':
		return s.object()
	case '[':
		return s.array()
	case '"':
		_, err := s.text()
		return err
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) object() error {
	if err := s.open(); err != nil {
		return err
	}
	for more := !s.next('}'); more; more = !s.next('}') {
		if l := s.level(); l.members > 0 && !s.next(',') {
			return s.bad()
		}
		s.space()
		key, err := s.text()
		if err != nil {
			return err
		}
		if err := s.member(key); err != nil {
			return err
		}
		if !s.next(':') {
			return s.bad()
		}
		if err := s.value(); err != nil {
			return err
		}
	}
	s.closed()
	return nil
}

func (s *scanner) array() error {
	if err := s.open(); err != nil {
		return err
	}
	for more := !s.next(']'); more; more = !s.next(']') {
		if l := s.level(); l.members > 0 && !s.next(',') {
			return s.bad()
		}
		s.level().members++
		if err := s.value(); err != nil {
			return err
		}
	}
	s.closed()
	return nil
}

// next reads a character that may have spaces before it, if it is the next.
func (s *scanner) next(c byte) bool {
	s.space()
	return s.skip(c)
}

func (s *scanner) skip(c byte) bool {
	if s.at == len(s.raw) || s.raw[s.at] != c {
		return false
	}
	s.at++
	return true
}

func (s *scanner) space() {
	for s.at < len(s.raw) && (s.raw[s.at] == ' ' || s.raw[s.at] == '\n' || s.raw[s.at] == '\t' || s.raw[s.at] == '\r') {
		s.at++
	}
}

func (s *scanner) bad() error {
	return fault.Malformed.Errorf("the body is not JSON, near byte %d", s.at)
}
