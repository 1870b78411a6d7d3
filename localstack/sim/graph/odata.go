package graph

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxTop is the most objects that Microsoft documents for a page of relationships; pageSize is modelled.
const maxTop, pageSize = 300, 100

var equals = regexp.MustCompile(`^([A-Za-z/]+) eq '([^']*)'$`)

// filters are the properties that a list of relationships can be filtered by, with their values.
func filters() map[string]func(map[string]any) any {
	return map[string]func(map[string]any) any{
		"status": func(o map[string]any) any { return o["status"] },
		"customer/tenantId": func(o map[string]any) any {
			customer, _ := o["customer"].(map[string]any)
			return customer["tenantId"]
		},
	}
}

func bad(message string) *refusal {
	return refuse(http.StatusBadRequest, "Request_BadRequest", message)
}

// entity shows one object.
func (c *call) entity(set string, o map[string]any) (any, *refusal) {
	if refused := c.known("$select"); refused != nil {
		return nil, refused
	}
	shown, refused := c.pick(o)
	if refused != nil {
		return nil, refused
	}
	shown["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#" + set + "/$entity"
	return shown, nil
}

// collection shows a page. Without filters the list is neither filtered nor paged.
func (c *call) collection(set string, all []map[string]any, by map[string]func(map[string]any) any) (any, *refusal) {
	names := []string{"$select"}
	if by != nil {
		names = append(names, "$filter", "$top", "$skiptoken", "$skipToken")
	}
	if refused := c.known(names...); refused != nil {
		return nil, refused
	}
	all, refused := c.filtered(all, by)
	if refused != nil {
		return nil, refused
	}
	from, size, refused := c.window(len(all))
	if refused != nil {
		return nil, refused
	}
	value := []map[string]any{}
	for _, o := range all[from:min(len(all), from+size)] {
		shown, refused := c.pick(o)
		if refused != nil {
			return nil, refused
		}
		value = append(value, shown)
	}
	out := map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#" + set, "value": value}
	if from+size < len(all) {
		out["@odata.nextLink"] = c.next(from + size)
	}
	return out, nil
}

// known refuses query options that the object does not have.
func (c *call) known(names ...string) *refusal {
	for name := range c.r.URL.Query() {
		if strings.HasPrefix(name, "$") && !slices.Contains(names, name) {
			return bad("Unsupported query option '" + name + "'.")
		}
	}
	return nil
}

// pick applies $select. What is not a property is refused.
func (c *call) pick(o map[string]any) (map[string]any, *refusal) {
	names := c.r.URL.Query().Get("$select")
	if names == "" {
		return maps.Clone(o), nil
	}
	out := map[string]any{}
	if etag, ok := o["@odata.etag"]; ok {
		out["@odata.etag"] = etag
	}
	for name := range strings.SplitSeq(names, ",") {
		value, ok := o[strings.TrimSpace(name)]
		if !ok {
			return nil, bad("Could not find a property named '" + name + "'.")
		}
		out[strings.TrimSpace(name)] = value
	}
	return out, nil
}

func (c *call) filtered(all []map[string]any, by map[string]func(map[string]any) any) ([]map[string]any, *refusal) {
	text := c.r.URL.Query().Get("$filter")
	if text == "" {
		return all, nil
	}
	m := equals.FindStringSubmatch(text)
	if m == nil || by[m[1]] == nil {
		return nil, bad("Invalid filter clause.")
	}
	return slices.DeleteFunc(all, func(o map[string]any) bool { return by[m[1]](o) != m[2] }), nil
}

// window is where the page begins and how long it is.
func (c *call) window(count int) (from, size int, refused *refusal) {
	q := c.r.URL.Query()
	size = pageSize
	if text := q.Get("$top"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxTop {
			return 0, 0, bad("Invalid value specified for '$top'.")
		}
		size = n
	}
	if text := q.Get("$skiptoken") + q.Get("$skipToken"); text != "" {
		if from, refused = skipped(text); refused != nil || from > count {
			return 0, 0, bad("Invalid skip token.")
		}
	}
	return from, size, nil
}

// skipped reads where a page begins.
func skipped(token string) (int, *refusal) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	n, errNumber := strconv.Atoi(strings.TrimPrefix(string(raw), "from:"))
	if err != nil || errNumber != nil || n < 1 {
		return 0, bad("Invalid skip token.")
	}
	return n, nil
}

// next is the address of the next page, which keeps the query.
func (c *call) next(from int) string {
	q := c.r.URL.Query()
	q.Del("$skipToken")
	q.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte("from:"+strconv.Itoa(from))))
	base := c.opt.Base
	if base == "" {
		base = "http://" + c.r.Host
	}
	u := url.URL{Path: c.r.URL.Path, RawQuery: q.Encode()}
	return base + u.String()
}
