package shopify

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Shopify documents a page of 50, and 250 at most.
const (
	pageSize = 50
	maxPage  = 250
)

// listOrders serves a page. Shopify documents that the address of the next one is in the header Link, that it carries the
// filters in page_info, and that beside page_info only limit and fields may stand. It goes from the newest order to the oldest,
// from since_id upwards; a page begins after the last order of the one before, so that orders that come in between shift nothing.
func (s *Sim) listOrders(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	filter, valid := filterOf(q)
	if !valid {
		fail(w, http.StatusBadRequest, object{"page_info": "Invalid value."})
		return
	}
	limit, err := pageLimit(q.Get("limit"))
	var matches func(*order) bool
	if err == nil {
		matches, err = s.matcher(filter)
	}
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	var found []*order
	for _, o := range s.orders {
		if matches(o) && beyond(filter, o) {
			found = append(found, o)
		}
	}
	if filter.Get("since_id") == "" {
		slices.Reverse(found)
	}
	if len(found) > limit {
		found = found[:limit]
		w.Header().Set("Link", s.next(r, filter, q, limit, found[limit-1].id))
	}
	out := []object{}
	for _, o := range found {
		out = append(out, only(o.body(s), q.Get("fields")))
	}
	answer(w, http.StatusOK, object{"orders": out})
}

// filterOf gives the filters that hold: those of the query, or those that page_info carries.
func filterOf(q url.Values) (url.Values, bool) {
	info := q.Get("page_info")
	if info == "" {
		return q, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(info)
	was, failed := url.ParseQuery(string(raw))
	for name := range q {
		if name != "page_info" && name != "limit" && name != "fields" {
			return nil, false
		}
	}
	return was, err == nil && failed == nil && was.Get("edge") != ""
}

// next is the link to the next page.
func (s *Sim) next(r *http.Request, filter, q url.Values, limit int, edge uint64) string {
	inner := url.Values{"edge": {strconv.FormatUint(edge, 10)}}
	for name, values := range filter {
		if name != "edge" && name != "limit" && name != "fields" {
			inner[name] = values
		}
	}
	outer := url.Values{"limit": {strconv.Itoa(limit)}, "page_info": {base64.RawURLEncoding.EncodeToString([]byte(inner.Encode()))}}
	if fields := q.Get("fields"); fields != "" {
		outer.Set("fields", fields)
	}
	return fmt.Sprintf(`<%s%s?%s>; rel="next"`, s.opt.Base, r.URL.Path, outer.Encode())
}

// beyond holds for orders that lie after the edge of the page before.
func beyond(filter url.Values, o *order) bool {
	edge, err := strconv.ParseUint(filter.Get("edge"), 10, 64)
	switch {
	case err != nil:
		return true
	case filter.Get("since_id") != "":
		return o.id > edge
	default:
		return o.id < edge
	}
}

func pageLimit(text string) (int, error) {
	if text == "" {
		return pageSize, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, errors.New("limit: must be a positive number")
	}
	return min(n, maxPage), nil
}

// matcher reads the filters. Shopify documents that cancelled orders are left out unless the status any is asked for.
func (s *Sim) matcher(q url.Values) (func(*order) bool, error) {
	var since uint64
	at, failed := times(q, "updated_at_min", "updated_at_max", "created_at_min")
	if text := q.Get("since_id"); text != "" {
		var err error
		if since, err = strconv.ParseUint(text, 10, 64); err != nil {
			failed = errors.New("since_id: must be a number")
		}
	}
	status := q.Get("status")
	if !slices.Contains([]string{"", "open", "closed", "cancelled", "any"}, status) {
		failed = errors.New("status: Invalid value")
	}
	return func(o *order) bool {
		return !s.hidden(o) && o.id > since && inStatus(o, status) &&
			!o.updated.Before(at[0]) && (at[1].IsZero() || !o.updated.After(at[1])) && !o.created.Before(at[2]) &&
			(q.Get("financial_status") == "" || q.Get("financial_status") == "any" || q.Get("financial_status") == o.status()) &&
			(q.Get("ids") == "" || slices.Contains(strings.Split(q.Get("ids"), ","), strconv.FormatUint(o.id, 10)))
	}, failed
}

// times reads filters by time; one that is not there is the zero time.
func times(q url.Values, names ...string) (at []time.Time, failed error) {
	for _, name := range names {
		var one time.Time
		if text := q.Get(name); text != "" {
			var err error
			if one, err = time.Parse(time.RFC3339, text); err != nil {
				failed = fmt.Errorf("%s: Invalid value", name)
			}
		}
		at = append(at, one)
	}
	return at, failed
}

// inStatus holds for an order of a status. None is ever closed here.
func inStatus(o *order, status string) bool {
	switch status {
	case "any":
		return true
	case "cancelled":
		return !o.cancelled.IsZero()
	case "closed":
		return false
	default:
		return o.cancelled.IsZero()
	}
}
