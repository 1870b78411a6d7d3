package woocommerce

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listOrders serves a page, the newest first unless another order is asked for. Pages are counted, so that what comes in between
// moves the rest.
func (s *Sim) listOrders(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	matches, wrong := s.matcher(q)
	if wrong != "" {
		invalid(w, wrong, "Invalid date.")
		return
	}
	var found []*order
	for _, o := range s.orders {
		if matches(o) {
			found = append(found, o)
		}
	}
	if !arrange(found, q) {
		invalid(w, "orderby", "orderby or order is not one of the known ones.")
		return
	}
	page, ok := paged(w, r, s.opt.Base, found)
	if !ok {
		return
	}
	out := []object{}
	for _, o := range page {
		out = append(out, o.body(s))
	}
	answer(w, http.StatusOK, out)
}

func (s *Sim) listRefunds(w http.ResponseWriter, r *http.Request, o *order) {
	newest := slices.Clone(o.refunds)
	slices.Reverse(newest)
	page, ok := paged(w, r, s.opt.Base, newest)
	if !ok {
		return
	}
	out := []object{}
	for _, back := range page {
		out = append(out, back.body(s, o))
	}
	answer(w, http.StatusOK, out)
}

// paged cuts a page out. WooCommerce documents ten to a page and a hundred at most, the totals in the headers X-WP-Total and
// X-WP-TotalPages, and links to the pages beside it. After the last page come empty ones.
func paged[T any](w http.ResponseWriter, r *http.Request, base string, all []T) ([]T, bool) {
	q := r.URL.Query()
	size, fine := number(q.Get("per_page"), 10)
	if !fine || size > 100 {
		invalid(w, "per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)")
		return nil, false
	}
	page, fine := number(q.Get("page"), 1)
	if !fine {
		invalid(w, "page", "page must be greater than or equal to 1")
		return nil, false
	}
	pages := (len(all) + size - 1) / size
	w.Header().Set("X-WP-Total", strconv.Itoa(len(all)))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa(pages))
	var links []string
	link := func(to int, rel string) {
		q.Set("page", strconv.Itoa(to))
		links = append(links, fmt.Sprintf(`<%s%s?%s>; rel="%s"`, base, r.URL.Path, q.Encode(), rel))
	}
	if page > 1 {
		link(min(page-1, max(pages, 1)), "prev")
	}
	if page < pages {
		link(page+1, "next")
	}
	if len(links) > 0 {
		w.Header().Set("Link", strings.Join(links, ", "))
	}
	if page > pages {
		return nil, true
	}
	return all[(page-1)*size : min(page*size, len(all))], true
}

func number(text string, otherwise int) (int, bool) {
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0 && n < 1_000_000
}

// arrange sorts a list, by date and from the newest unless told otherwise.
func arrange(found []*order, q url.Values) bool {
	by, sense := q.Get("orderby"), q.Get("order")
	less := map[string]func(a, b *order) int{
		"":         func(a, b *order) int { return cmp.Or(a.created.Compare(b.created), a.id-b.id) },
		"date":     func(a, b *order) int { return cmp.Or(a.created.Compare(b.created), a.id-b.id) },
		"modified": func(a, b *order) int { return cmp.Or(a.modified.Compare(b.modified), a.id-b.id) },
		"id":       func(a, b *order) int { return a.id - b.id },
	}[by]
	if less == nil || sense != "" && sense != "asc" && sense != "desc" {
		return false
	}
	slices.SortFunc(found, less)
	if sense != "asc" {
		slices.Reverse(found)
	}
	return true
}

// matcher reads the filters, and names the one that it cannot read. By the source the bounds in time are exclusive, and a time
// without a zone is the shop's own unless dates_are_gmt is true.
func (s *Sim) matcher(q url.Values) (match func(*order) bool, wrong string) {
	zone := s.opt.Zone
	if q.Get("dates_are_gmt") == "true" || q.Get("dates_are_gmt") == "1" {
		zone = time.UTC
	}
	at := map[string]time.Time{}
	for _, name := range []string{"after", "before", "modified_after", "modified_before"} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		one, err := time.Parse(time.RFC3339, text)
		if err != nil {
			one, err = time.ParseInLocation(plain, text, zone)
		}
		if err != nil {
			return nil, name
		}
		at[name] = one
	}
	inside := func(after, before string, t time.Time) bool {
		from, to := at[after], at[before]
		return t.After(from) && (to.IsZero() || t.Before(to))
	}
	return func(o *order) bool {
		return inside("after", "before", o.created) && inside("modified_after", "modified_before", o.modified) && inStatus(o, q.Get("status")) &&
			(q.Get("include") == "" || slices.Contains(strings.Split(q.Get("include"), ","), strconv.Itoa(o.id)))
	}, ""
}

// inStatus holds for an order of one of the statuses. The bin is shown to those only who ask for it.
func inStatus(o *order, wanted string) bool {
	if wanted == "" || wanted == "any" {
		return o.status != trash
	}
	return slices.Contains(strings.Split(wanted, ","), o.status)
}
