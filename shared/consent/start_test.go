package consent_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestALinkIsMadeForAPartnerThatThereIs(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	l, err := d.Open(t.Context(), "one", "operator", base)
	if err != nil || l.Consent.Stage != consent.Opened || l.Consent.Expires.Sub(w.at) != 15*time.Minute || !strings.HasPrefix(l.Address, base+"/v1/consents/"+l.Consent.ID+".") {
		t.Errorf("%+v, %v", l, err)
	}
	_, err = d.Open(t.Context(), "nobody", "operator", base)
	kind(t, "no partner", err, fault.NotFound)
	if _, err := d.Look(t.Context(), "one", l.Consent.ID); err != nil {
		t.Error(err)
	}
	_, err = d.Look(t.Context(), "two", l.Consent.ID)
	kind(t, "another partner's", err, fault.NotFound)
}

func TestLookingAtALinkChangesNothing(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := link(t, d, "one")
	before := w.consents[consent.ID(state)]
	for range 5 {
		v, err := d.Show(t.Context(), state, "")
		if err != nil || v.Account.Tenant != "tenant-one" || v.Account.Name != "ONE" {
			t.Fatalf("%+v, %v", v, err)
		}
	}
	if w.consents[consent.ID(state)].Version != before.Version {
		t.Error("the consent was changed")
	}
	if c := finish(t, d, begunWith(t, d, state), "b"); c.Stage != consent.Finished {
		t.Errorf("%+v", c)
	}
}

func begunWith(t *testing.T, d consent.Desk, state string) string {
	t.Helper()
	if _, err := d.Start(t.Context(), state, "b"); err != nil {
		t.Fatal(err)
	}
	return state
}

func TestTheFirstBrowserWinsAndMayStartAgain(t *testing.T) {
	t.Parallel()
	_, d := newWorld()
	state := link(t, d, "one")
	_, err := d.Start(t.Context(), state, "")
	kind(t, "no cookie", err, fault.Malformed)
	for range 2 {
		if to, err := d.Start(t.Context(), state, "first"); err != nil || to != "https://login.example/tenant-one" {
			t.Errorf("%s, %v", to, err)
		}
	}
	_, err = d.Start(t.Context(), state, "second")
	kind(t, "another browser", err, fault.Denied)
}

func TestOfManyBrowsersAtOnceOneWins(t *testing.T) {
	t.Parallel()
	_, d := newWorld()
	state := link(t, d, "one")
	var mu sync.Mutex
	won := 0
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := d.Start(t.Context(), state, consent.Browser()); err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			} else if fault.Of(err) != fault.Denied {
				t.Error(err)
			}
		})
	}
	if group.Wait(); won != 1 {
		t.Errorf("%d browsers won", won)
	}
}

func TestALinkThatIsOverLeadsNowhereAndTellsOthersNothing(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	used, late := begun(t, d, "one", "b"), link(t, d, "one")
	finish(t, d, used, "b")
	_, err := d.Start(t.Context(), used, "b")
	kind(t, "used", err, fault.Gone)
	_, err = d.Show(t.Context(), used, "another")
	kind(t, "another looks", err, fault.Gone)
	if strings.Contains(err.Error(), "admin@one.example") {
		t.Errorf("it tells who signed in: %v", err)
	}
	if v, err := d.Show(t.Context(), used, "b"); err != nil || v.Consent.Stage != consent.Finished {
		t.Errorf("its own browser: %+v, %v", v, err)
	}
	w.pass(15 * time.Minute)
	_, err = d.Start(t.Context(), late, "b")
	kind(t, "late", err, fault.Gone)
	_, err = d.Show(t.Context(), late, "")
	kind(t, "late", err, fault.Gone)
	if c, err := d.Look(t.Context(), "one", consent.ID(late)); err != nil || !c.Expired(w.now()) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTheKeyIsMadeOnceHoweverManyBegin(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	var mu sync.Mutex
	var states []string
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			l, err := d.Open(t.Context(), "one", "operator", base)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			states = append(states, strings.TrimPrefix(l.Address, base+"/v1/consents/"))
		})
	}
	group.Wait()
	for _, s := range states {
		if _, err := d.Show(t.Context(), s, ""); err != nil {
			t.Errorf("%v", err)
		}
	}
	w.secrets[consent.KeySecret] = "hush"
	_, err := d.Show(t.Context(), states[0], "")
	kind(t, "no key", err, fault.Unavailable)
	if strings.Contains(err.Error(), "hush") {
		t.Error("the failure shows the secret")
	}
}

type exchange struct {
	in  consent.SignIn
	err error
}

func (e exchange) Exchange(context.Context, consent.Account, string) (consent.SignIn, error) {
	return e.in, e.err
}

func TestATokenThatSomebodyHasGoesThroughTheSameProof(t *testing.T) {
	t.Parallel()
	mint := func(w *world) exchange { return exchange{in: w.signs} }
	w, d := newWorld()
	r, err := consent.Importer{Desk: d, Mint: mint(w)}.Import(t.Context(), "one", "hush-old", time.Time{})
	if err != nil || r.User != "admin@one.example" || w.stored["one"].Token != "hush-fresh" || !w.stored["one"].Issued.Equal(w.at) || len(w.lifted) != 1 {
		t.Errorf("%+v, %v, %+v", r, err, w.stored)
	}
	w, d = newWorld()
	w.signs.Refresh = ""
	_, err = consent.Importer{Desk: d, Mint: mint(w)}.Import(t.Context(), "one", "hush-old", time.Time{})
	kind(t, "of unknown age", err, fault.Invalid)
	issued := w.at.AddDate(0, 0, -30)
	if _, err := (consent.Importer{Desk: d, Mint: mint(w)}).Import(t.Context(), "one", "hush-old", issued); err != nil || w.stored["one"].Token != "hush-old" || !w.stored["one"].Issued.Equal(issued) {
		t.Errorf("%v, %+v", err, w.stored)
	}
	w, d = newWorld()
	w.signs.Tenant = "tenant-x"
	_, err = consent.Importer{Desk: d, Mint: mint(w)}.Import(t.Context(), "one", "hush-old", time.Time{})
	kind(t, "another tenant", err, fault.Denied)
	if len(w.stored) != 0 || !strings.Contains(fault.Text(err), "tenant-x") || strings.Contains(err.Error(), "hush") {
		t.Errorf("%v, %v", err, w.stored)
	}
	_, err = consent.Importer{Desk: d, Mint: exchange{err: fault.Coded(fault.Unauthenticated.Errorf("dead"), "AADSTS700082")}}.Import(t.Context(), "one", "hush-old", time.Time{})
	kind(t, "a dead token", err, fault.Unauthenticated)
	if fault.Code(err) != "AADSTS700082" || !strings.Contains(fault.Text(err), "diagnosed: dead") {
		t.Error(err)
	}
}
