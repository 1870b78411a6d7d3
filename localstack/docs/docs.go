// Package docs serves the pages for a shop's developer, in front of a system that runs in this process: the contract with a form to try each operation, a
// calculator of signatures, the last deliveries with what became of them, and how to set a shop up.
//
// The pages stand at /docs/ of the API's own address, so that a browser lets their forms call it; everything else goes on to the API. They load nothing from
// elsewhere. No deployed function has them: the deliveries, and the tokens that the forms use, are those of the sample.
//
//	docs.go     what is served where     page.go        the pages of the contract
//	record.go   the last deliveries      delivery.go    the page of these, and sending one again
//	setup.go    how to set a shop up     problem.go     what each type of problem means
//	page/       templates, style and scripts
package docs

import (
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/shared/problem/guide"
)

// Base is the path of the pages.
const Base = "/docs/"

//go:embed page
var files embed.FS

// Options are what the pages need of the system.
type Options struct {
	API     http.Handler // the system's API
	Address string       // where browsers and shops reach it, without a slash at the end
	Now     func() time.Time
	// Token gives a bearer token of the client that the forms call as.
	Token func(ctx context.Context) (string, error)
	// Secret gives what a connection's shop signs with.
	Secret func(ctx context.Context, connection string) (string, error)
	// Became tells what became since of what a delivery is about, in a few words each: orders, and what waits for a person.
	Became func(ctx context.Context, d Delivery) []string
}

// Docs serves the pages, and passes on what is not theirs.
type Docs struct {
	Options
	book   contract.Book
	pages  *template.Template
	setups []setup
	guide  []guide.Page
	own    *http.ServeMux
	record record
}

// New reads the contract.
func New(o Options) (*Docs, error) {
	book, err := contract.Read()
	if err != nil {
		return nil, err
	}
	d := &Docs{Options: o, book: book, own: http.NewServeMux()}
	if d.setups, err = readSetups(functions.Setups); err != nil {
		return nil, err
	}
	if d.guide, err = guide.Pages(); err != nil {
		return nil, err
	}
	if d.pages, err = template.ParseFS(files, "page/*.html"); err != nil {
		return nil, err
	}
	d.own.HandleFunc("GET "+Base+"{$}", d.start)
	d.own.HandleFunc("GET "+Base+"api/{chapter}", d.chapter)
	d.own.HandleFunc("GET "+Base+"sign", d.sign)
	d.own.HandleFunc("GET "+Base+"setup/{platform}", d.setup)
	d.own.HandleFunc("GET "+Base+"problems", d.problems)
	d.own.HandleFunc("GET "+Base+"problems/{name}", d.problem)
	d.own.HandleFunc("GET "+Base+"deliveries", d.deliveries)
	d.own.HandleFunc("POST "+Base+"deliveries/{number}", d.resend)
	d.own.HandleFunc("POST "+Base+"token", d.token)
	d.own.HandleFunc("POST "+Base+"secret/{connection}", d.secret)
	d.own.HandleFunc("GET "+Base+"file/{name}", d.file)
	return d, nil
}

// ServeHTTP serves a page, or the API.
func (d *Docs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path+"/" == Base:
		http.Redirect(w, r, Base, http.StatusMovedPermanently)
	case strings.HasPrefix(r.URL.Path, Base):
		d.guarded().ServeHTTP(w, r)
	case d.shops(r.URL.Path):
		d.witness(w, r)
	default:
		d.API.ServeHTTP(w, r)
	}
}

// guarded keeps pages of others from having a browser ask for tokens or send deliveries: neither under another name of this machine, nor from another page.
func (d *Docs) guarded() http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		if r.Method != http.MethodGet && !strings.HasSuffix(d.Address, "//"+r.Host) {
			http.Error(w, "open the pages at "+d.Address+Base, http.StatusMisdirectedRequest)
			return
		}
		d.own.ServeHTTP(w, r)
	}))
}

// file gives a script or the style.
func (d *Docs) file(w http.ResponseWriter, r *http.Request) {
	for name, media := range map[string]string{"docs.css": "text/css", "docs.mjs": "text/javascript", "sign.mjs": "text/javascript"} {
		if name == r.PathValue("name") {
			w.Header().Set("Content-Type", media+"; charset=utf-8")
			http.ServeFileFS(w, r, files, "page/"+name)
			return
		}
	}
	http.NotFound(w, r)
}

// token gives a token to the page that asks for it.
func (d *Docs) token(w http.ResponseWriter, r *http.Request) {
	t, err := d.Token(r.Context())
	tell(w, map[string]string{"token": t}, err)
}

// secret gives what a connection signs with to the page that asks for it.
func (d *Docs) secret(w http.ResponseWriter, r *http.Request) {
	s, err := d.Secret(r.Context(), r.PathValue("connection"))
	if err != nil {
		http.Error(w, "there is no such connection", http.StatusNotFound)
		return
	}
	tell(w, map[string]string{"secret": s}, nil)
}

func tell(w http.ResponseWriter, what map[string]string, err error) {
	body, failed := json.Marshal(what)
	if err != nil || failed != nil {
		http.Error(w, "it could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // an error means that the browser is gone
}
