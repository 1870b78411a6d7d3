package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/table"
)

// takeovers is one story of a base that is taken over: where the functions crash, and how Partner Center and the queue behave.
type takeovers struct {
	points []int
	twice  bool // each customer's message comes again
	busy   int  // calls that are refused as too many
	cut    int  // conversions whose answer is lost
	pause  bool // somebody pauses it and lets it go on
}

func (k takeovers) String() string {
	return fmt.Sprintf("crash at %v, twice %t, busy %d, cut %d, pause %t", k.points, k.twice, k.busy, k.cut, k.pause)
}

// people are few customers with something of all: several services, and legacy ones.
const people = 5

// taken tells the story from the reading to the end, and gives how many effects there were. It fails unless each customer and service was taken over once, and the
// counters are what the customers say.
func taken(ctx context.Context, k takeovers) (effects, hits int, err error) {
	seam := local.NewSeam()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s, err := local.Start(ctx, local.Options{Clock: clock, Seam: seam, Idle: []string{"pricesheet", "seal", "refresh", "spread", "compare", "reread", "lead"}})
	if err != nil {
		return 0, 0, err
	}
	w := base{s, clock, table.Open(s.Store, clock.Now).Migrations(), k, ""}
	if _, err = s.PartnerCenter.Populate(partnercenter.Population{Seed: 3, Partner: sampleTenant, Customers: people, Subscriptions: 2 * people, Legacy: 30}); err != nil {
		return 0, 0, err
	}
	if err := errors.Join(w.prices(ctx), w.faults()); err != nil {
		return 0, 0, err
	}
	seam.Plan(k.points...)
	before := seam.Effects()
	if err := w.story(ctx); err != nil {
		return 0, 0, err
	}
	return seam.Effects() - before, seam.Hits(), w.verdict(ctx)
}

func (w *base) story(ctx context.Context) error {
	var reading struct{ Done bool }
	if err := w.call(ctx, http.MethodPost, "base", nil, &reading); err != nil {
		return err
	}
	if err := w.until(ctx, "the base is read", func() (bool, error) {
		return reading.Done, w.call(ctx, http.MethodGet, "base", nil, &reading)
	}); err != nil {
		return err
	}
	if err := w.answers(ctx); err != nil {
		return err
	}
	var f struct{ ID, State, Hash string }
	if err := w.call(ctx, http.MethodPost, "forecasts", nil, &f); err != nil {
		return err
	}
	if err := w.until(ctx, "the forecast is computed", func() (bool, error) {
		return f.State == "ready", w.call(ctx, http.MethodGet, "forecasts/"+f.ID, nil, &f)
	}); err != nil {
		return err
	}
	return w.run(ctx, f.Hash)
}

// answers says that everything is of one plan, which there is no list for: what is not decided would be left.
func (w *base) answers(ctx context.Context) error {
	var bulk struct {
		Hash  string
		Count int
	}
	for field, value := range map[string]string{"plan": "CFQ7TTC0LCHC:0002", "reseller_renewal": "1.00", "customer_renewal": "2.00"} {
		if err := w.call(ctx, http.MethodPost, "entries/bulk", map[string]any{"set": field, "value": value, "services": true}, &bulk); err != nil {
			return err
		}
		var made struct{ Clients int }
		if bulk.Count == 0 {
			continue
		}
		if err := w.call(ctx, http.MethodPost, "entries/accept", map[string]any{"hash": bulk.Hash}, &made); err != nil {
			return err
		}
	}
	return nil
}

func (w *base) run(ctx context.Context, hash string) error {
	var m struct{ ID string }
	waves := []map[string]int{{"count": 1, "failed_per_mille": 1000}, {"failed_per_mille": 1000}}
	if err := w.call(ctx, http.MethodPost, "migrations", map[string]any{"forecast": hash, "waves": waves}, &m); err != nil {
		return err
	}
	w.id = m.ID
	for range 3 {
		if err := w.over(ctx); err != nil {
			return err
		}
		if open, err := w.looked(ctx); err != nil || !open {
			return err
		}
	}
	return errors.New("what nobody can tell stays so")
}

// looked is a person who looks at Microsoft for what a crash between the intent and the call left open: nothing is there, and it is tried again.
func (w *base) looked(ctx context.Context) (bool, error) {
	var all struct {
		Failures []struct{ Cause migration.Cause }
	}
	if err := w.call(ctx, http.MethodGet, "migrations/"+w.id+"/failures", nil, &all); err != nil {
		return false, err
	}
	for _, f := range all.Failures {
		if f.Cause == migration.NotKnown {
			var m struct{ State string }
			err := w.call(ctx, http.MethodPost, "migrations/"+w.id+"/retry", map[string]any{"cause": f.Cause, "looked": true}, &m)
			return true, errors.Join(err, w.Drain(ctx))
		}
	}
	return false, nil
}

