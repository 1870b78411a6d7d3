package strict

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// few is up to how many keys of an object are compared one by one, which is the fastest way for the objects that there
// are. An object with more gets a set, so that nobody makes us compare a million keys with each other.
const few = 128

// level is an object or array that is open.
type level struct {
	members int             // begun so far
	key     []byte          // of an object's last member, as written; nil in an array
	first   int             // where the object's keys begin in the scanner's list
	seen    map[string]bool // its keys when there are more than a few, else nil
}

func (s *scanner) level() *level { return &s.levels[len(s.levels)-1] }

// open begins an object or array at its bracket.
func (s *scanner) open() error {
	if len(s.levels) == Depth {
		return fault.Malformed.Errorf("the body is nested deeper than %d levels", Depth)
	}
	s.at++
	s.levels = append(s.levels, level{first: len(s.keys)})
	return nil
}

// closed ends the innermost level.
func (s *scanner) closed() {
	s.keys = s.keys[:s.level().first]
	s.levels = s.levels[:len(s.levels)-1]
}

// member begins a member of the innermost object, and fails when there was one with the same key.
func (s *scanner) member(key []byte) error {
	l := s.level()
	l.members, l.key = l.members+1, key
	if s.again(l, folded(key)) {
		return fault.At(fault.Malformed.Errorf("the body has a key twice"), fault.Field{Pointer: s.pointer(), Text: "comes twice"})
	}
	return nil
}

// again reports whether an object has a key already, and remembers it.
func (s *scanner) again(l *level, key []byte) bool {
	if l.seen != nil {
		before := len(l.seen)
		l.seen[string(key)] = true
		return len(l.seen) == before
	}
	mine := s.keys[l.first:]
	for _, k := range mine {
		if bytes.Equal(k, key) {
			return true
		}
	}
	if s.keys = append(s.keys, key); len(mine) < few {
		return false
	}
	l.seen = map[string]bool{}
	for _, k := range s.keys[l.first:] {
		l.seen[string(k)] = true
	}
	return false
}

// folded gives a key in one letter case. Nearly every key is in small letters and so is its own form.
func folded(key []byte) []byte {
	for _, c := range key {
		if c == '\\' || c >= 0x80 || c >= 'A' && c <= 'Z' {
			return []byte(fold(unquoted(key)))
		}
	}
	return key
}

// fold maps letters that differ in case only, the Kelvin sign and the long s to one form, as encoding/json does.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// unquoted gives what a key means whose writing was checked.
func unquoted(key []byte) string {
	var name string
	if json.Unmarshal(append(append([]byte{'"'}, key...), '"'), &name) != nil {
		return string(key) // cannot be: it was checked
	}
	return name
}

// pointer names the member that the scanner is in.
func (s *scanner) pointer() string {
	var b strings.Builder
	for _, l := range s.levels {
		b.WriteByte('/')
		if l.key != nil {
			b.WriteString(Escape(unquoted(l.key)))
		} else {
			b.WriteString(strconv.Itoa(l.members - 1))
		}
	}
	return b.String()
}
