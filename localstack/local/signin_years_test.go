package local_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/app"
)

// TestNoSignInIsLostInTwoThousandDays lets many partners live through years of bad days: a day's two schedulers crash after any outside step, their
// clocks are minutes off, the secret store refuses writes or is down, the token service is slow, cuts its answers and withholds
// tokens, administrators end sign-ins. Whatever happens, what Microsoft still takes is what is in use.
func TestNoSignInIsLostInTwoThousandDays(t *testing.T) {
	t.Parallel()
	signer, err := smallSigner()
	if err != nil {
		t.Fatal(err)
	}
	partners, days := 50, 2000/apart()
	if testing.Short() {
		partners, days = 3, 70
	}
	synctest.Test(t, func(t *testing.T) {
		w := newYears(t, signer, partners)
		for range days {
			w.day()
			if t.Failed() {
				t.Fatalf("after %d days", w.days)
			}
		}
		w.accounts()
		fmt.Printf("property: no sign-in is lost, renewed twice at once or warned of wrongly: %d distinct days of %d partners: %s\n", days, partners, w.counts())
	})
}

// day is one day: what happens to it, the two schedulers, what people are told and do, and a look at what is left.
func (w *years) day() {
	w.days++
	w.harm()
	clean := w.round()
	for range 3 {
		w.tell()
		wait(w.t, time.Duration(1+w.rnd.IntN(5))*time.Hour)
	}
	w.inspect(clean)
	w.people()
	wait(w.t, w.morning.Add(time.Duration(w.days)*24*time.Hour).Sub(instant()))
}

// harm makes the day a bad one, as most are.
func (w *years) harm() {
	for _, p := range w.partners {
		switch n := w.rnd.IntN(600); {
		case n == 0: // a permission is lost, and missed late
			p.refuses = w.days + 1 + w.rnd.IntN(20)
		case n == 1:
			p.refuses = w.days + 40 + w.rnd.IntN(80)
		case n == 2 && w.usable(p):
			if err := w.entra.Revoke(p.user); err != nil {
				w.t.Fatal(err)
			}
			w.revoked(p)
		case n == 3:
			w.secrets.lose(p.id, 1+w.rnd.IntN(4)) // answers of the store that do not come, to what it has done
		}
	}
	w.secrets.down = w.rnd.IntN(40) == 0
	w.entra.ClearFaults()
	if w.rnd.IntN(3) == 0 {
		return
	}
	for range 1 + w.rnd.IntN(4) {
		if err := w.entra.Inject(w.trouble()); err != nil {
			w.t.Fatal(err)
		}
	}
	if w.rnd.IntN(10) == 0 {
		w.entra.Withhold(1 + w.rnd.IntN(10))
	}
}

// trouble is a fault of the token service.
func (w *years) trouble() control.Fault {
	f := control.Fault{Method: "POST", Skip: w.rnd.IntN(30), Times: 1 + w.rnd.IntN(4)}
	switch w.rnd.IntN(5) {
	case 0:
		f.Cut = []string{control.CutBefore, control.CutAfter, control.CutHalf}[w.rnd.IntN(3)]
	case 1:
		f.Status, f.Body = 503, "busy"
	case 2:
		f.Status, f.Header = 429, map[string]string{"Retry-After": "3"}
	case 3:
		f.Delay = time.Duration(1+w.rnd.IntN(12)) * time.Second
	default: // longer than a call may take
		f.Delay = time.Duration(20+w.rnd.IntN(60)) * time.Second
	}
	return f
}

// round is the tick of the day, which sometimes two schedulers get at once, and which is tried again when it crashed. It reports whether what
// it does was done by somebody who lived, with a store that answers.
func (w *years) round() bool {
	var all sync.WaitGroup
	crashed := make([]bool, 1+w.rnd.IntN(2))
	for i := range crashed {
		l := life{build: app.Refresh, sample: "refresh", skew: w.skew(), point: w.point(300)}
		all.Go(func() { crashed[i], _ = w.run(l) }) // what fails shows in what is left
	}
	all.Wait()
	if slices.Contains(crashed, true) {
		wait(w.t, 15*time.Minute) // the leases of who crashed are over
		_, _ = w.run(life{build: app.Refresh, sample: "refresh", skew: w.skew(), point: never})
	}
	return !w.secrets.down
}

// tell runs the function that tells people, on two machines.
func (w *years) tell() {
	var both sync.WaitGroup
	for range 2 {
		l := life{build: app.Notify, sample: "notify", skew: w.skew(), point: w.point(60)}
		both.Go(func() {
			if crashed, err := w.run(l); err != nil && !crashed {
				w.t.Errorf("notify: %v", err)
			}
		})
	}
	both.Wait()
}

// skew is how far a machine's clock is off.
func (w *years) skew() time.Duration { return time.Duration(w.rnd.IntN(361)-180) * time.Second }

// point is where a life ends; most end by themselves.
func (w *years) point(most int) int {
	if w.rnd.IntN(6) > 0 {
		return never
	}
	return w.rnd.IntN(most)
}

const never = 1 << 40
