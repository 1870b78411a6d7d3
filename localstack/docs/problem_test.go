package docs_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/problem/guide"
)

func TestEachTypeOfProblemIsExplainedOnAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	d := open(t)
	all, err := guide.Pages()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d pages, %v", len(all), err)
	}
	list := call(t, d, http.MethodGet, "/docs/problems", "").Body.String()
	for _, p := range all {
		page := call(t, d, http.MethodGet, "/docs/problems/"+p.Name, "").Body.String()
		for _, want := range []string{"<h1>" + p.Title + "</h1>", "<code>" + p.Type + "</code>", "<h2>What to do</h2>", "<pre>{\n  &#34;type&#34;"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q in %s", p.Name, want, page)
			}
		}
		if strings.Contains(page, "`") || !strings.Contains(list, "/docs/problems/"+p.Name) {
			t.Errorf("%s: marks are left, or nothing leads to it", p.Name)
		}
	}
}
