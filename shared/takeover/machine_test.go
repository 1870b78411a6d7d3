package takeover_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/takeover"
)

// alone runs something that may end in the middle.
func alone(f func()) {
	var g sync.WaitGroup
	g.Go(f)
	g.Wait()
}

// live lets time pass while the machine runs and people do what they are asked.
func (n *tenant) live(ctx context.Context, rounds int, each time.Duration, people bool) {
	for range rounds {
		if people {
			n.people(ctx)
		}
		alone(func() { _, _ = n.machine().Run(ctx, "acme", "1") })
		n.clock = n.clock.Add(each)
	}
}

func TestATakeoverGoesThroughWithTheSameAndWithAnotherPackage(t *testing.T) {
	t.Parallel()
	for _, sku := range []string{oldSKU, newSKU} {
		n := newTenant(sku, 15)
		n.live(t.Context(), 400, 15*time.Minute, true)
		if n.kept.State != takeover.Closed || n.orders != 1 || len(n.broken) > 0 || n.second.Seats != 15 {
			t.Fatal(n.kept.State, n.kept.Blocked, n.orders, n.broken)
		}
		if letter := n.sent[takeover.Farewell]; !strings.Contains(letter, "subscription old, 17 seats, ends 2026-12-11") {
			t.Error(letter)
		}
		if sku == newSKU && !slices.Equal(n.users["a"].Held[0].Off, []string{"YAMMER"}) {
			t.Error("what was switched off is on:", n.users["a"])
		}
		for _, task := range n.kept.Tasks {
			if task.Done.IsZero() {
				t.Error("open:", task)
			}
		}
	}
}

func TestNobodysWordMovesTheMachineOnlyWhatIsSeen(t *testing.T) {
	t.Parallel()
	n := newTenant(oldSKU, 3)
	n.live(t.Context(), 20, time.Minute, false)
	if n.kept.State != takeover.TenantResolved || len(n.kept.Tasks) != 1 || n.kept.Tasks[0].Proof == "" || n.kept.Tasks[0].Missing == "" {
		t.Fatal(n.kept)
	}
	for range 200 {
		n.people(t.Context())
		n.old.Status = "Enabled" // the old provider says yes, and does nothing
		alone(func() { _, _ = n.machine().Run(t.Context(), "acme", "1") })
		n.clock = n.clock.Add(6 * time.Hour)
	}
	if n.kept.State != takeover.Asked || n.kept.Confirmed.IsZero() {
		t.Fatal(n.kept.State, n.kept.Blocked)
	}
	if !slices.ContainsFunc(n.kept.Alarms, func(a takeover.Alarm) bool { return a.Kind == takeover.Renewed }) {
		t.Error("it renewed itself, and nobody is told:", n.kept.Alarms)
	}
}

func TestARelationshipThatIsNotAcceptedEndsTheTakeoverInTwoWeeks(t *testing.T) {
	t.Parallel()
	n := newTenant(oldSKU, 3)
	n.view.Complete = true
	n.live(t.Context(), 13, 24*time.Hour, false)
	if n.kept.State != takeover.RelationshipPending || n.sent[takeover.Invitation] == "" {
		t.Fatal(n.kept.State)
	}
	n.live(t.Context(), 3, 24*time.Hour, false)
	if n.kept.State != takeover.Abandoned {
		t.Fatal(n.kept.State)
	}
}

func TestAnOrderThatIsRefusedIsHandedToAPersonAndGoesOn(t *testing.T) {
	t.Parallel()
	n := newTenant(oldSKU, 3)
	no := true
	n.fate = func(call string) error {
		if call == "order" && no {
			return fault.Denied.Errorf("the agreement is missing")
		}
		return nil
	}
	for range 100 {
		n.people(t.Context())
		alone(func() { _, _ = n.machine().Run(t.Context(), "acme", "1") })
		if n.kept.State == takeover.NeedsHuman {
			break
		}
		n.clock = n.clock.Add(time.Minute)
	}
	if n.kept.State != takeover.NeedsHuman || n.kept.Failed != takeover.Ordering || n.kept.Blocked[0] != "the agreement is missing" {
		t.Fatal(n.kept)
	}
	if err := n.machine().Abandon(t.Context(), "acme", "1"); fault.Of(err) != fault.Conflict {
		t.Error("abandoned though something may be ordered:", err)
	}
	no = false
	n.live(t.Context(), 400, 15*time.Minute, true)
	if n.kept.State != takeover.Closed || n.orders != 1 {
		t.Fatal(n.kept.State, n.kept.Blocked)
	}
}

