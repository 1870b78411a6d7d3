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
	var all []json.RawMessage
	name = d.name(name)
	if old, ok := d.fields[name]; ok && json.Unmarshal(old, &all) != nil {
		return fault.Unavailable.Errorf("read the subscription: Partner Center's %s is not a list", name)
	}
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	all = append(all, b)
	d.fields[name] = slices.Concat([]byte("["), bytes.Join(raws(all), []byte(",")), []byte("]"))
	return nil
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
