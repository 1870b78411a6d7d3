// Package page writes the few pages that people see. They have no scripts, load nothing, and work on a telephone.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"regexp"
	"sync"
)

//go:embed layout.html ask.html fill.html result.html
var files embed.FS

// pages are the templates, read once for the process and never changed.
var pages = sync.OnceValues(func() (*template.Template, error) { return template.ParseFS(files, "*.html") }) //nolint:gochecknoglobals // compiled patterns

// styled finds the style of a page: the policy allows this one and no other.
var styled = regexp.MustCompile(`(?s)<style>(.*?)</style>`)

// Page is a page and the policy that a browser is to hold it to, for the header Content-Security-Policy.
type Page struct {
	HTML   []byte
	Policy string
}

// Ask is the page behind a link: which account to use, and the way to Microsoft.
type Ask struct {
	Partner string // name, for people
	Tenant  string
	Action  string // where the form goes
	Minutes int    // how long the link is good
}

// Fill is a form behind a link, for what an order lacks.
type Fill struct {
	Shop   string // its address
	Order  string // the shop's name of the order; ""
	Action string // where the form goes
	Token  string // goes back with the form
	Days   int    // how long a link is good
	Wrong  bool   // it was sent, and something cannot be used
	Inputs []Input
}

// Input is one field of a form.
type Input struct {
	Name, Label string
	Kind        string // the type of the field: text, email, tel or date
	Hint        string // an example
	Value       string // what was sent before
	Wrong       string // why that cannot be used
	Choices     []Fact // one of these instead of a text
}

// Fact is one line of what became of a sign-in.
type Fact struct{ Name, Value string }

// Result is what became of a sign-in, or why a link is of no use.
type Result struct {
	Good        bool
	Title       string
	Text        string
	Next        string // what to do
	Link        string // an address at Microsoft, or ""
	Code        string
	Correlation string // for whoever helps; ""
	Facts       []Fact
}

// Asked writes the page behind a link.
func Asked(a Ask) (Page, error) { return write("ask.html", a) }

// Filling writes a form.
func Filling(f Fill) (Page, error) { return write("fill.html", f) }

// Told writes what became of a sign-in.
func Told(r Result) (Page, error) { return write("result.html", r) }

func write(name string, data any) (Page, error) {
	all, err := pages()
	if err != nil {
		return Page{}, err
	}
	var b bytes.Buffer
	if err := all.ExecuteTemplate(&b, name, data); err != nil {
		return Page{}, err
	}
	return Page{HTML: b.Bytes(), Policy: policy(b.Bytes())}, nil
}

// policy allows the page's own style, and forms. Browsers hold the redirects that follow a form to the policy as well: Microsoft sends some people on to
// the sign-in of their own company, so that no host can be named; and a simulator is at http.
func policy(page []byte) string {
	style := ""
	if m := styled.FindSubmatch(page); m != nil {
		sum := sha256.Sum256(m[1])
		style = "; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https: http://localhost:* http://127.0.0.1:*" + style
}
