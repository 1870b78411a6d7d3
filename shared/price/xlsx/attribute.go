package xlsx

import "bytes"

// attributes are those of a start tag, as they stand in the file.
type attributes []byte

// next takes the first attribute off. There is none when name is nil.
func (a attributes) next() (name, value []byte, rest attributes) {
	rest = bytes.TrimLeft(a, " \t\r\n")
	equals := bytes.IndexByte(rest, '=')
	if equals < 0 {
		return nil, nil, nil
	}
	name, rest = bytes.TrimRight(rest[:equals], " \t\r\n"), bytes.TrimLeft(rest[equals+1:], " \t\r\n")
	if len(rest) == 0 || (rest[0] != '"' && rest[0] != '\'') {
		return nil, nil, nil
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return nil, nil, nil
	}
	return name, rest[1 : 1+end], rest[end+2:]
}

// plain gives the value of an attribute that has no prefix, or nil.
func (a attributes) plain(want string) []byte {
	for {
		name, value, rest := a.next()
		if name == nil || string(name) == want {
			return value
		}
		a = rest
	}
}

// prefixed gives the value of an attribute that has a prefix, whichever, or nil.
func (a attributes) prefixed(want string) []byte {
	for {
		name, value, rest := a.next()
		if i := bytes.IndexByte(name, ':'); name == nil || (i >= 0 && string(name[i+1:]) == want) {
			return value
		}
		a = rest
	}
}

// text gives the value of a plain attribute with its entities read.
func (a attributes) text(want string) (string, error) {
	out, err := appendText(nil, a.plain(want))
	return string(out), err
}
