package local_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/domain"
)

// regretted crashes at a point while the services' plan is applied, and has somebody else enter a row; a person then has the plan taken back at once, wherever it
// is. It gives how many effects applying had without a crash.
func regretted(ctx context.Context, host domain.HostKind, point int, edited bool) (effects int, err error) {
	w, err := newZoneStory(ctx, host)
	if err != nil {
		return 0, err
	}
	defer w.DNS.Close() //nolint:errcheck // the story is over
	p, err := w.begin(ctx)
	if err != nil {
		return 0, err
	}
	if err := w.decided(ctx, p.ID, "ownership"); err != nil {
		return 0, err
	}
	if p, err = w.until(ctx, p.ID, "planned services"); err != nil {
		return 0, err
	}
	before, first := w.rows(), w.seam.Effects()
	w.seam.Plan(point)
	if err := w.decided(ctx, p.ID, "services"); err != nil {
		return 0, err
	}
	for n := 1; n > 0 && w.seam.Hits() == 0; {
		if n, err = w.Poll(ctx); err != nil {
			return 0, err
		}
	}
	effects = w.seam.Effects() - first
	if edited {
		if err := w.OVH.Apply(ovh.Edit{Zone: w.name, Add: []ovh.Row{foreign}}); err != nil {
			return 0, err
		}
	}
	if err := w.ask(ctx, http.MethodPost, "/plans/"+p.ID+"/rollback", "", nil); err != nil {
		return 0, err
	}
	if _, err := w.until(ctx, p.ID, "rolled_back services", "rolled_back ownership"); err != nil {
		return 0, err
	}
	now := w.rows()
	if edited && w.host == domain.OVH {
		now = without(w.staged(), foreignText)
	}
	if !slices.Equal(before, now) {
		return 0, fmt.Errorf("taken back to %q, want %q", now, before)
	}
	_, held := w.hold(ctx)
	if edited && held != nil && slices.Contains(w.staged(), foreignText) {
		held = nil // what somebody else has not published stays so
	}
	return effects, errors.Join(held, ctx.Err())
}

// TestAPlanIsTakenBackFromWhereverItCrashed ends the functions at each point of the work on a plan, after which a person regrets it.
func TestAPlanIsTakenBackFromWhereverItCrashed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host   domain.HostKind
		edited bool
	}{{domain.OVH, false}, {domain.OVH, true}, {domain.Route53, false}} {
		t.Run(fmt.Sprintf("%s %t", c.host, c.edited), func(t *testing.T) {
			t.Parallel()
			effects, err := regretted(t.Context(), c.host, 1_000_000, false)
			must(t, err)
			var cases atomic.Int64
			g, ctx := errgroup.WithContext(t.Context())
			g.SetLimit(2)
			for point := range 2 * effects {
				if testing.Short() && point%47 != 11 {
					continue
				}
				g.Go(func() error {
					if _, err := regretted(ctx, c.host, point, c.edited); err != nil {
						t.Errorf("crash at %d: %v", point, err)
					}
					cases.Add(1)
					return ctx.Err()
				})
			}
			must(t, g.Wait())
			fmt.Printf("property: a plan is taken back from wherever it crashed, %s, edited %t: %d distinct cases\n", c.host, c.edited, cases.Load())
		})
	}
}
