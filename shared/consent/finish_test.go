package consent_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestASignInThroughTheLinkIsStoredAndLetsWorkGoOn(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := begun(t, d, "one", "browser")
	c := finish(t, d, state, "browser")
	if c.Stage != consent.Finished || c.Result.User != "admin@one.example" || len(c.Result.Roles) != 1 || !c.Result.MFA {
		t.Errorf("%+v", c)
	}
	if got := w.stored["one"]; got.Token != "hush-fresh" || !got.Issued.Equal(w.at) || got.Tenant != "tenant-one" || !got.MFA {
		t.Errorf("stored: %+v", got)
	}
	if len(w.lifted) != 1 || w.lifted[0] != "one" {
		t.Errorf("lifted: %v", w.lifted)
	}
	a, r := w.asked[0], w.redeemed[0]
	if a.State != state || a.Redirect != base+"/v1/consents" || a.Redirect != r.Redirect || a.Nonce != r.Nonce || a.Audience != "https://pc" || a.Tenant != "tenant-one" {
		t.Errorf("asked %+v, redeemed %+v", a, r)
	}
	if a.Challenge == r.Verifier || len(r.Verifier) != 43 || strings.Contains(state, r.Verifier) || strings.Contains(state, r.Nonce) {
		t.Errorf("the verifier or the nonce is shown: %+v, %+v", a, r)
	}
}

func TestAnAppOfManyTenantsIsSignedInToAtTheSharedAddress(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	w.signs.Tenant = "tenant-many"
	if c := finish(t, d, begun(t, d, "many", "b"), "b"); c.Stage != consent.Finished || w.asked[0].Tenant != "organizations" || w.redeemed[0].Tenant != "organizations" {
		t.Errorf("%+v, %+v", c, w.asked)
	}
}

func TestAnAnswerPostedAgainRedeemsNothingAndShowsTheSame(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := begun(t, d, "one", "browser")
	first := finish(t, d, state, "browser")
	for range 3 {
		if again := finish(t, d, state, "browser"); again.Stage != first.Stage || again.Result.At != first.Result.At {
			t.Errorf("%+v", again)
		}
	}
	if len(w.redeemed) != 1 || len(w.lifted) != 1 {
		t.Errorf("%d codes, %d lifts", len(w.redeemed), len(w.lifted))
	}
}

func TestOfManyAnswersAtOnceOneIsRedeemed(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := begun(t, d, "one", "browser")
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := d.Finish(t.Context(), consent.Callback{State: state, Browser: "browser", Code: "c"}); err != nil {
				t.Errorf("finish: %v", err)
			}
		})
	}
	group.Wait()
	if len(w.redeemed) != 1 || finish(t, d, state, "browser").Stage != consent.Finished {
		t.Errorf("%d codes were redeemed", len(w.redeemed))
	}
}

func TestAnAnswerThatIsNotToALinkOfOursInThisBrowserSpoilsNothing(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state, other := begun(t, d, "one", "browser"), link(t, d, "two")
	forged := state[:len(state)-1] + string("BA"[(int(state[len(state)-1])+1)%2])
	mixed := consent.ID(state) + strings.TrimPrefix(other, consent.ID(other))
	for name, c := range map[string]struct {
		state, browser string
		want           fault.Kind
	}{
		"no state":             {"", "browser", fault.NotFound},
		"no form of a state":   {"cns_x.y", "browser", fault.NotFound},
		"forged":               {forged, "browser", fault.NotFound},
		"another link's proof": {mixed, "browser", fault.NotFound},
		"another browser":      {state, "thief", fault.Denied},
		"no browser":           {state, "", fault.Denied},
		"a link never begun":   {other, "browser", fault.Denied},
	} {
		_, err := d.Finish(t.Context(), consent.Callback{State: c.state, Browser: c.browser, Code: "hush-code"})
		kind(t, name, err, c.want)
		_, err = d.Finish(t.Context(), consent.Callback{State: c.state, Browser: c.browser, Refusal: fault.Unauthenticated.Errorf("no")})
		kind(t, name+", refused", err, c.want)
	}
	if len(w.redeemed) != 0 {
		t.Errorf("%d codes were redeemed", len(w.redeemed))
	}
	if c := finish(t, d, state, "browser"); c.Stage != consent.Finished {
		t.Errorf("afterwards: %+v", c)
	}
}

