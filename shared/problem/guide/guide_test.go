package guide_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/problem"
	"github.com/seatwright/seatwright/shared/problem/guide"
)

func pages(t *testing.T) []guide.Page {
	t.Helper()
	all, err := guide.Pages()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEachTypeOfProblemHasAPage(t *testing.T) {
	t.Parallel()
	all := pages(t)
	kinds := []fault.Kind{
		fault.Malformed, fault.Unauthenticated, fault.Denied, fault.NotFound, fault.Conflict, fault.Gone, fault.Stale, fault.TooLarge, fault.Invalid, fault.Throttled,
		fault.Unavailable, fault.Unknown, "",
	}
	for _, k := range kinds {
		d := problem.From(k.Errorf("x"), "")
		n := slices.IndexFunc(all, func(p guide.Page) bool { return p.Type == d.Type })
		if n < 0 {
			t.Errorf("%s has no page", d.Type)
			continue
		}
		p := all[n]
		if p.Status != d.Status || p.Title == "" || d.Type != "about:blank" && !strings.HasSuffix(d.Type, ":"+p.Name) {
			t.Errorf("%s: page %s, titled %q, has status %d, want %d", d.Type, p.Name, p.Title, p.Status, d.Status)
		}
	}
	if len(all) != len(kinds) {
		t.Errorf("%d pages for %d types", len(all), len(kinds))
	}
}

func TestTheExampleOfEachPageIsAProblemOfItsType(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		_, rest, _ := strings.Cut(p.Text, "```json\n")
		example, _, found := strings.Cut(rest, "\n```")
		var d problem.Document
		if err := json.Unmarshal([]byte(example), &d); err != nil || !found {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		if d.Type != p.Type || d.Status != p.Status || d.Title != http.StatusText(p.Status) || d.Correlation == "" || d.Instance == "" {
			t.Errorf("%s: example %+v", p.Name, d)
		}
		for _, part := range []string{"## What to do\n", "## Again?\n"} {
			if strings.Count(p.Text, part) != 1 {
				t.Errorf("%s: no %q", p.Name, part)
			}
		}
	}
}
