package migration_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

func TestACanaryThatFailsStopsAndNothingElseIsBegun(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.started(t.Context(), t, usualWaves(), 20, 1, all)
	w.seam = func(call string, _ migration.Tenant, after bool) error {
		if call == "convert" && !after {
			return fault.Invalid.Errorf("no")
		}
		return nil
	}
	h := w.run(t.Context(), id, 50)
	if h.State != migration.HeadStopped || h.Wave != 0 || h.Why == "" || len(w.clients) != 2 {
		t.Fatal(h, len(w.clients))
	}
	groups, err := migration.Groups(t.Context(), w, id)
	if err != nil || len(groups) != 1 || groups[0].Cause != migration.Refused || groups[0].Customers != 2 || groups[0].Text != "no" || groups[0].Cure.Action == "" {
		t.Fatal(groups, err)
	}
	w.seam = nil
	if n, err := w.conductor().Again(t.Context(), id, migration.Retry{Cause: migration.Refused}); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := migration.Resume(t.Context(), w, id); err != nil {
		t.Fatal(err)
	}
	if h := w.run(t.Context(), id, 200); h.State != migration.HeadOver {
		t.Fatal(h)
	}
	w.holds(t.Context(), t, id)
	w.whole(t)
}

func TestADoublePurchaseThatIsSuspectedStopsAWaveThatMayFail(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.started(t.Context(), t, []migration.Wave{{Count: 3, FailedPerMille: 1000}, {FailedPerMille: 1000}}, 9, 1, all)
	first := true
	w.seam = func(call string, at migration.Tenant, after bool) error {
		if call != "convert" || !after || !first {
			return nil
		}
		first = false // somebody else converts it too, by hand
		s := w.items[at].Tasks[0].Service
		w.conversions[s] = append(w.conversions[s], migration.Conversion{Request: "theirs", State: migration.Completed, Result: "other"})
		return nil
	}
	h := w.run(t.Context(), id, 50)
	if h.State != migration.HeadStopped || h.Why != "a double purchase is suspected" || h.Wave != 0 || w.tally0().Suspected != 1 {
		t.Fatal(h, w.tally0())
	}
	if _, err := w.conductor().Again(t.Context(), id, migration.Retry{Cause: migration.Double}); fault.Of(err) != fault.Invalid {
		t.Fatal("retried without a look:", err)
	}
	w.holds(t.Context(), t, id)
}

func (w *world) tally0() migration.Counts {
	t, _ := w.Tally(context.Background(), "")
	return t.Total()
}

func TestWhatChangedOrVanishedMeanwhileIsNotTouched(t *testing.T) {
	t.Parallel()
	for cause, edit := range map[migration.Cause]func(*world){
		migration.Vanished: func(w *world) { delete(w.services, tenant(0)) },
		migration.Differs:  func(w *world) { w.services[tenant(0)][0].Quantity++ },
	} {
		w := newWorld()
		id := w.started(t.Context(), t, []migration.Wave{{FailedPerMille: 1000}}, 2, 1, all)
		edit(w)
		w.run(t.Context(), id, 50)
		i := w.items[tenant(0)]
		if i.State != migration.Failed || i.Cause != cause || i.Text == "" || len(w.clients) != 1 || len(w.begun) != 1 {
			t.Errorf("%s: %+v", cause, i)
		}
		w.holds(t.Context(), t, id)
	}
}

func TestAFailedConversionIsNotBegunAgainWhileTheOldServiceStandsStill(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.started(t.Context(), t, []migration.Wave{{FailedPerMille: 1000}}, 1, 1, all)
	s := serviceID(0, 0)
	w.seam = func(call string, _ migration.Tenant, after bool) error {
		if call == "convert" && after {
			w.conversions[s][0] = migration.Conversion{Request: w.conversions[s][0].Request, State: migration.NotComplete, Why: "too close to the end of the term", Suspended: true}
		}
		return nil
	}
	w.run(t.Context(), id, 4*70)
	if i := w.items[tenant(0)]; i.State != migration.Working || w.begun[s] != 1 {
		t.Fatal("given up before 72 hours:", i)
	}
	w.run(t.Context(), id, 4*10)
	if i := w.items[tenant(0)]; i.Cause != migration.Ineligible || i.Text != "too close to the end of the term" || w.begun[s] != 1 {
		t.Fatal(i)
	}
}

