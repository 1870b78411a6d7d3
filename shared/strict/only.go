package strict

// Fields says which members of an object are wanted, by their names in small letters, and what of each. Nil is all of it; a list is
// looked through with the fields of its elements.
type Fields map[string]Fields

// Only checks a text as Check does, and gives it without the members that are not wanted. Who reads little of a large document saves
// most of the work of decoding it. A name in other letter case is the same name, as it is for encoding/json.
func Only(raw []byte, wanted Fields) ([]byte, error) {
	if err := Check(raw); err != nil {
		return nil, err
	}
	c := cutter{scanner: scanner{raw: raw}, out: make([]byte, 0, len(raw)/2)}
	c.copy(wanted)
	return c.out, nil
}

// cutter copies what is wanted of a text that was checked: it looks for nothing but the ends of things.
type cutter struct {
	scanner

	out []byte
}

// copy copies the next value, or what is wanted of it.
func (c *cutter) copy(wanted Fields) {
	c.space()
	switch {
	case wanted != nil && c.skip('{'):
		c.object(wanted)
	case wanted != nil && c.skip('['):
		c.array(wanted)
	default:
		from := c.at
		c.pass()
		c.out = append(c.out, c.raw[from:c.at]...)
	}
}

func (c *cutter) object(wanted Fields) {
	c.out = append(c.out, '{')
	empty := true
	for !c.next('}') {
		c.next(',')
		c.space()
		key, err := c.text()
		if err != nil || !c.next(':') {
			return // cannot be: it was checked
		}
		inner, want := wanted[string(folded(key))]
		if !want {
			c.pass()
			continue
		}
		if !empty {
			c.out = append(c.out, ',')
		}
		empty = false
		c.out = append(append(append(c.out, '"'), key...), '"', ':')
		c.copy(inner)
	}
	c.out = append(c.out, '}')
}

func (c *cutter) array(wanted Fields) {
	c.out = append(c.out, '[')
	for first := true; !c.next(']'); first = false {
		if c.next(','); !first {
			c.out = append(c.out, ',')
		}
		c.copy(wanted)
	}
	c.out = append(c.out, ']')
}

// pass goes to the end of a value, to what ends or follows it.
func (c *cutter) pass() {
	for deep := 0; c.at < len(c.raw); c.at++ {
		switch c.raw[c.at] {
		case '"':
			c.at = closing(c.raw, c.at)
		case '{', '[':
			deep++
		case '}', ']':
			if deep == 0 {
				return
			}
			deep--
		case ',':
			if deep == 0 {
				return
			}
		}
	}
}

// closing gives where the string ends that begins at i.
func closing(raw []byte, i int) int {
	for i++; i < len(raw) && raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i
}
