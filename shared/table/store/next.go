package store

import (
	"encoding/base64"
	"encoding/json"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
)

// last is the key of the last item of a page.
type last struct {
	PK     string `json:"p"`
	SK     string `json:"s"`
	Number int64  `json:"n,omitempty"`
	Text   string `json:"t,omitempty"`
}

// NextOf gives the Next of a page whose last item this is.
func NextOf(i Item, x key.Index) string {
	l := last{PK: i.Key().PK, SK: i.Key().SK}
	if x.Name != "" {
		l.Number, _ = i[x.Sort].(int64)
		l.Text, _ = i[x.Sort].(string)
	}
	b, _ := json.Marshal(l) //nolint:errchkjson // strings and a number: it cannot fail
	return base64.RawURLEncoding.EncodeToString(b)
}

// AfterOf reads what NextOf made, for the same query: the keys of the last item. Anything else fails with fault.Invalid.
func AfterOf(q Query, x key.Index) (Item, error) {
	b, err := base64.RawURLEncoding.DecodeString(q.After)
	if err != nil {
		return nil, fault.Invalid.Wrap(err, "query: not a page's next")
	}
	var l last
	if err := json.Unmarshal(b, &l); err != nil {
		return nil, fault.Invalid.Wrap(err, "query: not a page's next")
	}
	i := Item{key.AttrPK: l.PK, key.AttrSK: l.SK}
	if x.Name != "" {
		i[x.Partition] = q.Partition
		if i[x.Sort] = any(l.Text); x.SortIsNumber {
			i[x.Sort] = l.Number
		}
	} else if l.PK != q.Partition {
		return nil, fault.Invalid.Errorf("query: the next of another query")
	}
	if err := Check(i); err != nil {
		return nil, fault.Invalid.Wrap(err, "query: not a page's next")
	}
	return i, nil
}