func TestCustomersThatWouldFailAreHeldAndDoneAfterTheyAreMended(t *testing.T) {
	t.Parallel()
	w := newWorld()
	waves := []migration.Wave{{FailedPerMille: 0}}
	h, err := migration.Start(t.Context(), w, "acme", "hash", "ann", waves, w.clock)
	if err != nil {
		t.Fatal(err)
	}
	items := w.customers(h.ID, waves, 3, 2, none)
	mended := map[migration.Tenant]migration.Item{items[0].Tenant: items[0], items[1].Tenant: items[1]}
	items[0].State, items[0].Wave, items[0].Cause = migration.Failed, migration.Held, migration.NoAgreement
	items[1].Tasks = append([]migration.Task(nil), items[1].Tasks...)
	items[1].Tasks[1].State, items[1].Tasks[1].Cause = migration.TaskLeft, migration.NoPlan
	if _, err = w.conductor().Prepare(t.Context(), h, items); err != nil {
		t.Fatal(err)
	}
	if h = w.run(t.Context(), h.ID, 20); h.State != migration.HeadOver || len(w.clients) != 2 {
		t.Fatal(h)
	}
	groups, err := migration.Groups(t.Context(), w, h.ID)
	var causes []migration.Cause
	for _, g := range groups {
		causes = append(causes, g.Cause)
	}
	if diff := cmp.Diff([]migration.Cause{migration.NoAgreement, migration.NoPlan}, causes); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
	for _, c := range causes {
		retry := migration.Retry{Cause: c, Renew: func(_ context.Context, i *migration.Item) (migration.Item, error) { return mended[i.Tenant], nil }}
		if n, err := w.conductor().Again(t.Context(), h.ID, retry); n != 1 || err != nil {
			t.Fatal(c, n, err)
		}
	}
	if h = w.run(t.Context(), h.ID, 20); h.State != migration.HeadOver {
		t.Fatal(h)
	}
	w.holds(t.Context(), t, h.ID)
	w.whole(t)
}

func TestAPauseHoldsBeforeTheNextStepAndACancelLeavesWhatIsDone(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.started(t.Context(), t, []migration.Wave{{FailedPerMille: 1000}}, 3, 2, none)
	if _, err := w.conductor().Advance(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.seam = func(call string, _ migration.Tenant, after bool) error {
		if call == "service" && after && w.heads[id].State == migration.HeadRunning { // while a write is under way
			_, err := migration.Pause(t.Context(), w, id, "ann")
			return err
		}
		return nil
	}
	for len(w.queue) > 0 {
		w.deliver(t.Context(), id, 0)
	}
	if len(w.taken) != 1 {
		t.Fatal("work went on:", w.taken)
	}
	if _, err := migration.Cancel(t.Context(), w, id, "ann"); err != nil {
		t.Fatal(err)
	}
	if h := w.run(t.Context(), id, 20); h.State != migration.HeadCancelled || len(w.taken) != 1 || w.tally0().Cancelled != 3 {
		t.Fatal(h, w.tally0())
	}
	for name, verb := range map[string]func() (migration.Head, error){
		"resume": func() (migration.Head, error) { return migration.Resume(t.Context(), w, id) },
		"pause":  func() (migration.Head, error) { return migration.Pause(t.Context(), w, id, "ann") },
	} {
		if _, err := verb(); fault.Of(err) != fault.Conflict {
			t.Errorf("%s of what is cancelled: %v", name, err)
		}
	}
	if _, err := w.conductor().Again(t.Context(), id, migration.Retry{Cause: migration.Busy}); fault.Of(err) != fault.Conflict {
		t.Error("retry of what is cancelled:", err)
	}
}

func TestAWaveWaitsItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld()
	id := w.started(t.Context(), t, []migration.Wave{{Count: 1, Wait: 10 * time.Hour}, {}}, 3, 1, none)
	w.run(t.Context(), id, 4*9)
	if len(w.clients) != 1 {
		t.Fatal("begun before its time", len(w.clients))
	}
	if h := w.run(t.Context(), id, 4*3); h.State != migration.HeadOver || len(w.clients) != 3 {
		t.Fatal(h)
	}
}

func TestAddOnsMoveWithTheirBaseAndAreNeverBegunAlone(t *testing.T) {
	t.Parallel()
	for name, no := range map[string]bool{"taken": false, "refused": true} {
		w := newWorld()
		id := w.started(t.Context(), t, []migration.Wave{{FailedPerMille: 1000}}, 1, 3, all)
		asked := 0
		w.seam = func(call string, _ migration.Tenant, after bool) error {
			if call == "convert" && !after {
				if asked++; no {
					return fault.Invalid.Errorf("a promotion")
				}
			}
			return nil
		}
		w.run(t.Context(), id, 20)
		w.holds(t.Context(), t, id)
		tasks := w.items[tenant(0)].Tasks
		if asked != 1 || len(w.conversions) != 3 != no {
			t.Errorf("%s: asked %d times, %v", name, asked, w.conversions)
		}
		for _, k := range tasks {
			if (k.State == migration.TaskFailed) != no || no && k.Cause != migration.Refused {
				t.Errorf("%s: %+v", name, k)
			}
		}
	}
}
