package stripe

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// paging are the parameters of every list.
func paging() []string { return []string{"limit", "starting_after", "ending_before"} }

// known refuses parameters that a call does not have, as Stripe documents, and gives nil when there are none.
func known(q url.Values, names ...string) *reply {
	for name := range q {
		plain, _, _ := strings.Cut(name, "[")
		if plain != "expand" && !slices.Contains(names, plain) && !slices.Contains(paging(), name) {
			a := invalid("parameter_unknown", name, "Received unknown parameter: "+name)
			return &a
		}
	}
	return nil
}

// paged cuts a page out of a list that is in the order in which it is shown. Stripe documents ten to a page and a hundred at
// most, cursors that are the ids of objects, and has_more.
func paged(q url.Values, path string, all []object) reply {
	size := 10
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return invalid("parameter_invalid_integer", "limit", "This value must be between 1 and 100.")
		}
		size = n
	}
	at := func(name string) (int, bool) {
		n := slices.IndexFunc(all, func(o object) bool { return o["id"] == q.Get(name) })
		return n, n >= 0 || q.Get(name) == ""
	}
	after, found := at("starting_after")
	before, alsoFound := at("ending_before")
	switch {
	case !found || !alsoFound:
		return invalid("resource_missing", "starting_after", "No such object: the cursor is none of this list.")
	case after >= 0 && before >= 0:
		return invalid("", "ending_before", "You can only use one of starting_after and ending_before.")
	case before >= 0:
		from := max(0, before-size)
		out := list(path, all[from:before])
		out["has_more"] = from > 0
		return ok(out)
	}
	rest := all[after+1:]
	out := list(path, rest[:min(size, len(rest))])
	out["has_more"] = len(rest) > size
	return ok(out)
}

// created reads the bounds of a time: created[gt], [gte], [lt] and [lte], in seconds since 1970.
func created(q url.Values) (func(time.Time) bool, *reply) {
	within := func(time.Time) bool { return true }
	for _, bound := range []struct {
		name string
		fits func(at, limit int64) bool
	}{
		{"created[gt]", func(at, limit int64) bool { return at > limit }},
		{"created[gte]", func(at, limit int64) bool { return at >= limit }},
		{"created[lt]", func(at, limit int64) bool { return at < limit }},
		{"created[lte]", func(at, limit int64) bool { return at <= limit }},
	} {
		if !q.Has(bound.name) {
			continue
		}
		limit, err := strconv.ParseInt(q.Get(bound.name), 10, 64)
		if err != nil {
			a := invalid("parameter_invalid_integer", bound.name, "Invalid integer: "+q.Get(bound.name))
			return nil, &a
		}
		inner := within
		within = func(t time.Time) bool { return inner(t) && bound.fits(t.Unix(), limit) }
	}
	return within, nil
}

// listEvents goes from the newest to the oldest of thirty days.
func (s *Sim) listEvents(q url.Values) reply {
	if a := cmp.Or(known(q, "created", "type", "types"), expandable(q)); a != nil {
		return *a
	}
	within, wrong := created(q)
	if wrong != nil {
		return *wrong
	}
	types := append(append([]string{}, q["types[]"]...), q["type"]...)
	var out []object
	for _, e := range slices.Backward(s.events) {
		if within(e.at) && (len(types) == 0 || slices.Contains(types, e.kind)) && s.now().Sub(e.at) < keptEvents {
			out = append(out, e.body)
		}
	}
	return paged(q, "/v1/events", out)
}

// listSessions goes from the newest to the oldest.
func (s *Sim) listSessions(q url.Values) reply {
	if a := cmp.Or(known(q, "created", "payment_intent", "subscription", "status"), expandable(q)); a != nil {
		return *a
	}
	within, wrong := created(q)
	if wrong != nil {
		return *wrong
	}
	is := func(name, value string) bool { return !q.Has(name) || q.Get(name) == value }
	var out []object
	for _, sa := range slices.Backward(s.sales) {
		sub, intent := "", sa.intent
		if sa.sub != nil {
			sub, intent = sa.sub.id, ""
		}
		if within(sa.created) && is("payment_intent", intent) && is("subscription", sub) && is("status", sa.status) {
			out = append(out, sa.body(s))
		}
	}
	return paged(q, "/v1/checkout/sessions", out)
}

// listRefunds goes from the newest to the oldest.
func (s *Sim) listRefunds(q url.Values) reply {
	if a := cmp.Or(known(q, "created", "payment_intent", "charge"), expandable(q)); a != nil {
		return *a
	}
	within, wrong := created(q)
	if wrong != nil {
		return *wrong
	}
	is := func(name, value string) bool { return !q.Has(name) || q.Get(name) == value }
	var out []object
	for _, sa := range slices.Backward(s.sales) {
		for _, r := range slices.Backward(sa.refunds) {
			if within(r.at) && is("payment_intent", r.charge.intent) && is("charge", r.charge.id) {
				out = append(out, r.body(sa))
			}
		}
	}
	return paged(q, "/v1/refunds", out)
}
