package partnercenter

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// document is a JSON object of which a few fields are changed and the rest, also what we do not know, is given back byte
// for byte.
type document struct{ fields map[string]json.RawMessage }

func open(raw json.RawMessage) (*document, error) {
	var d document
	if err := json.Unmarshal(raw, &d.fields); err != nil || d.fields == nil {
		return nil, fault.Unavailable.Errorf("read the subscription: Partner Center's answer is not an object")
	}
	return &d, nil
}

// set replaces a field. Partner Center matches names without regard to case, so that one in another case is the same.
func (d *document) set(name string, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	d.fields[d.name(name)] = b
	return nil
}

// add appends to a list, which need not be there.
func (d *document) add(name string, value any) error {
	all, err := d.list(name)
	if err != nil {
		return err
	}
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	d.put(name, append(all, b))
	return nil
}

// remove takes the actions out of a list that are to go.
func (d *document) remove(name string, gone func(action) bool) error {
	all, err := d.list(name)
	if err != nil {
		return err
	}
	d.put(name, slices.DeleteFunc(all, func(raw json.RawMessage) bool {
		var a action
		return json.Unmarshal(raw, &a) == nil && gone(a)
	}))
	return nil
}

func (d *document) list(name string) ([]json.RawMessage, error) {
	var all []json.RawMessage
	if old, ok := d.fields[d.name(name)]; ok && json.Unmarshal(old, &all) != nil {
		return nil, fault.Unavailable.Errorf("read the subscription: Partner Center's %s is not a list", name)
	}
	return all, nil
}

func (d *document) put(name string, all []json.RawMessage) {
	d.fields[d.name(name)] = slices.Concat([]byte("["), bytes.Join(raws(all), []byte(",")), []byte("]"))
}

func raws(all []json.RawMessage) [][]byte {
	bs := make([][]byte, len(all))
	for i, m := range all {
		bs[i] = m
	}
	return bs
}

func (d *document) name(name string) string {
	for there := range d.fields {
		if strings.EqualFold(there, name) {
			return there
		}
	}
	return name
}

// bytes writes the object itself, because json.Marshal would compact and escape what it is given.
func (d *document) bytes() json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(d.fields)) {
		if i > 0 {
			b.WriteByte(',')
		}
		quoted, _ := json.Marshal(name) //nolint:errchkjson // a string can always be written
		b.Write(quoted)
		b.WriteByte(':')
		b.Write(d.fields[name])
	}
	b.WriteByte('}')
	return b.Bytes()
}