func (w *base) over(ctx context.Context) error {
	var m struct{ State string }
	n := 0
	return w.until(ctx, "the migration is over", func() (bool, error) {
		if n++; n == 2 && w.k.pause {
			_ = w.call(ctx, http.MethodPost, "migrations/"+w.id+"/pause", nil, &m) // it may be over already
		}
		if n == 4 && w.k.pause {
			_ = w.call(ctx, http.MethodPost, "migrations/"+w.id+"/resume", nil, &m)
		}
		if w.k.twice {
			if err := w.again(ctx, n); err != nil {
				return false, err
			}
		}
		err := w.call(ctx, http.MethodGet, "migrations/"+w.id, nil, &m)
		return m.State == string(migration.HeadOver), err
	})
}

// again sends each customer's message once more, as a queue may.
func (w *base) again(ctx context.Context, n int) error {
	page, _, err := w.kept.ItemPage(ctx, w.id, nil, "", 100)
	for _, i := range page {
		body := fmt.Sprintf(`{"migration": %q, "tenant": %q}`, w.id, i.Tenant)
		err = errors.Join(err, w.Migrations.Send(ctx, queue.Message{Group: string(i.Tenant) + "-again", Dedup: fmt.Sprintf("%s-%d", i.Tenant, n), Body: body}))
	}
	return err
}

// verdict holds our books against what Microsoft has.
func (w *base) verdict(ctx context.Context) error {
	if _, differs, err := migration.Recount(ctx, w.kept, w.kept, w.id); err != nil || differs != "" {
		return fmt.Errorf("counters: %s %w", differs, errors.Join(err))
	}
	items, _, err := w.kept.ItemPage(ctx, w.id, nil, "", 100)
	if err != nil || len(items) != people {
		return fmt.Errorf("%d customers: %w", len(items), err)
	}
	owned := map[migration.ServiceID]bool{}
	for _, i := range items {
		if i.State != migration.Done {
			return fmt.Errorf("%s is %s: %s %s; %+v", i.Tenant, i.State, i.Cause, i.Text, i.Tasks)
		}
		for _, t := range i.Tasks {
			if t.State == migration.TaskDone {
				owned[t.Result] = true
			}
		}
	}
	all, _, err := w.kept.AllOwned(ctx, "sample", "", 1000)
	if err != nil || len(all) != len(owned) {
		return fmt.Errorf("%d services are ours, the customers say %d: %w", len(all), len(owned), err)
	}
	for _, m := range w.converted() {
		if m > 1 {
			return fmt.Errorf("a subscription was brought into the new commerce %d times", m)
		}
	}
	return w.listed(ctx, owned)
}

// converted counts the conversions of each legacy subscription.
func (w *base) converted() map[string]int {
	n := map[string]int{}
	for _, m := range w.PartnerCenter.Migrations() {
		for _, from := range m.From {
			n[from]++
		}
	}
	return n
}

// listed looks that each service that is ours is among the licences, too.
func (w *base) listed(ctx context.Context, owned map[migration.ServiceID]bool) error {
	for id := range owned {
		var l struct{ ID string }
		if err := w.licence(ctx, string(id), &l); err != nil {
			return err
		}
	}
	return nil
}

func (w *base) licence(ctx context.Context, id string, out any) error {
	token, err := w.Token(ctx, local.Client)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, local.API+"/v1/subscriptions/"+id, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := w.Transport().RoundTrip(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("licence %s: %d", id, res.StatusCode)
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// wheres are the stories of the property. The first points are a step apart that meets all effects in the long run, the second ones anywhere.
func wheres(effects int) []takeovers {
	step, first := 7, 3
	switch {
	case testing.Short():
		step = effects // two stories
	case raced:
		step *= 5
	}
	chance := rand.New(rand.NewPCG(10, 5)) //nolint:gosec // the same points each time
	var all []takeovers
	for point := first; point < 2*effects; point += step {
		all = append(all, takeovers{points: []int{point, point + 1 + chance.IntN(2*effects)}, twice: point%2 == 0, busy: point % 3 * 4, cut: point % 2, pause: point%5 == 0})
	}
	return all
}

func TestEachCustomerIsTakenOverOnceWhereverTheFunctionsCrash(t *testing.T) {
	t.Parallel()
	effects, _, err := taken(t.Context(), takeovers{})
	if err != nil {
		t.Fatal(err)
	}
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	for _, k := range wheres(effects) {
		g.Go(func() error {
			_, hits, err := taken(ctx, k)
			if hits > 0 {
				cases.Add(1)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", k, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	fmt.Printf("property: each customer is taken over once wherever the functions crash: %d distinct cases, of %d effects\n", cases.Load(), effects)
}
