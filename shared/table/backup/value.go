package backup

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table/store"
)

// encode writes an item as a line with its end.
func encode(i store.Item) ([]byte, error) {
	values := make(map[string]map[string]any, len(i))
	for name, v := range i {
		letter, text := "S", v
		switch v := v.(type) {
		case int64:
			letter, text = "N", strconv.FormatInt(v, 10)
		case []byte:
			letter, text = "B", append([]byte{}, v...) // nil would become null
		case string:
			if !utf8.ValidString(v) {
				return nil, fault.Invalid.Errorf("attribute %q: not UTF-8", name)
			}
		default:
			return nil, fault.Invalid.Errorf("attribute %q of type %T", name, v)
		}
		if !utf8.ValidString(name) {
			return nil, fault.Invalid.Errorf("attribute %q: its name is not UTF-8", name)
		}
		values[name] = map[string]any{letter: text}
	}
	raw, err := json.Marshal(map[string]any{"Item": values})
	return append(raw, '\n'), err
}

// decode reads a line; one that holds another type than we write fails, as it does when it comes from the table.
func decode(raw []byte) (store.Item, error) {
	var l line
	if !utf8.Valid(raw) || json.Unmarshal(raw, &l) != nil || len(l.Item) == 0 {
		return nil, fault.Malformed.Errorf("want an item as DynamoDB exports it")
	}
	i := make(store.Item, len(l.Item))
	for name, typed := range l.Item {
		v, ok := value(typed)
		if !ok {
			return nil, fault.Malformed.Errorf("attribute %q: want one value of type S, N (a whole number) or B", name)
		}
		i[name] = v
	}
	return i, nil
}

func value(typed map[string]json.RawMessage) (any, bool) {
	if len(typed) != 1 {
		return nil, false
	}
	for letter, raw := range typed {
		var text *string // null is no text
		if json.Unmarshal(raw, &text) != nil || text == nil {
			return nil, false
		}
		switch letter {
		case "S":
			return *text, true
		case "N":
			n, err := strconv.ParseInt(*text, 10, 64)
			return n, err == nil
		case "B":
			var b []byte
			err := json.Unmarshal(raw, &b)
			return b, err == nil
		}
	}
	return nil, false
}
