package shopify

import (
	"net/http"
	"strconv"
	"strings"
)

// route finds what is asked for: the part of the path between the version and ".json".
func (s *Sim) route(w http.ResponseWriter, r *http.Request, path string) {
	parts := strings.Split(path, "/")
	var id uint64
	if len(parts) > 1 {
		var err error
		if id, err = strconv.ParseUint(parts[1], 10, 64); err != nil {
			fail(w, http.StatusNotFound, "Not Found")
			return
		}
		parts[1] = "{id}"
	}
	switch r.Method + " " + strings.Join(parts, "/") {
	case "GET orders":
		s.listOrders(w, r)
	case "GET orders/{id}", "PUT orders/{id}", "GET orders/{id}/refunds":
		s.orderCall(w, r, id, len(parts) == 3)
	case "GET webhooks":
		s.listHooks(w)
	case "POST webhooks":
		s.postHook(w, r)
	case "DELETE webhooks/{id}":
		s.deleteHook(w, id)
	default:
		fail(w, http.StatusNotFound, "Not Found")
	}
}

// orderCall serves what lies below one order.
func (s *Sim) orderCall(w http.ResponseWriter, r *http.Request, id uint64, refunds bool) {
	o := s.find(id)
	switch {
	case o == nil || s.hidden(o):
		fail(w, http.StatusNotFound, "Not Found")
	case refunds:
		out := []object{}
		for _, back := range o.refunds {
			out = append(out, back.body(s, o))
		}
		answer(w, http.StatusOK, object{"refunds": out})
	case r.Method == http.MethodPut:
		s.putOrder(w, r, o)
	default:
		answer(w, http.StatusOK, object{"order": only(o.body(s), r.URL.Query().Get("fields"))})
	}
}

// putOrder changes what Shopify documents that the API can: not the lines. A change of ours is told of like any other.
func (s *Sim) putOrder(w http.ResponseWriter, r *http.Request, o *order) {
	var in struct {
		Order struct {
			Note       *string     `json:"note"`
			Tags       *string     `json:"tags"`
			Attributes []Attribute `json:"note_attributes"`
		} `json:"order"`
	}
	if !read(w, r, &in) {
		return
	}
	if in.Order.Note != nil {
		o.Note = *in.Order.Note
	}
	if in.Order.Tags != nil {
		o.tags = *in.Order.Tags
	}
	if in.Order.Attributes != nil {
		o.Attributes = in.Order.Attributes
	}
	o.updated = s.now()
	s.tell(s.event(), "orders/updated", o, o.body(s))
	answer(w, http.StatusOK, object{"order": o.body(s)})
}

// hidden holds for orders that the app may not see. Shopify documents 60 days, unless more is granted.
func (s *Sim) hidden(o *order) bool {
	return !s.opt.All && s.now().Sub(o.created).Hours() > 60*24
}

// only leaves the named fields; "" is all.
func only(whole object, names string) object {
	if names == "" {
		return whole
	}
	out := object{}
	for name := range strings.SplitSeq(names, ",") {
		if v, found := whole[strings.TrimSpace(name)]; found {
			out[strings.TrimSpace(name)] = v
		}
	}
	return out
}
