package token_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/token"
)

// deed is something that changes what is stored. It may be done again after a crash, by the same person or by the next day's run.
type deed struct {
	name  string
	begin func(t test) *world
	do    func(w *world) error
	// after is what has to be true once it came to its end.
	after func(w *world) bool
}

func deeds() []deed {
	renew := func(w *world) error { _, err := w.renewer().Renew(w.t.Context(), subject()); return err }
	young := func(w *world) bool { return w.works() && w.now().Sub(w.refresh(token.Current).Issued) < time.Hour }
	return []deed{
		{"renewal", func(t test) *world { return signedIn(t, 10*day) }, renew, young},
		{"renewal that rescues", func(t test) *world {
			w := signedIn(t, 10*day)
			w.entra.dead["ann"] = true
			w.store(token.RefreshSecret("one"), w.signIn("bob", 20*day), token.Pending)
			return w
		}, renew, young},
		{"renewal that goes back", func(t test) *world {
			w := signedIn(t, 10*day)
			w.entra.dead["ann"] = true
			w.store(token.RefreshSecret("one"), w.signIn("bob", 20*day), token.Previous)
			return w
		}, renew, young},
		{"first sign-in", start, adoption("bob"), young},
		{"sign-in over one that works", func(t test) *world { return signedIn(t, day) }, adoption("bob"), young},
		{"sign-in over a dead one", func(t test) *world { return signedIn(t, 100*day) }, adoption("bob"), young},
		{
			"credential", func(t test) *world { return signedIn(t, day) }, func(w *world) error { return w.replace("better") },
			func(w *world) bool {
				return w.works() && w.credential(token.Current).Secret == "better" && w.credential(token.Previous).Secret == "good"
			},
		},
		{
			"credential refused", func(t test) *world { return signedIn(t, day) }, func(w *world) error { _ = w.replace("wrong"); return nil },
			func(w *world) bool { return w.works() && w.credential(token.Current).Secret == "good" },
		},
		{"rollback", func(t test) *world {
			w := signedIn(t, day)
			w.store(token.AppSecret("one"), token.Credential{Secret: "better"}, token.Previous)
			return w
		}, func(w *world) error {
			if w.credential(token.Current).Secret == "better" {
				return nil // who looks first does not go back and forth
			}
			return w.renewer().Rollback(w.t.Context(), subject())
		}, func(w *world) bool { return w.works() && w.credential(token.Current).Secret == "better" }},
	}
}

// adoption signs in anew with each try, as a person does whose page said that it did not work.
func adoption(user string) func(w *world) error {
	return func(w *world) error {
		return w.renewer().Adopt(w.t.Context(), subject(), w.signIn(user, 0), func(context.Context, string) error {
			w.seam.point()
			return nil
		})
	}
}

// TestACrashAnywhereLeavesAWorkingToken ends each deed before and after each of its effects, and then its second try before and after
// each of that one's. What worked before works at every moment, and what is stored is never lost: the third try gets there.
func TestACrashAnywhereLeavesAWorkingToken(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, d := range deeds() {
		for first := 1; !d.crash(d.begin(t), first); first++ {
			for second, finished := 1, false; !finished; second++ {
				w := d.begin(t)
				stored := w.alive()
				d.crash(w, first)
				finished = d.crash(w, second)
				cases++
				if err := d.do(w); err != nil || !d.after(w) {
					t.Fatalf("%s, crashed at %d and %d: %v; works: %v", d.name, first, second, err, w.works())
				}
				if stored && !w.alive() {
					t.Fatalf("%s, crashed at %d and %d: nothing that is stored lives", d.name, first, second)
				}
			}
		}
	}
	fmt.Printf("crash points and pairs of points of renewals, sign-ins and credentials: %d\n", cases)
}

// crash does it until a point, and looks whether what worked still does. Then the time of a lost lease passes.
func (d deed) crash(w *world, at int) (finished bool) {
	worked := w.works()
	w.seam.count, w.seam.crash = 0, []int{at}
	var err error
	finished = crashing(func() { err = d.do(w) })
	w.seam.crash = nil
	if worked && !w.works() {
		w.t.Fatalf("%s, crashed at %d: nobody can work any more", d.name, at)
	}
	if finished && err != nil {
		w.t.Fatalf("%s: %v", d.name, err)
	}
	w.pass(9 * time.Minute)
	return finished
}

// alive tells whether any stored token lives, so that a renewal finds it.
func (w *world) alive() bool {
	for _, l := range []token.Label{token.Current, token.Pending, token.Previous} {
		if w.entra.lives(w.refresh(l).Token) {
			return true
		}
	}
	return false
}

// TestACrashedRenewalIsFoundAgainEvenWhenItsProofEndsTheOldToken is about a service that is stricter than documented: the first use
// of the new token ends the old one, so that for a moment only the pending one lives.
func TestACrashedRenewalIsFoundAgainEvenWhenItsProofEndsTheOldToken(t *testing.T) {
	t.Parallel()
	for at := 1; ; at++ {
		w := signedIn(t, 10*day)
		used := w.refresh(token.Current).Token
		ends := false
		w.entra.deny = func(g token.Grant) error {
			if g.Refresh != used && !ends { // the new one was used, so it was stored: now the old one ends
				ends = true
				old := w.entra.issued[used]
				old.bad = true
				w.entra.issued[used] = old
			}
			return nil
		}
		w.seam.crash = []int{at}
		finished := crashing(func() { _, _ = w.renewer().Renew(t.Context(), subject()) })
		w.seam.crash = nil
		w.pass(10 * day)
		w.renew(token.Renewed)
		if !w.works() {
			t.Fatalf("crashed at %d: the partner lost the sign-in", at)
		}
		if finished {
			return
		}
	}
}
