package stripe

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// read serves the calls that change nothing.
func (s *Sim) read(r *http.Request) reply {
	if r.Method != http.MethodGet {
		return fail(http.StatusMethodNotAllowed, "invalid_request_error", "", "", "The method is not allowed.")
	}
	q := r.URL.Query()
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	parts := strings.Split(path, "/")
	switch {
	case path == "events":
		return s.listEvents(q)
	case path == "checkout/sessions":
		return s.listSessions(q)
	case path == "refunds":
		return s.listRefunds(q)
	case path == "invoice_payments":
		return s.listPayments(q)
	case len(parts) == 2 && parts[0] == "events":
		return s.getEvent(parts[1], q)
	case len(parts) >= 3 && parts[0] == "checkout" && parts[1] == "sessions":
		return s.getSession(parts[2], parts[3:], q)
	case len(parts) == 2:
		return s.getObject(parts[0], parts[1], q)
	}
	return unknownPath(r.URL.Path)
}

func unknownPath(path string) reply {
	return fail(http.StatusNotFound, "invalid_request_error", "", "", "Unrecognized request URL ("+path+").")
}

func (s *Sim) getEvent(id string, q url.Values) reply {
	if a := cmp.Or(known(q), expandable(q)); a != nil {
		return *a
	}
	for _, e := range s.events {
		if e.id == id && s.now().Sub(e.at) < keptEvents {
			return ok(e.body)
		}
	}
	return missing("event", id)
}

// getSession gives a session, or its lines. The session has its lines only for those who expand them, and a price names its product
// only, unless that is expanded.
func (s *Sim) getSession(id string, below []string, q url.Values) reply {
	var sa *sale
	for _, other := range s.sales {
		if other.id == id {
			sa = other
		}
	}
	switch {
	case sa == nil:
		return missing("checkout.session", id)
	case len(below) == 0:
		const lines, products = "line_items", "line_items.data.price.product"
		if a := cmp.Or(known(q), expandable(q, lines, products, "payment_intent", "payment_intent.latest_charge")); a != nil {
			return *a
		}
		body := sa.body(s)
		if expands(q, lines) {
			body["line_items"] = list("/v1/checkout/sessions/"+id+"/line_items", sa.items(s, expands(q, products)))
		}
		if body["payment_intent"] != nil && expands(q, "payment_intent") {
			body["payment_intent"] = sa.intentBody(s, sa.intent, expands(q, "payment_intent.latest_charge"))
		}
		return ok(body)
	case len(below) == 1 && below[0] == "line_items":
		const products = "data.price.product"
		if a := cmp.Or(known(q), expandable(q, "data.price", products)); a != nil {
			return *a
		}
		return paged(q, "/v1/checkout/sessions/"+id+"/line_items", sa.items(s, expands(q, products)))
	}
	return unknownPath("/v1/checkout/sessions/" + id + "/" + strings.Join(below, "/"))
}

func (sa *sale) items(s *Sim, product bool) []object {
	var out []object
	for _, l := range sa.lines {
		out = append(out, l.body(s, sa, product))
	}
	return out
}

// getObject gives what came of a session, by its own id.
func (s *Sim) getObject(kind, id string, q url.Values) reply {
	if a := known(q); a != nil {
		return *a
	}
	if kind == "subscriptions" {
		return s.getSubscription(id, q)
	}
	if a := expandable(q); a != nil {
		return *a
	}
	for _, sa := range s.sales {
		if body := sa.object(s, kind, id); body != nil {
			return ok(body)
		}
	}
	if !slices.Contains([]string{"charges", "invoices"}, kind) {
		return unknownPath("/v1/" + kind + "/" + id)
	}
	return missing(strings.TrimSuffix(kind, "s"), id)
}

// object gives what has an id among what came of a session, or nil.
func (sa *sale) object(s *Sim, kind, id string) object {
	for _, c := range sa.charges {
		if kind == "charges" && c.id == id {
			return c.body(s, sa)
		}
	}
	for _, v := range sa.invoices {
		if kind == "invoices" && v.id == id {
			return v.body(s, sa)
		}
	}
	return nil
}

// write serves the calls that annotate: metadata of sessions and subscriptions. Stripe documents that an empty value takes a key
// away, that others stay, and that a subscription's change is told of.
func (s *Sim) write(path string, form url.Values) reply {
	changed := map[string]string{}
	for name, values := range form {
		key, found := strings.CutPrefix(name, "metadata[")
		if !found || !strings.HasSuffix(key, "]") {
			return invalid("parameter_unknown", name, "Received unknown parameter: "+name)
		}
		changed[strings.TrimSuffix(key, "]")] = values[0]
	}
	for _, sa := range s.sales {
		switch {
		case path == "/v1/checkout/sessions/"+sa.id:
			sa.Metadata = merge(sa.Metadata, changed)
			return ok(sa.body(s))
		case sa.sub != nil && path == "/v1/subscriptions/"+sa.sub.id:
			before := object{"metadata": words(sa.SubscriptionMetadata)}
			sa.SubscriptionMetadata = merge(sa.SubscriptionMetadata, changed)
			s.emit("customer.subscription.updated", sa.sub.body(s, sa), before)
			return ok(sa.sub.body(s, sa))
		}
	}
	for kind, prefix := range map[string]string{"checkout.session": "/v1/checkout/sessions/", "subscription": "/v1/subscriptions/"} {
		if id, found := strings.CutPrefix(path, prefix); found && id != "" && !strings.Contains(id, "/") {
			return missing(kind, id)
		}
	}
	return unknownPath(path)
}

// merge gives new metadata; what was there before may stand in an event.
func merge(old, changed map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, old)
	for k, v := range changed {
		if v == "" {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}
