package woocommerce

import (
	"net/http"
	"slices"
	"time"
)

type note struct {
	id       int
	text     string
	customer bool
	at       time.Time
}

func (s *Sim) addNote(o *order, text string, customer bool) note {
	n := note{id: s.nextID(), text: text, customer: customer, at: s.now()}
	o.notes = append(o.notes, n)
	return n
}

func (s *Sim) noteBody(n note) object {
	out := object{"id": n.id, "author": "system", "note": n.text, "customer_note": n.customer, "added_by_user": false}
	s.dated(out, "date_created", n.at)
	return out
}

// postNote adds a note. It is a comment on the order and no change of it: nothing is told.
func (s *Sim) postNote(w http.ResponseWriter, r *http.Request, o *order) {
	var in struct {
		Note     string `json:"note"`
		Customer bool   `json:"customer_note"`
	}
	if !read(w, r, &in) {
		return
	}
	if in.Note == "" {
		answer(w, http.StatusBadRequest, object{
			"code": "rest_missing_callback_param", "message": "Missing parameter(s): note",
			"data": object{"status": http.StatusBadRequest, "params": []string{"note"}},
		})
		return
	}
	answer(w, http.StatusCreated, s.noteBody(s.addNote(o, in.Note, in.Customer)))
}

// hookCall serves webhooks: a program may look whether its own is disabled, and make it active again.
func (s *Sim) hookCall(w http.ResponseWriter, r *http.Request, id int, pattern string) {
	h := s.hook(id)
	switch call := r.Method + " " + pattern; {
	case call == "GET webhooks":
		s.listHooks(w, r)
	case call == "POST webhooks":
		s.putHook(w, r, Webhook{}, http.StatusCreated)
	case pattern != "webhooks/{id}":
		fail(w, http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
	case h == nil:
		fail(w, http.StatusNotFound, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
	case r.Method == http.MethodGet:
		answer(w, http.StatusOK, s.hookBody(h))
	case r.Method == http.MethodPut || r.Method == http.MethodPost:
		s.putHook(w, r, *h, http.StatusOK)
	default:
		fail(w, http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
	}
}

func (s *Sim) listHooks(w http.ResponseWriter, r *http.Request) {
	wanted := r.URL.Query().Get("status")
	found := slices.DeleteFunc(slices.Clone(s.hooks), func(h *Webhook) bool {
		return wanted != "" && wanted != "all" && wanted != h.Status
	})
	slices.Reverse(found)
	page, ok := paged(w, r, s.opt.Base, found)
	if !ok {
		return
	}
	out := []object{}
	for _, h := range page {
		out = append(out, s.hookBody(h))
	}
	answer(w, http.StatusOK, out)
}

// putHook makes a webhook, or changes what a call names of one.
func (s *Sim) putHook(w http.ResponseWriter, r *http.Request, h Webhook, status int) {
	in := struct {
		Name   string `json:"name"`
		Status string `json:"status"`
		Topic  string `json:"topic"`
		URL    string `json:"delivery_url"`
		Secret string `json:"secret"`
	}{h.Name, h.Status, h.Topic, h.URL, h.Secret}
	if !read(w, r, &in) {
		return
	}
	id, err := s.save(Webhook{ID: h.ID, Name: in.Name, Status: in.Status, Topic: in.Topic, URL: in.URL, Secret: in.Secret})
	if err != nil {
		fail(w, http.StatusBadRequest, "woocommerce_rest_shop_webhook_invalid", err.Error())
		return
	}
	answer(w, status, s.hookBody(s.hook(id)))
}
