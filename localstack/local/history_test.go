package local_test

import (
	"context"
	"flag"
	"fmt"
	"hash/maphash"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"
)

//nolint:gochecknoglobals // flags of the test binary
var (
	histories = flag.Int("histories", 0, "how many distinct histories of licences are told; 0: 10,000, a fifth with -race, some dozens with -short")
	oneWalk   = flag.Uint64("walk", 0, "tell the histories of this one walk again")
)

// tally counts distinct histories, and what was compared with the seller's ledger in them.
type tally struct {
	seed maphash.Seed
	mu   sync.Mutex
	seen map[uint64]bool

	compared, settled, renewed int
}

func newTally() *tally { return &tally{seed: maphash.MakeSeed(), seen: map[uint64]bool{}} }

func (t *tally) add(history string) {
	h := maphash.String(t.seed, history)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen[h] = true
}

// over takes in a walk that came to its end.
func (t *tally) over(h *history) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.compared, t.settled, t.renewed = t.compared+h.compared, t.settled+h.settled, t.renewed+h.renewed
}

func (t *tally) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.seen)
}

// TestNoHistoryOfLicencesBreaksARule takes systems on random walks: orders, some with an end of the first term that was chosen, and cancels of orders; changes of
// seats by differences and by numbers with the edition that was seen, cancels, suspensions, renewals, schedules, several of them at once; jumps of the clock, over windows and the ends of terms; the same call again,
// messages delivered again; crashes before and after any effect; throttling, answers lost before and after their effect; and changes in the seller's portal, also
// while ours is under way. After each step the world comes to rest and everything is judged. So each beginning of a walk is a history that was
// told to its end and judged, and histories are counted as that: two are distinct when their steps are.
//
// What must be true of each (history_judge_test.go, history_money_test.go, history_return_test.go):
//
//   - one purchase an intent: as many orders and subscriptions at the seller as orders were accepted, however often each was sent
//   - the seats at the seller are what was bought, plus what the accepted wishes say that they changed, plus changes in the portal; from a
//     renewal on they are what was scheduled
//   - each wish that is done did what it says: a difference of two is two seats; and with no more writes than it needs
//   - no write is outside of its window: the seller refuses none as too late, and none at all where nobody interfered
//   - what is scheduled stays until somebody takes it away, through changes of seats too, and becomes the next term
//   - charge and refund are what the seller's ledger has then, and what is owed is what it bills until the first term is over, within 0.05 a seat or 0.1 %;
//     what later terms cost the order does not know, so that no amount is named for them
//   - a cancelled order ends its licence at once while the window is open, and else with its term, by one write
//   - a licence that was to end ends with its term, and one that was to go on month by month does that, suspended in between or not
//   - our record shows what the seller does, and as changed elsewhere only what was changed elsewhere
//   - every order and every wish ends in a state on which a person can act; a question only where somebody interfered
//   - no dead letter, nothing left to do, no call that the seller should not have seen
//
// One thing nobody can tell: a change in the portal that, between a write and its lost answer, undoes it or does the same. Changes in the portal that come while
// ours is under way are therefore of a size of their own.
func TestNoHistoryOfLicencesBreaksARule(t *testing.T) {
	t.Parallel()
	want := *histories
	switch {
	case want == 0 && testing.Short():
		want = 40
	case want == 0:
		want = 10_000 / apart()
	}
	if *oneWalk != 0 {
		if err := walk(t.Context(), *oneWalk, newTally()); err != nil {
			t.Fatalf("walk %d: %v", *oneWalk, err)
		}
		return
	}
	told := newTally()
	var walks atomic.Uint64
	g, ctx := errgroup.WithContext(t.Context())
	for range min(2, runtime.GOMAXPROCS(0)) {
		g.Go(func() error {
			for told.count() < want {
				n := walks.Add(1)
				if err := walk(ctx, n, told); err != nil {
					return fmt.Errorf("walk %d: %w", n, err)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no history of licences breaks a rule: %d distinct cases in %d walks; %d charges and refunds and %d debts compared with the ledger, %d terms renewed\n",
		told.count(), walks.Load(), told.compared, told.settled, told.renewed)
}

// walk takes one system on its way. The same number gives the same way.
func walk(ctx context.Context, number uint64, told *tally) error {
	h, err := newHistory(ctx, number)
	if err != nil {
		return err
	}
	const most = 12
	steps := slices.Repeat([]func(context.Context) error{h.step}, most)
	steps = append(steps, h.lastYear)
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return fmt.Errorf("%w\nafter %s", err, h.said.String())
		}
		told.add(h.said.String())
	}
	told.over(h)
	return nil
}
