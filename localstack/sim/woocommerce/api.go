package woocommerce

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// route finds what is asked for.
func (s *Sim) route(w http.ResponseWriter, r *http.Request, path string) {
	parts := strings.Split(path, "/")
	var id int
	if len(parts) > 1 {
		var err error
		if id, err = strconv.Atoi(parts[1]); err != nil {
			fail(w, http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
			return
		}
		parts[1] = "{id}"
	}
	switch pattern := strings.Join(parts, "/"); {
	case pattern == "orders" && r.Method == http.MethodGet:
		s.listOrders(w, r)
	case strings.HasPrefix(pattern, "orders/{id}"):
		s.orderCall(w, r, id, strings.TrimPrefix(pattern, "orders/{id}"))
	case strings.HasPrefix(pattern, "webhooks"):
		s.hookCall(w, r, id, pattern)
	default:
		fail(w, http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
	}
}

// orderCall serves what lies at or below one order.
func (s *Sim) orderCall(w http.ResponseWriter, r *http.Request, id int, below string) {
	o := s.find(id)
	if o == nil {
		fail(w, http.StatusNotFound, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
		return
	}
	switch r.Method + " " + below {
	case "GET ":
		answer(w, http.StatusOK, o.body(s))
	case "PUT ", "POST ":
		s.putOrder(w, r, o)
	case "GET /refunds":
		s.listRefunds(w, r, o)
	case "GET /notes":
		out := []object{}
		for _, n := range o.notes {
			out = append(out, s.noteBody(n))
		}
		answer(w, http.StatusOK, out)
	case "POST /notes":
		s.postNote(w, r, o)
	default:
		fail(w, http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
	}
}

// putOrder changes status, values and the buyer's note. A change of ours is told of like any other.
func (s *Sim) putOrder(w http.ResponseWriter, r *http.Request, o *order) {
	var in struct {
		Status string  `json:"status"`
		Note   *string `json:"customer_note"`
		Meta   []Meta  `json:"meta_data"`
	}
	if !read(w, r, &in) {
		return
	}
	if in.Status != "" {
		if err := s.set(o, in.Status); err != nil {
			invalid(w, "status", err.Error())
			return
		}
	}
	if in.Note != nil {
		o.Note = *in.Note
	}
	o.setMeta(in.Meta)
	s.touch(o)
	answer(w, http.StatusOK, o.body(s))
}

// maxBody is the most of a request that is read.
const maxBody = 1 << 20

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil || json.Unmarshal(raw, into) != nil {
		fail(w, http.StatusBadRequest, "rest_invalid_json", "Invalid JSON body passed.")
		return false
	}
	return true
}

// invalid refuses a parameter as WordPress does.
func invalid(w http.ResponseWriter, name, reason string) {
	answer(w, http.StatusBadRequest, object{
		"code": "rest_invalid_param", "message": "Invalid parameter(s): " + name,
		"data": object{"status": http.StatusBadRequest, "params": object{name: reason}, "details": object{}},
	})
}
