package docs

import (
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/problem/guide"
)

// problems lists the types of problems.
func (d *Docs) problems(w http.ResponseWriter, r *http.Request) {
	d.write(w, r, "problems.html", "Problems", d.guide)
}

// problem explains a type of problem.
func (d *Docs) problem(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(d.guide, func(p guide.Page) bool { return p.Name == r.PathValue("name") })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	d.write(w, r, "problem.html", d.guide[i].Title, markdown(d.guide[i].Text))
}

// spoken finds code within a line.
var spoken = regexp.MustCompile("`([^`]+)`")

// markdown writes what the guide has of Markdown: headings but the first, which is the page's own, paragraphs, lines that end with two spaces, code within
// a line and code in a block.
func markdown(text string) template.HTML {
	var out strings.Builder
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 { // behind the name of the language
			_, code, _ := strings.Cut(part, "\n")
			out.WriteString("<pre>" + template.HTMLEscapeString(pretty(strings.TrimSpace(code))) + "</pre>\n")
			continue
		}
		for block := range strings.SplitSeq(part, "\n\n") {
			block = strings.TrimSpace(block)
			if heading, is := strings.CutPrefix(block, "## "); is {
				out.WriteString("<h2>" + line(heading) + "</h2>\n")
			} else if block != "" && !strings.HasPrefix(block, "# ") {
				out.WriteString("<p>" + line(block) + "</p>\n")
			}
		}
	}
	return template.HTML(out.String()) //nolint:gosec // our own text, escaped
}

func line(text string) string {
	text = strings.ReplaceAll(template.HTMLEscapeString(text), "  \n", "<br>\n")
	return spoken.ReplaceAllString(text, "<code>$1</code>")
}
