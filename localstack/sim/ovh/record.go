package ovh

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// wireRow is a row in an answer.
func wireRow(z *zone, r Row, id int64) map[string]any {
	return map[string]any{"id": id, "zone": z.Name, "subDomain": r.Name, "fieldType": r.Type, "target": r.Target, "ttl": r.TTL}
}

// list gives ids. Both filters work as SQL's LIKE does, in any case: a client that trusts them for _dmarc is found out.
// An empty filter is none; modelled. Rows of the types SPF, DKIM and DMARC are not of the type TXT here.
func (c *call) list(z *zone) []int64 {
	q := c.r.URL.Query()
	ids := []int64{}
	for _, r := range z.rows() {
		if like(q.Get("fieldType"), r.Type) && like(q.Get("subDomain"), r.Name) {
			ids = append(ids, r.ID)
		}
	}
	// In no order that a client could count on.
	slices.Reverse(ids)
	return ids
}

// like matches with _ for one letter and % for any number.
func like(pattern, word string) bool {
	if pattern == "" {
		return true
	}
	return likes([]rune(strings.ToLower(pattern)), []rune(strings.ToLower(word)))
}

func likes(pattern, word []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(word) == 0
	case pattern[0] == '%':
		return likes(pattern[1:], word) || len(word) > 0 && likes(pattern, word[1:])
	}
	return len(word) > 0 && (pattern[0] == '_' || pattern[0] == word[0]) && likes(pattern[1:], word[1:])
}

// input is the body of a create or an update. Pointers tell what was left out.
type input struct {
	Type   *string `json:"fieldType"`
	Name   *string `json:"subDomain"`
	Target *string `json:"target"`
	TTL    *int    `json:"ttl"`
}

func (c *call) input() (input, *refusal) {
	var in input
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, bad("Invalid request body")
	}
	return in, nil
}

func (c *call) create(z *zone) (any, *refusal) {
	in, refused := c.input()
	if refused != nil {
		return nil, refused
	}
	if in.Type == nil || in.Target == nil {
		return nil, bad("Missing parameter: fieldType and target are required")
	}
	r := Row{Type: *in.Type, Target: *in.Target}
	in.into(&r)
	if refused := c.take(z, &r); refused != nil {
		return nil, refused
	}
	// The same row may be there already: a second one is made all the same.
	c.lastID++
	r.ID = c.lastID
	z.staged[r.ID] = r
	z.hidden[r.ID] = c.habits.HiddenReads
	if c.habits.ZeroID {
		return wireRow(z, r, 0), nil
	}
	return wireRow(z, r, r.ID), nil
}

func (in input) into(r *Row) {
	if in.Name != nil {
		r.Name = *in.Name
	}
	if in.Target != nil {
		r.Target = *in.Target
	}
	if in.TTL != nil {
		r.TTL = *in.TTL
	}
}

// onRow answers a call on one row, or on several by X-Ovh-Batch, whose value separates the ids.
func (c *call) onRow(z *zone, word string) (any, *refusal) {
	sep := c.r.Header.Get("X-Ovh-Batch")
	if sep != "" && !c.habits.NoBatch && c.r.Method == http.MethodGet {
		return c.batch(z, strings.Split(word, sep)), nil
	}
	id, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return nil, bad("Invalid id given")
	}
	r, ok := z.staged[id]
	if !ok {
		return nil, noObject("id", id)
	}
	switch c.r.Method {
	case http.MethodGet:
		return c.show(z, r)
	case http.MethodPut:
		return nil, c.update(z, r)
	case http.MethodDelete:
		delete(z.staged, id)
		return nil, nil
	}
	return nil, noAddress()
}

// show gives a row; one that is new may not be readable yet.
func (c *call) show(z *zone, r Row) (any, *refusal) {
	if z.hidden[r.ID] > 0 {
		z.hidden[r.ID]--
		return nil, noObject("id", r.ID)
	}
	return wireRow(z, r, r.ID), nil
}

// batch answers with one element for each id. The form of an element is modelled after reports.
func (c *call) batch(z *zone, words []string) any {
	all := []map[string]any{}
	for _, word := range words {
		e := map[string]any{"key": word, "value": nil, "error": nil}
		id, err := strconv.ParseInt(word, 10, 64)
		if r, ok := z.staged[id]; err == nil && ok {
			if value, refused := c.show(z, r); refused == nil {
				e["value"] = value
			}
		}
		if e["value"] == nil {
			e["error"] = map[string]string{"class": "Client::NotFound", "message": "The requested object does not exist"}
		}
		all = append(all, e)
	}
	return all
}

// update changes a row. The type cannot be altered, and even to repeat it is refused.
func (c *call) update(z *zone, r Row) *refusal {
	in, refused := c.input()
	if refused != nil {
		return refused
	}
	if in.Type != nil {
		return bad("Try to alter read-only properties: fieldType")
	}
	// What is left out is reset: a client that sends half of a row is found out. Modelled.
	r.Name, r.TTL = "", 0
	in.into(&r)
	if refused := c.take(z, &r); refused != nil {
		return refused
	}
	z.staged[r.ID] = r
	return nil
}
