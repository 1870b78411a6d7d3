package entra

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

//go:embed page/*.html
var pageFiles embed.FS

// pages are the templates, read once for the process and never changed.
var pages = sync.OnceValues(func() (*template.Template, error) { return template.ParseFS(pageFiles, "page/*.html") }) //nolint:gochecknoglobals // compiled patterns

// field is a hidden field of the form that brings the answer.
type field struct{ Name, Value string }

// pick shows the accounts.
func (q *request) pick(w http.ResponseWriter, ask asked) {
	q.page(w, http.StatusOK, "pick.html", map[string]any{
		"App": ask.app.id, "Tenant": ask.tenant, "Resource": ask.resource, "Accounts": q.accounts(ask.hint),
	})
}

// post brings an answer to the app: the browser sends the form by itself, or at a click where scripts are off.
func (q *request) post(w http.ResponseWriter, to string, values url.Values) {
	var fields []field
	for name := range values {
		fields = append(fields, field{name, values.Get(name)})
	}
	slices.SortFunc(fields, func(a, b field) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	// The scheme was checked at registration; the template would replace any other than http and https.
	q.page(w, http.StatusOK, "post.html", map[string]any{"To": to, "Fields": fields})
}

// show tells a person what is wrong, on a page of the service. The status is modelled.
func (q *request) show(w http.ResponseWriter, why *refusal) {
	text, trace, correlation, at := q.text(why, "")
	q.page(w, http.StatusBadRequest, "error.html", map[string]any{
		"Code": fmt.Sprintf("AADSTS%d", why.code), "Text": text, "Trace": trace, "Correlation": correlation, "At": at,
	})
}

func (q *request) page(w http.ResponseWriter, status int, name string, data any) {
	all, err := pages()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = all.ExecuteTemplate(w, name, data) // the client may have gone: nobody left to tell
}
