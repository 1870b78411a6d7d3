package partnercenter

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxPage is the most customers that Microsoft documents for a page.
const maxPage = 500

type filter struct {
	Field    string `json:"Field"`
	Value    string `json:"Value"`
	Operator string `json:"Operator"`
}

// listCustomers gives a page, or all that fit a filter. Microsoft documents that filtered lists are not paged, and that
// the next page is asked for by seekOperation=Next with the token in a header.
func (c *call) listCustomers() reply {
	q := c.r.URL.Query()
	var mine []*customer
	for _, cu := range c.listed {
		if cu.partner == c.partner.Tenant && cu.relation != none {
			mine = append(mine, cu)
		}
	}
	if text := q.Get("filter"); text != "" {
		return c.filtered(mine, text)
	}
	size := maxPage
	if text := q.Get("size"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxPage {
			return fail(http.StatusBadRequest, 2000, "The size must be 1 to 500.")
		}
		size = n
	}
	from, valid := c.from(q.Get("seekOperation"))
	if !valid || from > len(mine) {
		return fail(http.StatusBadRequest, 2000, "The continuation token is not valid or there are no more records.")
	}
	return c.page(mine, from, size)
}

// from gives where a page begins.
func (c *call) from(seek string) (int, bool) {
	if seek == "" {
		return 0, true
	}
	raw, err := base64.StdEncoding.DecodeString(c.r.Header.Get("MS-ContinuationToken"))
	if err != nil || !strings.EqualFold(seek, "Next") {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(raw), "from:"))
	return n, err == nil && n > 0
}

func (c *call) page(all []*customer, from, size int) reply {
	if c.opt.Quirks.EndBy2000 && from > 0 && from == len(all) {
		return fail(http.StatusBadRequest, 2000, "There are no more records.")
	}
	to := min(len(all), from+size)
	p := page[customerView]{Items: []customerView{}, Attributes: attributes{ObjectType: "Collection"}}
	for _, cu := range all[from:to] {
		p.Items = append(p.Items, cu.brief())
	}
	p.TotalCount = len(p.Items)
	p.Links = &pageLinks{Self: get("/customers?size=" + strconv.Itoa(size))}
	if to < len(all) || c.opt.Quirks.EndBy2000 && to > 0 {
		p.Continuation = base64.StdEncoding.EncodeToString([]byte("from:" + strconv.Itoa(to)))
		next := get("/customers?size=" + strconv.Itoa(size) + "&seekOperation=Next")
		next.Headers = []headerPair{{"MS-ContinuationToken", p.Continuation}}
		p.Links.Next = &next
	}
	return ok(http.StatusOK, p)
}

func (c *call) filtered(all []*customer, text string) reply {
	var f filter
	if err := json.Unmarshal([]byte(text), &f); err != nil || !strings.EqualFold(f.Operator, "starts_with") {
		return fail(http.StatusBadRequest, 2000, "The filter is not valid.")
	}
	var field func(*customer) []string
	switch {
	case strings.EqualFold(f.Field, "Domain"):
		field = func(cu *customer) []string { return append([]string{cu.domain}, cu.custom...) }
	case strings.EqualFold(f.Field, "CompanyName"):
		field = func(cu *customer) []string { return []string{cu.company} }
	case strings.EqualFold(f.Field, "IndirectReseller"): // by its tenant (modelled)
		field = func(cu *customer) []string {
			var all []string
			for _, r := range c.actingFor(cu) {
				all = append(all, r.Tenant)
			}
			return all
		}
	default:
		return fail(http.StatusBadRequest, 2000, "The filter's field is not valid.")
	}
	var items []customerView
	for _, cu := range all {
		if slices.ContainsFunc(field(cu), func(s string) bool { return strings.HasPrefix(strings.ToLower(s), strings.ToLower(f.Value)) }) {
			items = append(items, cu.brief())
		}
	}
	return list("/customers", items)
}