func TestATransferBuysNothing(t *testing.T) {
	t.Parallel()
	n := newTenant(oldSKU, 3)
	n.kept.Transfer = true
	n.live(t.Context(), 30, time.Hour, true)
	if n.kept.State != takeover.Transferring {
		t.Fatal(n.kept.State, n.kept.Blocked)
	}
	n.view.Transfer, n.old.Status = takeover.Complete, "Deleted"
	n.second = takeover.Line{ID: "moved", SKU: oldSKU, Status: "Enabled", Seats: 5, Ours: true}
	n.live(t.Context(), 80, time.Hour, true)
	if n.kept.State != takeover.Closed || n.orders != 0 || n.sent[takeover.Farewell] != "" {
		t.Fatal(n.kept.State, n.kept.Blocked, n.sent)
	}
}

// TestTheMachineGoesOnOnlyWhenTheProofIsSeen: people act or do not, functions die, calls fail, users come and go, two run at once.
func TestTheMachineGoesOnOnlyWhenTheProofIsSeen(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		n := newTenant(rapid.SampledFrom([]string{oldSKU, newSKU}).Draw(t, "sku"), rapid.IntRange(1, 14).Draw(t, "users"))
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)) //nolint:gosec // the same for the same seed
		often := rapid.IntRange(5, 80).Draw(t, "often")
		nested := false
		n.fate = func(call string) error {
			switch k := chance.IntN(often); {
			case k == 0:
				runtime.Goexit()
			case k == 1 && call != "saved":
				return fault.Unavailable.Errorf("down")
			case k == 2 && (call == "ordered" || call == "changed" || call == "sent"):
				return fault.Unknown.Errorf("no answer")
			case k == 3 && !nested:
				nested = true
				_, _ = n.machine().Run(t.Context(), "acme", "1")
				nested = false
			}
			return nil
		}
		for range rapid.IntRange(0, 60).Draw(t, "rounds") {
			if chance.IntN(3) == 0 {
				alone(func() { n.people(t.Context()) })
			}
			n.stranger(t.Context(), chance)
			alone(func() { _, _ = n.machine().Run(t.Context(), "acme", "1") })
			n.clock = n.clock.Add(time.Duration(chance.IntN(200)) * time.Minute)
		}
		n.fate = nil
		n.view.Roles, n.view.Errors = []string{reader, admin}, 0
		n.live(t.Context(), 600, 30*time.Minute, true)
		if len(n.broken) > 0 || n.orders > 1 || n.kept.State != takeover.Closed && n.kept.State != takeover.Abandoned {
			t.Fatal(n.broken, n.orders, n.kept.State, n.kept.Blocked)
		}
		cases++
	})
	fmt.Printf("property: the machine goes on only when the proof is seen: %d cases\n", cases)
}

// stranger changes something that nobody asked for.
func (n *tenant) stranger(ctx context.Context, chance *rand.Rand) {
	switch chance.IntN(10) {
	case 5: // somebody wants a user back as it was
		alone(func() { _ = n.machine().Back(ctx, "acme", "1", "a") })
	case 6:
		alone(func() { _ = n.machine().Again(ctx, "acme", "1", "a") })
	case 0:
		n.view.Roles = nil
	case 1:
		n.view.Errors = 1 - n.view.Errors
	case 2:
		n.view.Agreed = !n.view.Agreed
	case 3: // an old user leaves
		if n.kept.State == takeover.Inventoried || n.kept.State == takeover.Planned {
			delete(n.users, "b")
		}
	case 4: // a new user gets the old licence
		if len(n.users) < 20 {
			id := "user " + strconv.Itoa(len(n.users))
			n.users[id] = takeover.Holder{ID: id, Location: "FR", Held: []takeover.Held{{SKU: oldSKU}}}
		}
	}
}
