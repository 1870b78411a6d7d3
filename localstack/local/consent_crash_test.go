package local_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
)

// chosen goes as far as Microsoft's answer in a system that may crash.
func chosen(t *testing.T, seam *local.Seam) (*local.System, *browser, string, url.Values) {
	t.Helper()
	s := start(t, local.Options{Seam: seam})
	b := newBrowser(t, s)
	to, fields := b.choose(b.begin(link(t, s, local.Branch, branch)), as(local.Account(branch)))
	return s, b, to, fields
}

func TestACrashWhileASignInIsTakenEndsInAPageThatIsTrue(t *testing.T) {
	t.Parallel()
	seam := local.NewSeam()
	_, b, to, fields := chosen(t, seam)
	first := 2 * seam.Effects()
	_, page := b.visit(to, fields)
	shows(t, page, "It worked")
	last, cases := 2*seam.Effects(), 0
	for point := first; point < last; point++ {
		if testing.Short() && point%5 != 0 {
			continue
		}
		cases++
		seam := local.NewSeam(point)
		s, b, to, fields := chosen(t, seam)
		if res, page := b.visit(to, fields); res.StatusCode != http.StatusBadGateway || seam.Hits() != 1 {
			t.Fatalf("point %d: no crash: %d %s", point, res.StatusCode, page)
		}
		pass(t, s, 9*time.Minute) // the lease of who crashed is over
		_, page := b.visit(to, fields)
		worked, stored := strings.Contains(page, "It worked"), refresh(t, s, branch) != ""
		if over := strings.Contains(page, "What to do"); worked != stored || !over {
			t.Errorf("point %d: worked %t, stored %t: %s", point, worked, stored, page)
		}
		if _, again := newBrowser(t, s).signIn(link(t, s, local.Branch, branch), as(local.Account(branch))); !strings.Contains(again, "It worked") {
			t.Errorf("point %d: a new link: %s", point, again)
		}
	}
	fmt.Printf("property: a crash while a sign-in is taken: %d distinct points\n", cases)
}
