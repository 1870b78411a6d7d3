package docs

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"
)

// setup is a page on how to connect a shop: a file of the documentation of the function webhook.
type setup struct {
	Platform, Title string
	Text            template.HTML
}

// readSetups reads the pages, in the order of their titles.
func readSetups(files fs.FS) ([]setup, error) {
	names, err := fs.Glob(files, "webhook/*.go")
	if err != nil {
		return nil, err
	}
	var all []setup
	for _, name := range names {
		platform := strings.TrimSuffix(strings.TrimPrefix(name, "webhook/"), ".go")
		if platform == "main" {
			continue
		}
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, raw, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			return nil, err
		}
		s, err := read(platform, f.Doc)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b setup) int { return strings.Compare(a.Title, b.Title) })
	return all, nil
}

// read makes a page of a comment. Its first line is the title.
func read(platform string, doc *ast.CommentGroup) (setup, error) {
	parsed := new(comment.Parser).Parse(doc.Text())
	if len(parsed.Content) == 0 {
		return setup{}, fmt.Errorf("the page on %s is empty", platform)
	}
	heading, is := parsed.Content[0].(*comment.Heading)
	if !is || len(heading.Text) != 1 {
		return setup{}, fmt.Errorf("the page on %s has no title", platform)
	}
	title, _ := heading.Text[0].(comment.Plain)
	parsed.Content = parsed.Content[1:]
	printer := comment.Printer{HeadingLevel: 2}
	return setup{Platform: platform, Title: string(title), Text: template.HTML(printer.HTML(parsed))}, nil //nolint:gosec // our own text, escaped by the printer
}

// setup shows how to connect a shop.
func (d *Docs) setup(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(d.setups, func(s setup) bool { return s.Platform == r.PathValue("platform") })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	d.write(w, r, "setup.html", d.setups[i].Title, d.setups[i])
}
