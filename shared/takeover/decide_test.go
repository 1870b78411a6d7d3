package takeover_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/takeover"
)

// reach lets people and the machine go on until a state.
func (n *tenant) reach(t *testing.T, s takeover.State) {
	t.Helper()
	for range 400 {
		if n.kept.State == s {
			return
		}
		n.live(t.Context(), 1, 15*time.Minute, true)
	}
	t.Fatal("never came to", s, "but to", n.kept.State, n.kept.Blocked)
}

func TestTheSameWishIsTheFirstOneAndAnotherIsRefused(t *testing.T) {
	t.Parallel()
	n := newTenant(oldSKU, 3)
	n.kept.Version = 5
	again := takeover.Takeover{ID: "1", Partner: "acme", Domain: "Contoso.com", Wishes: []takeover.Wish{{OldSKU: strings.ToUpper(oldSKU), NewSKU: oldSKU}}}
	got, err := n.machine().Ask(t.Context(), again)
	if err != nil || got.Version != 5 {
		t.Error(got.Version, err)
	}
	again.Wishes[0].Seats = 9
	if _, err := n.machine().Ask(t.Context(), again); fault.Of(err) != fault.Conflict {
		t.Error("another wish under the same id:", err)
	}
}

func TestAUserIsBroughtBackAndChangedAgainWhenAskedFor(t *testing.T) {
	t.Parallel()
	n := newTenant(newSKU, 3)
	m := n.machine()
	if err := m.Back(t.Context(), "acme", "1", "a"); fault.Of(err) != fault.Conflict {
		t.Error("before anybody was changed:", err)
	}
	n.reach(t, takeover.Asked)
	before := takeover.Holder{ID: "a", Location: "FR", Held: []takeover.Held{{SKU: oldSKU, Off: []string{"YAMMER", "KAIZALA"}}}}
	if err := m.Back(t.Context(), "acme", "1", "a"); err != nil {
		t.Fatal(err)
	}
	if n.holders(newSKU) != 3 {
		t.Error("the one who asks changes users")
	}
	n.live(t.Context(), 1, time.Minute, false)
	if diff := cmp.Diff(before, n.users["a"]); diff != "" || n.kept.Swap.Users[0].State != takeover.UserBack {
		t.Error(diff, n.kept.Swap.Users[0])
	}
	n.live(t.Context(), 3, 24*time.Hour, false)
	if n.holders(oldSKU) != 1 {
		t.Error("changed again, and nobody asked for it")
	}
	if err := m.Again(t.Context(), "acme", "1", "a"); err != nil {
		t.Fatal(err)
	}
	n.live(t.Context(), 1, time.Minute, false)
	if n.holders(newSKU) != 3 || n.kept.Swap.Users[0].State != takeover.UserDone {
		t.Error("not changed again:", n.kept.Swap.Users[0])
	}
	if err := m.Back(t.Context(), "acme", "1", "zoe"); fault.Of(err) != fault.NotFound {
		t.Error("nobody:", err)
	}
	if err := m.Waive(t.Context(), "acme", "1", "a", "ann"); fault.Of(err) != fault.NotFound {
		t.Error("waived though it is done:", err)
	}
}

func TestWhoCannotBeBroughtBackIsAQuestion(t *testing.T) {
	t.Parallel()
	n := newTenant(newSKU, 3)
	n.reach(t, takeover.Asked)
	n.fate = func(call string) error {
		if call == "change" {
			return fault.Coded(fault.Invalid.Errorf("no"), "CountViolation")
		}
		return nil
	}
	if err := n.machine().Back(t.Context(), "acme", "1", "b"); err != nil {
		t.Fatal(err)
	}
	n.live(t.Context(), 1, time.Minute, false)
	if u := n.kept.Swap.Users[1]; u.State != takeover.UserAsks || !strings.Contains(u.Why, "not enough seats") {
		t.Error(u)
	}
}

func TestAnOrderThatBoughtNothingIsOrderedAnewOrGivenUp(t *testing.T) {
	t.Parallel()
	for _, resume := range []bool{true, false} {
		n := newTenant(oldSKU, 3)
		n.view.Order = takeover.OrderVoid
		for range 50 {
			if n.kept.State == takeover.NeedsHuman {
				break
			}
			n.people(t.Context())
			n.view.Order = takeover.OrderVoid
			alone(func() { _, _ = n.machine().Run(t.Context(), "acme", "1") })
		}
		if n.kept.State != takeover.NeedsHuman || n.kept.Failed != takeover.Ordering || !n.kept.Void {
			t.Fatal(n.kept.State, n.kept.Failed)
		}
		if !slices.ContainsFunc(n.kept.Alarms, func(a takeover.Alarm) bool { return a.Kind == takeover.Stopped }) {
			t.Error("nobody is told")
		}
		m, want := n.machine(), takeover.Ordering
		act := m.Resume
		if !resume {
			act, want = m.Abandon, takeover.Abandoned
		}
		if err := act(t.Context(), "acme", "1"); err != nil || n.kept.State != want {
			t.Error(n.kept.State, err)
		}
		if resume && n.kept.Attempt != 1 {
			t.Error("the same attempt again:", n.kept.Attempt)
		}
	}
}

func TestAnOldSubscriptionThatRenewsEarlyIsToldAtOnce(t *testing.T) {
	t.Parallel()
	n := newTenant(oldSKU, 3)
	n.reach(t, takeover.Asked)
	n.old.Ends = n.old.Ends.AddDate(1, 0, 0)
	n.live(t.Context(), 1, time.Hour, false)
	n.clock = n.clock.Add(24 * time.Hour)
	n.live(t.Context(), 1, time.Hour, false)
	at := slices.IndexFunc(n.kept.Alarms, func(a takeover.Alarm) bool { return a.Kind == takeover.Renewed })
	if at < 0 || !strings.Contains(n.kept.Alarms[at].Text, "renewed early") {
		t.Fatal(n.kept.Alarms)
	}
	news := n.kept.News(10)
	if len(news) == 0 || len(n.kept.News(10)) != 0 {
		t.Error("told not once:", news)
	}
}
