package local_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/domain"
)

// flaws are what any call may meet once.
func flaws() map[string]control.Fault {
	return map[string]control.Fault{
		"429":             {Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "20"}},
		"500":             {Status: http.StatusInternalServerError},
		"500 after all":   {Status: http.StatusInternalServerError, Effect: true},
		"cut before":      {Cut: control.CutBefore},
		"cut after":       {Cut: control.CutAfter},
		"cut half":        {Cut: control.CutHalf},
		"a proxy's page":  {Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html"}, Body: "<html>"},
		"a wrong gateway": {Status: http.StatusBadGateway, Header: map[string]string{"Content-Type": "text/html"}, Body: "<html>", Effect: true},
	}
}

// panels are the services that a domain is set up with, by the host's kind.
func (w *zoneStory) panels() map[string]*control.Panel {
	all := map[string]*control.Panel{"graph": w.Graph.Panel, "partnercenter": w.PartnerCenter.Panel, "entra": w.Entra.Panel}
	switch w.host {
	case domain.OVH:
		return map[string]*control.Panel{"ovh": w.OVH.Panel}
	case domain.Route53:
		all["route53"] = w.Route53.Panel
	case domain.File:
	}
	return all
}

// counts tells a call of ours from those that this test makes.
func (w *zoneStory) counts(name, path string) bool {
	return name != "entra" || path == w.tokens()
}

// tokens is where the partner's app gets its tokens for the customer's tenant.
func (w *zoneStory) tokens() string { return "/" + w.tenant + "/oauth2/v2.0/token" }

// TestNoAnswerThatIsLostOrRefusedOnceShows has each call to each service fail once, in many ways: what comes of the domain is the same.
func TestNoAnswerThatIsLostOrRefusedOnceShows(t *testing.T) {
	t.Parallel()
	for _, host := range []domain.HostKind{domain.OVH, domain.Route53} {
		w := zoneAt(t, host)
		must(t, w.tell(t.Context()))
		want, err := w.hold(t.Context())
		must(t, err)
		for name, p := range w.panels() {
			calls := len(slices.DeleteFunc(p.Calls(), func(c control.Call) bool { return !w.counts(name, c.Path) }))
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				eachCallFails(t, host, name, calls, want)
			})
		}
	}
}

func eachCallFails(t *testing.T, host domain.HostKind, name string, calls int, want zoneTale) {
	t.Helper()
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	for call := range calls {
		for i, what := range slices.Sorted(maps.Keys(flaws())) {
			// Of many calls each meets a third of the flaws: the same call is made again and again.
			if testing.Short() && (call%23 != 7 || what != "cut after") || calls > 20 && (call+i)%3 != 0 {
				continue
			}
			flaw := flaws()[what]
			flaw.Skip = call
			g.Go(func() error {
				w, err := newZoneStory(ctx, host)
				if err != nil {
					return err
				}
				defer w.DNS.Close() //nolint:errcheck // the story is over
				if name == "entra" {
					flaw.Path = w.tokens()
				}
				if err := w.panels()[name].Inject(flaw); err != nil {
					return err
				}
				if err := w.tell(ctx); err != nil {
					t.Errorf("%s, call %d, %s: %v", name, call, what, err)
					return ctx.Err()
				}
				got, err := w.hold(ctx)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Errorf("%s, call %d, %s: %v (-without +with):\n%s", name, call, what, err, diff)
				}
				cases.Add(1)
				return ctx.Err()
			})
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no answer that is lost once shows, %s: %d distinct cases, of %d calls\n", name, cases.Load(), calls)
}
