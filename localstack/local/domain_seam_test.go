package local_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/table"
)

// begin stores the keys and asks for the first plan.
func (w *zoneStory) begin(ctx context.Context) (shownPlan, error) {
	host := map[domain.HostKind]string{
		domain.OVH: `{"kind":"ovh","account":"main"}`, domain.Route53: `{"kind":"route53","account":"aws"}`,
		domain.File: fmt.Sprintf(`{"kind":"file","file":%q}`, local.HandFile(1, "")),
	}[w.host]
	var p shownPlan
	if w.host == domain.OVH {
		if err := w.ask(ctx, http.MethodPut, "/hosts/main", keys, nil); err != nil {
			return p, err
		}
	}
	body := fmt.Sprintf(`{"customer_id":%q,"domain":%q,"host":%s,"options":{"services":["Email"]}}`, w.tenant, w.name, host)
	err := w.ask(ctx, http.MethodPost, "/plans", body, &p)
	return p, err
}

// decided waits for a plan, gives the consent that it needs, and applies it.
func (w *zoneStory) decided(ctx context.Context, id, stage string) error {
	p, err := w.until(ctx, id, "planned "+stage)
	if err != nil {
		return err
	}
	if p.Line.State == "needs_consent" {
		if err := w.ask(ctx, http.MethodPost, "/plans/"+id+"/consents", `{"hash":"`+p.Hash+`","classes":["replace_mx"]}`, nil); err != nil {
			return err
		}
		if p, err = w.until(ctx, id, "planned "+stage); err != nil {
			return err
		}
	}
	return w.ask(ctx, http.MethodPost, "/plans/"+id+"/apply", `{"hash":"`+p.Hash+`"}`, nil)
}

// tell is the story of a domain: its proof, its services, and their way back.
func (w *zoneStory) tell(ctx context.Context) error {
	p, err := w.begin(ctx)
	if err != nil {
		return err
	}
	for _, stage := range []string{"ownership", "services"} {
		if err := w.decided(ctx, p.ID, stage); err != nil {
			return err
		}
	}
	if p, err = w.until(ctx, p.ID, "done services"); err != nil {
		return err
	}
	if w.host != domain.File {
		w.look()
	}
	if mx := w.DNS.Ask(w.name, "MX"); len(mx) != 1 || len(w.senders()) != 1 {
		return fmt.Errorf("mail goes to %q, and is sent by %q", mx, w.senders())
	}
	if err := w.ask(ctx, http.MethodPost, "/plans/"+p.ID+"/rollback", "", nil); err != nil {
		return err
	}
	_, err = w.until(ctx, p.ID, "rolled_back services")
	w.look()
	return err
}

// senders gives the SPF records that the world sees.
func (w *zoneStory) senders() []string {
	return slices.DeleteFunc(w.DNS.Ask(w.name, "TXT"), func(s string) bool { return !strings.HasPrefix(s, "v=spf1") })
}

// zoneTale is what must be the same whatever crashes: what the world was shown, in its order, and what the audit says.
type zoneTale struct {
	Shown [][]string
	Said  []string
}

// hold looks at everything that a story left behind.
func (w *zoneStory) hold(ctx context.Context) (zoneTale, error) {
	tale := zoneTale{Shown: w.shown}
	tab := table.Open(w.Store, w.clock.Now)
	chain, err := tab.Chain(ctx, audit.Domain("sample", w.name))
	for _, e := range chain {
		tale.Said = append(tale.Said, string(e.What))
	}
	r, failed := audit.Verifier{Archive: tab, Safe: w.Blobs, Now: w.clock.Now}.Verify(ctx, "")
	switch err := errors.Join(err, failed); {
	case err != nil:
		return tale, err
	case len(r.Findings) > 0:
		return tale, fmt.Errorf("audit: %+v", r.Findings)
	case w.added() != 1:
		return tale, fmt.Errorf("the domain was added %d times at Microsoft", w.added())
	case len(w.Domains.Dead()) > 0 || w.Domains.Len() > 0:
		return tale, fmt.Errorf("messages: %d are dead, %d wait", len(w.Domains.Dead()), w.Domains.Len())
	case w.host == domain.OVH && !slices.Equal(w.staged(), w.rows()):
		return tale, fmt.Errorf("something is staged that is not published: %q", w.staged())
	}
	return tale, nil
}

// added counts the tenants that have the domain at Microsoft.
func (w *zoneStory) added() int {
	n := 0
	for _, t := range w.Graph.State() {
		for _, d := range t.Names {
			if d.ID == w.name {
				n++
			}
		}
	}
	return n
}

// toldZone tells the story with crashes at some points.
func toldZone(ctx context.Context, host domain.HostKind, points ...int) (tale zoneTale, effects, hits int, err error) {
	w, err := newZoneStory(ctx, host)
	if err != nil {
		return tale, 0, 0, err
	}
	defer w.DNS.Close() //nolint:errcheck // the story is over
	before := w.seam.Effects()
	w.seam.Plan(points...)
	if err := w.tell(ctx); err != nil {
		return tale, 0, 0, err
	}
	tale, err = w.hold(ctx)
	return tale, w.seam.Effects() - before, w.seam.Hits(), err
}

// TestNoCrashShowsTheWorldHalfAPlan ends the functions before and after every outside effect while a domain is set up and taken back, and at pairs of such points.
// Whatever crashes, the world is shown the same zones in the same order as without, Microsoft is told of the domain once, and the audit says the same.
func TestNoCrashShowsTheWorldHalfAPlan(t *testing.T) {
	t.Parallel()
	for host, pairs := range map[domain.HostKind]int{domain.OVH: 250, domain.Route53: 100, domain.File: 60} {
		t.Run(string(host), func(t *testing.T) {
			t.Parallel()
			want, effects, _, err := toldZone(t.Context(), host)
			if err != nil || host != domain.File && len(want.Shown) != 4 || len(want.Said) < 5 {
				t.Fatalf("without a crash: %v, %+v", err, want)
			}
			var cases atomic.Int64
			g, ctx := errgroup.WithContext(t.Context())
			g.SetLimit(2)
			for _, points := range cuts(effects, pairs) {
				g.Go(func() error {
					got, _, hits, err := toldZone(ctx, host, points...)
					if diff := cmp.Diff(want, got); err != nil || diff != "" {
						t.Errorf("crash at %v: %v (-without +with):\n%s", points, err, diff)
					}
					if hits == len(points) {
						cases.Add(1)
					}
					return ctx.Err()
				})
			}
			if err := g.Wait(); err != nil {
				t.Fatal(err)
			}
			fmt.Printf("property: no crash shows the world half a plan, %s: %d distinct cases, of %d effects\n", host, cases.Load(), effects)
		})
	}
}

// cuts gives every point, and so many pairs; in the short run a few.
func cuts(effects, pairs int) [][]int {
	chance := rand.New(rand.NewPCG(4711, uint64(effects))) //nolint:gosec // the same points each time
	var all [][]int
	for p := range 2 * effects {
		all = append(all, []int{p})
	}
	seen := map[[2]int]bool{}
	for len(seen) < pairs {
		a, b := chance.IntN(2*effects), chance.IntN(2*effects)
		if a == b || seen[[2]int{min(a, b), max(a, b)}] {
			continue
		}
		seen[[2]int{min(a, b), max(a, b)}] = true
		all = append(all, []int{min(a, b), max(a, b)})
	}
	if testing.Short() {
		chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all[:2]
	}
	return all
}
