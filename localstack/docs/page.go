package docs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/localstack/sign"
)

// view is what every page shows around its own content.
type view struct {
	Title   string
	Here    string // the path of the page
	Address string
	Book    contract.Book
	Setups  []setup
	Content any
}

// write writes a page.
func (d *Docs) write(w http.ResponseWriter, r *http.Request, name, title string, content any) {
	var b bytes.Buffer
	v := view{Title: title, Here: r.URL.Path, Address: d.Address, Book: d.book, Setups: d.setups, Content: content}
	if err := d.pages.ExecuteTemplate(&b, name, v); err != nil {
		http.Error(w, "the page cannot be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // an error means that the browser is gone
}

func (d *Docs) start(w http.ResponseWriter, r *http.Request) {
	d.write(w, r, "start.html", "For a shop's developer", nil)
}

// chapter shows the operations of a tag.
func (d *Docs) chapter(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("chapter")
	i := slices.IndexFunc(d.book.Chapters, func(c contract.Chapter) bool { return c.Name == name })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	c := chapter{Name: name, Description: d.book.Chapters[i].Description}
	hooks := d.book.Hooks()
	for _, op := range d.book.Chapters[i].Operations {
		t := trial{Operation: op}
		for platform, hook := range hooks {
			if hook.ID == op.ID {
				t.Platform = platform
			}
		}
		for _, s := range op.Samples {
			t.Tries = append(t.Tries, fill(op, s))
		}
		c.Operations = append(c.Operations, t)
	}
	d.write(w, r, "chapter.html", name, c)
}

// chapter is a tag with what the forms need.
type chapter struct {
	Name, Description string
	Operations        []trial
}

// trial is an operation that can be tried. One that takes the webhooks of a platform is tried where they are signed.
type trial struct {
	contract.Operation
	Platform string
	Tries    []try
}

// try is what a form is filled in with.
type try struct {
	Name   string            `json:"name"`
	Vars   map[string]string `json:"path"`
	Query  map[string]string `json:"query"`
	Header map[string]string `json:"header"`
	Body   string            `json:"body"`
}

// JSON gives it to the page's script.
func (t try) JSON() (string, error) {
	raw, err := json.Marshal(t)
	return string(raw), err
}

func fill(op contract.Operation, s contract.Sample) try {
	t := try{Name: s.Name, Vars: s.Vars, Query: first(s.Query), Header: map[string]string{}, Body: pretty(s.Body)}
	for _, p := range op.Parameters {
		if v := s.Header.Get(p.Name); p.In == "header" && v != "" {
			t.Header[p.Name] = v
		}
	}
	return t
}

func first(q url.Values) map[string]string {
	all := map[string]string{}
	for name := range q {
		all[name] = q.Get(name)
	}
	return all
}

// pretty gives a document line by line; what is no JSON stays as it is.
func pretty(body string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", "  ") != nil {
		return body
	}
	return b.String()
}

// sample is a webhook that the calculator begins with.
type sample struct {
	Platform   string      `json:"platform"`
	Scheme     sign.Scheme `json:"scheme"`
	Path       string      `json:"path"` // with {connection_id}
	Name       string      `json:"name"`
	Connection string      `json:"connection"`
	// Header has what goes with it and is no part of the signature.
	Header map[string]string `json:"header"`
	Body   string            `json:"body"`
}

// JSON gives it to the page's script.
func (s sample) JSON() (string, error) {
	raw, err := json.Marshal(s)
	return string(raw), err
}

// sign shows the calculator of signatures.
func (d *Docs) sign(w http.ResponseWriter, r *http.Request) {
	d.write(w, r, "sign.html", "Sign a webhook", d.samples(r.URL.Query().Get("platform")))
}

// samples lists the signed samples, those of the platform that is asked for first.
func (d *Docs) samples(platform string) []sample {
	hooks, all := d.book.Hooks(), []sample{}
	for _, name := range slices.Sorted(maps.Keys(hooks)) {
		for _, s := range hooks[name].Samples {
			scheme, signed := sign.Of(s.Header)
			if !signed {
				continue
			}
			one := sample{Platform: name, Scheme: scheme, Path: hooks[name].Path, Name: s.Name, Connection: s.Vars["connection_id"], Header: map[string]string{}, Body: s.Body}
			for header := range s.Header {
				if header != string(scheme) && !strings.EqualFold(header, "Webhook-Timestamp") && header != http.CanonicalHeaderKey(string(scheme)) {
					one.Header[header] = s.Header.Get(header)
				}
			}
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b sample) int { return cmp.Compare(rank(a, platform), rank(b, platform)) })
	return all
}

func rank(s sample, platform string) int {
	if s.Platform == platform {
		return 0
	}
	return 1
}