func TestAnAnswerThatComesTooLateIsNotTaken(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := begun(t, d, "one", "browser")
	w.pass(consent.Life)
	_, err := d.Finish(t.Context(), consent.Callback{State: state, Browser: "browser", Code: "c"})
	kind(t, "late", err, fault.Gone)
	if len(w.redeemed) != 0 {
		t.Error("the code was redeemed")
	}
}

func TestTwoPartnersAtOnceInOneBrowserDoNotMix(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	one, two := begun(t, d, "one", "browser"), begun(t, d, "two", "browser")
	if w.asked[0].Nonce == w.asked[1].Nonce || w.asked[0].Challenge == w.asked[1].Challenge {
		t.Error("nonce or challenge is shared")
	}
	w.signs.Tenant = "tenant-two"
	if c := finish(t, d, two, "browser"); c.Stage != consent.Finished || c.Partner != "two" {
		t.Errorf("%+v", c)
	}
	if c := finish(t, d, one, "browser"); c.Stage != consent.Refused || c.Result.Cause.Code != "wrong_tenant" {
		t.Errorf("%+v", c)
	}
	if _, stored := w.stored["one"]; stored || w.redeemed[0].Client != "app-two" {
		t.Errorf("stored: %v, redeemed %+v", w.stored, w.redeemed)
	}
}

func TestASignInThatIsNotTakenSaysWhyAndChangesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set   func(w *world)
		code  string
		words []string
	}{
		"another tenant":                               {func(w *world) { w.signs.Tenant, w.signs.User = "tenant-x", "eve@x.example" }, "wrong_tenant", []string{"eve@x.example", "tenant-x", "tenant-one"}},
		"no second factor":                             {func(w *world) { w.signs.MFA = new(false) }, "mfa", []string{"second factor"}},
		"Partner Center knows of no second factor":     {func(w *world) { w.signs.MFA, w.compliant = nil, new(false) }, "mfa", []string{"second factor"}},
		"Partner Center refuses for the second factor": {func(w *world) { w.proofFails = fault.Coded(fault.Unauthenticated.Errorf("no"), "mfa") }, "mfa", []string{"second factor"}},
		"Partner Center refuses":                       {func(w *world) { w.proofFails = fault.Denied.Errorf("the user lacks a role") }, "proof", []string{"the user lacks a role", "Admin agent"}},
		"Partner Center is down":                       {func(w *world) { w.proofFails = fault.Unavailable.Errorf("503") }, "unavailable", []string{"Nothing was changed"}},
		"the code is refused":                          {func(w *world) { w.redeemFails = fault.Coded(fault.Unauthenticated.Errorf("used"), "AADSTS54005") }, "AADSTS54005", []string{"diagnosed: used"}},
		"the answer is lost":                           {func(w *world) { w.redeemFails = fault.Unknown.Errorf("cut") }, "outcome_unknown", []string{"did not arrive"}},
		"no refresh token":                             {func(w *world) { w.signs.Refresh = "" }, "no_refresh_token", []string{"offline access"}},
		"a renewal is under way":                       {func(w *world) { w.adoptFails = fault.Conflict.Errorf("lease") }, "busy", []string{"being renewed"}},
		"a later sign-in":                              {func(w *world) { w.adoptFails = fault.Stale.Errorf("later") }, "later_sign_in", []string{"later sign-in"}},
		"a mint is refused":                            {func(w *world) { w.adoptFails = fault.Coded(fault.Unauthenticated.Errorf("dead"), "AADSTS50076") }, "AADSTS50076", []string{"diagnosed"}},
		"a defect":                                     {func(w *world) { w.adoptFails = errors.New("hush-inner") }, "internal", []string{"ours"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, d := newWorld()
			c.set(w)
			got := finish(t, d, begun(t, d, "one", "b"), "b")
			text, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			if got.Stage != consent.Refused || got.Result.Cause.Code != c.code || got.Result.Cause.Next == "" || got.Result.Cause.Actor == "" {
				t.Errorf("%s", text)
			}
			for _, word := range c.words {
				if !strings.Contains(got.Result.Cause.Cause+got.Result.Cause.Next, word) {
					t.Errorf("it does not say %q: %s", word, text)
				}
			}
			if strings.Contains(string(text), "hush") || len(w.stored) != 0 || len(w.lifted) != 0 {
				t.Errorf("%s, stored %v, lifted %v", text, w.stored, w.lifted)
			}
		})
	}
}

