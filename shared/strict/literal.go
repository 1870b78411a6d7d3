package strict

import "bytes"

// text reads a string and gives what is between its quotes.
func (s *scanner) text() ([]byte, error) {
	if s.at == len(s.raw) || s.raw[s.at] != '"' {
		return nil, s.bad()
	}
	first := s.at + 1
	for i := first; i < len(s.raw); i++ {
		switch c := s.raw[i]; {
		case c == '"':
			s.at = i + 1
			return s.raw[first:i], nil
		case c == '\\':
			n := escaped(s.raw[i+1:])
			if n == 0 {
				s.at = i
				return nil, s.bad()
			}
			i += n
		case c < ' ':
			s.at = i
			return nil, s.bad()
		}
	}
	s.at = len(s.raw)
	return nil, s.bad()
}

// escaped gives how many bytes belong to the backslash before them, 0 when they mean nothing.
func escaped(b []byte) int {
	const unicode = 5 // u and four digits
	if len(b) == 0 {
		return 0
	}
	if bytes.IndexByte([]byte(`"\/bfnrt`), b[0]) >= 0 {
		return 1
	}
	if b[0] != 'u' || len(b) < unicode {
		return 0
	}
	for _, c := range b[1:unicode] {
		if !digit(c) && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return 0
		}
	}
	return unicode
}

// number reads what is left when a value is nothing else.
func (s *scanner) number() error {
	s.skip('-')
	if !s.skip('0') && !s.digits() {
		return s.bad()
	}
	if s.skip('.') && !s.digits() {
		return s.bad()
	}
	if s.skip('e') || s.skip('E') {
		_ = s.skip('+') || s.skip('-')
		if !s.digits() {
			return s.bad()
		}
	}
	return nil
}

// digits reads at least one digit, or reports that there is none.
func (s *scanner) digits() bool {
	first := s.at
	for s.at < len(s.raw) && digit(s.raw[s.at]) {
		s.at++
	}
	return s.at > first
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func (s *scanner) word(w string) error {
	if !bytes.HasPrefix(s.raw[s.at:], []byte(w)) {
		return s.bad()
	}
	s.at += len(w)
	return nil
}
