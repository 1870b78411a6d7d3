package takeover_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/takeover"
)

func swapping(users int) (*tenant, *takeover.Takeover) {
	n := newTenant(newSKU, users)
	n.second = takeover.Line{ID: "new", SKU: newSKU, Status: "Enabled", Seats: users, Ours: true}
	n.kept.State, n.kept.Plan = takeover.Swapping, takeover.Plan{Buys: []takeover.Buy{{OldSKU: oldSKU, NewSKU: newSKU, Seats: users}}}
	t := n.kept
	return n, &t
}

func TestUsersAreChangedOneThenTenThenTheRestWithARestAfterEach(t *testing.T) {
	t.Parallel()
	n, to := swapping(26)
	var got []int
	for range 8 {
		if err := n.machine().Swapper.Run(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		got = append(got, n.holders(newSKU))
		n.clock = n.clock.Add(5 * time.Minute)
	}
	if diff := cmp.Diff([]int{1, 1, 11, 11, 26, 26, 26, 26}, got); diff != "" {
		t.Error(diff)
	}
	if len(to.Swap.Users) != 26 || to.Swap.Users[3].Before.Held[0].SKU != oldSKU {
		t.Error("the image is not kept")
	}
}

func TestWhoGetsTheOldLicenceAgainIsChangedAgain(t *testing.T) {
	t.Parallel()
	n, to := swapping(2)
	for round := range 6 {
		if err := n.machine().Swapper.Run(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		if round < 3 {
			n.users["a"] = takeover.Holder{ID: "a", Location: "FR", Held: []takeover.Held{{SKU: oldSKU}}}
		}
		n.clock = n.clock.Add(time.Hour)
	}
	if n.holders(oldSKU) != 0 || len(to.Swap.Users) != 2 {
		t.Error(n.users, to.Swap)
	}
}

func TestWhoCannotBeChangedIsAQuestionAndStopsNobodyElse(t *testing.T) {
	t.Parallel()
	n, to := swapping(4)
	group, nowhere := n.users["a"], n.users["b"]
	group.Held[0].ByGroup, nowhere.Location = true, ""
	n.users["a"], n.users["b"] = group, nowhere
	for range 20 {
		if err := n.machine().Swapper.Run(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		n.clock = n.clock.Add(time.Hour)
	}
	if n.holders(newSKU) != 2 || to.Swap.Users[0].State != takeover.UserAsks || to.Swap.Users[1].Why == "" {
		t.Fatal(to.Swap)
	}
	nowhere.Location = "FR"
	n.users["b"] = nowhere
	delete(n.users, "a")
	if err := n.machine().Swapper.Run(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if err := to.Swap.Waive("a", "ann"); err != nil || to.Swap.Users[1].State != takeover.UserDone {
		t.Fatal(err, to.Swap)
	}
	if err := to.Swap.Waive("b", "ann"); fault.Of(err) != fault.NotFound {
		t.Error("waived though done:", err)
	}
}

func TestMissingSeatsPauseAllAndOtherRefusalsAreTheUsersOwn(t *testing.T) {
	t.Parallel()
	for code, paused := range map[string]bool{"CountViolation": true, "MutuallyExclusiveViolation": false, "DependencyViolation": false, "ProhibitedInUsageLocationViolation": false, "Other": false} {
		n, to := swapping(2)
		n.fate = func(call string) error {
			if call == "change" {
				return fault.Coded(fault.Invalid.Errorf("no"), code)
			}
			return nil
		}
		if err := n.machine().Swapper.Run(t.Context(), to); err != nil || (to.Swap.Paused != "") != paused || to.Swap.Users[0].Why == "" {
			t.Errorf("%s: %v %+v", code, err, to.Swap)
		}
		n.fate = nil
		for range 3 {
			n.clock = n.clock.Add(time.Hour)
			if err := n.machine().Swapper.Run(t.Context(), to); err != nil {
				t.Fatal(err)
			}
		}
		if n.holders(newSKU) != 2 || to.Swap.Paused != "" {
			t.Errorf("%s: it does not go on: %+v", code, to.Swap)
		}
	}
}

func TestAUserIsBroughtBackToWhatItWas(t *testing.T) {
	t.Parallel()
	n, to := swapping(1)
	before := n.users["a"]
	s := n.machine().Swapper
	if err := s.Run(t.Context(), to); err != nil || n.holders(newSKU) != 1 {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Rollback(t.Context(), to, "a"); err != nil || to.Swap.Users[0].State != takeover.UserBack {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, n.users["a"]); diff != "" {
		t.Error(diff)
	}
	if err := s.Run(t.Context(), to); err != nil || n.holders(newSKU) != 0 {
		t.Error("changed again after it was brought back:", err)
	}
	if err := s.Rollback(t.Context(), to, "z"); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}

func TestAChangeThatIsThereAlreadyIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	h := takeover.Holder{ID: "a", Location: "FR", Held: []takeover.Held{{SKU: newSKU}}}
	if c, done, why := takeover.Fit(&h, oldSKU, newSKU, nil); !done || why != "" || len(c.Add)+len(c.Remove) > 0 {
		t.Error(c, done, why)
	}
	h.Held = append(h.Held, takeover.Held{SKU: oldSKU})
	if c, done, why := takeover.Fit(&h, oldSKU, newSKU, nil); done || why != "" || len(c.Add) > 0 || len(c.Remove) != 1 {
		t.Error("both are held: only the old one goes:", c, done, why)
	}
	h.Held = nil
	if _, done, why := takeover.Fit(&h, oldSKU, newSKU, nil); done || why == "" {
		t.Error(done, why)
	}
}