func TestWhenNobodyTellsOfASecondFactorPartnerCentersWordIsEnough(t *testing.T) {
	t.Parallel()
	for name, compliant := range map[string]*bool{"it says so": new(true), "it took the call": nil} {
		w, d := newWorld()
		w.signs.MFA, w.compliant = nil, compliant
		if c := finish(t, d, begun(t, d, "one", "b"), "b"); c.Stage != consent.Finished || c.Result.MFA {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestARefusalOfMicrosoftEndsTheConsentWithItsDiagnosis(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := begun(t, d, "one", "b")
	refused := consent.Callback{State: state, Browser: "b", Refusal: fault.Coded(fault.Unauthenticated.Errorf("declined"), "AADSTS65004")}
	for range 2 {
		c, err := d.Finish(t.Context(), refused)
		if err != nil || c.Stage != consent.Refused || c.Result.Cause.Code != "AADSTS65004" || c.Result.Cause.Cause != "diagnosed: declined" {
			t.Errorf("%+v, %v", c, err)
		}
	}
	if len(w.redeemed) != 0 {
		t.Error("a code was redeemed")
	}
}

func TestACallThatBreaksOffAfterTheTokenIsStoredIsBroughtToItsEnd(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(w *world, err error){
		"before the hold is lifted": func(w *world, err error) { w.liftFails = err },
		"before it is written down": func(w *world, err error) { w.saveFails = err },
	} {
		w, d := newWorld()
		state := begun(t, d, "one", "b")
		broken(w, fault.Unavailable.Errorf("table: try later"))
		_, err := d.Finish(t.Context(), consent.Callback{State: state, Browser: "b", Code: "c"})
		kind(t, name, err, fault.Unavailable)
		broken(w, nil)
		if c, err := d.Look(t.Context(), "one", consent.ID(state)); err != nil || c.Stage != consent.Finished || len(w.lifted) == 0 {
			t.Errorf("%s: %+v, %v, lifted %v", name, c, err, w.lifted)
		}
		if c := finish(t, d, state, "b"); c.Stage != consent.Finished || len(w.redeemed) != 1 {
			t.Errorf("%s: %+v, %d codes", name, c, len(w.redeemed))
		}
	}
}

func TestACallThatBreaksOffBeforeTheTokenIsStoredIsRefusedInTheEnd(t *testing.T) {
	t.Parallel()
	w, d := newWorld()
	state := begun(t, d, "one", "b")
	started, ended := make(chan struct{}), make(chan struct{})
	w.during = func() { // the first call hangs here
		close(started)
		<-ended
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = d.Finish(t.Context(), consent.Callback{State: state, Browser: "b", Code: "c"}) // another call has written its end by then
	}()
	<-started
	if c := finish(t, d, state, "b"); c.Stage != consent.Checking {
		t.Errorf("at once: %+v", c)
	}
	w.pass(time.Minute)
	if c := finish(t, d, state, "b"); c.Stage != consent.Refused || c.Result.Cause.Code != "outcome_unknown" {
		t.Errorf("after a minute: %+v", c)
	}
	w.redeemFails = fault.Unknown.Errorf("cut")
	close(ended)
	<-done
	if len(w.redeemed) != 1 {
		t.Errorf("%d codes were redeemed", len(w.redeemed))
	}
}
