package local_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	branch      = "branch"
	apiAudience = "https://api.partnercenter.microsoft.com"
)

func TestAPersonSignsAPartnerInThroughALink(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	for name, client := range map[string]string{"the partner's own client": local.Branch, "an operator's": local.Operator} {
		l := link(t, s, client, branch)
		res, page := newBrowser(t, s).signIn(l, as(local.Account(branch)))
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", name, res.StatusCode)
		}
		shows(t, page, "It worked", local.Account(branch))
		c := became(t, s, client, l)
		if c.State != api.ConsentStageFinished || *c.Account != local.Account(branch) || c.EndedAt == nil {
			t.Errorf("%s: %+v", name, c)
		}
		var stored token.Refresh
		if err := json.Unmarshal([]byte(refresh(t, s, branch)), &stored); err != nil || stored.Token == "" || !stored.Issued.Equal(clock.Now()) || !stored.MFA {
			t.Errorf("%s: issued %s, mfa %t, %v", name, stored.Issued, stored.MFA, err)
		}
		pass(t, s, time.Minute)
	}
}

func TestALinkScannerSpoilsNothing(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	l := link(t, s, local.Branch, branch)
	for range 3 {
		if res, _ := newBrowser(t, s).visit(l, nil); res.StatusCode != http.StatusOK {
			t.Fatalf("%d", res.StatusCode)
		}
	}
	if c := became(t, s, local.Branch, l); c.State != api.ConsentStageOpened {
		t.Errorf("%+v", c)
	}
	if res, _ := newBrowser(t, s).signIn(l, as(local.Account(branch))); res.StatusCode != http.StatusOK {
		t.Errorf("%d", res.StatusCode)
	}
}

func TestAnAnswerPostedTwiceShowsTheSamePageAndRedeemsOneCode(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	l, b := link(t, s, local.Branch, branch), newBrowser(t, s)
	_, first := b.signIn(l, as(local.Account(branch)))
	stored, minted := refresh(t, s, branch), s.Entra.Mints(apiAudience)
	pass(t, s, time.Minute)
	_, second := b.visit(local.API+"/v1/consents", b.last)
	if first != second || refresh(t, s, branch) != stored || s.Entra.Mints(apiAudience) != minted {
		t.Errorf("the second time differs:\n%s\n%s", first, second)
	}
	if _, page := b.visit(l, nil); page != first {
		t.Errorf("the link shows something else:\n%s", page)
	}
	res, page := newBrowser(t, s).visit(local.API+"/v1/consents", b.last)
	if res.StatusCode != http.StatusForbidden || strings.Contains(page, local.Account(branch)) {
		t.Errorf("another browser: %d %s", res.StatusCode, page)
	}
}

func TestAnswersThatAreNotToThisLinkInThisBrowserSpoilNothing(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	l, b := link(t, s, local.Branch, branch), newBrowser(t, s)
	to, fields := b.choose(b.begin(l), as(local.Account(branch)))
	forge := func(state string) url.Values {
		return url.Values{"code": fields["code"], "state": {state}}
	}
	state := fields.Get("state")
	for name, c := range map[string]struct {
		from   *browser
		fields url.Values
		status int
	}{
		"another browser":        {newBrowser(t, s), fields, http.StatusForbidden},
		"a forged state":         {b, forge(state[:len(state)-5] + "AAAAA"), http.StatusNotFound},
		"no state":               {b, forge(""), http.StatusNotFound},
		"somebody's state":       {b, forge(l[strings.LastIndex(l, "/")+1:len(l)-10] + strings.Repeat("B", 10)), http.StatusNotFound},
		"two states":             {b, url.Values{"code": fields["code"], "state": {state, state}}, http.StatusBadRequest},
		"neither code nor error": {b, url.Values{"state": {state}}, http.StatusBadRequest},
	} {
		res, page := c.from.visit(to, c.fields)
		if res.StatusCode != c.status || !strings.Contains(res.Header.Get("Content-Type"), "text/html") || !strings.Contains(page, "<h1") {
			t.Errorf("%s: %d %s", name, res.StatusCode, page)
		}
	}
	if refresh(t, s, branch) != "" {
		t.Error("a token was stored")
	}
	if res, page := b.visit(to, fields); res.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d %s", res.StatusCode, page)
	}
}

func TestALinkIsOverAfterFifteenMinutesAndAfterItsUse(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	late, used := newBrowser(t, s), newBrowser(t, s)
	l, u := link(t, s, local.Branch, branch), link(t, s, local.Branch, branch)
	to, fields := late.choose(late.begin(l), as(local.Account(branch)))
	used.signIn(u, as(local.Account(branch)))
	stored := refresh(t, s, branch)
	if res, _ := newBrowser(t, s).visit(u, nil); res.StatusCode != http.StatusGone {
		t.Errorf("used, in another browser: %d", res.StatusCode)
	}
	pass(t, s, 15*time.Minute)
	if res, page := late.visit(to, fields); res.StatusCode != http.StatusGone {
		t.Errorf("late answer: %d %s", res.StatusCode, page)
	}
	if res, _ := late.visit(l, nil); res.StatusCode != http.StatusGone {
		t.Errorf("late page: %d", res.StatusCode)
	}
	if c := became(t, s, local.Branch, l); c.State != api.ConsentStageExpired || refresh(t, s, branch) != stored {
		t.Errorf("%+v", c)
	}
}

// shared lets a partner's app be signed in to from any tenant, so that Microsoft itself does not refuse a stranger.
func shared(t *testing.T, s *local.System, clock *local.Clock) {
	t.Helper()
	tab := table.Open(s.Store, clock.Now)
	v, err := tab.Settings(t.Context(), branch)
	if err != nil {
		t.Fatal(err)
	}
	v.Settings.App.MultiTenant = true
	if _, err := (partner.Desk{Book: tab, Now: clock.Now}).Save(t.Context(), v.Settings, partner.Change{Base: v.Number, By: "test", Reason: "test"}); err != nil {
		t.Fatal(err)
	}
}

func TestASignInThatIsNotTakenIsAPageWithCauseAndNextStep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer url.Values
		plan   func(s *local.System)
		code   string
		words  []string
	}{
		"another tenant": {as(local.Visitor), nil, "wrong_tenant", []string{
			"You signed in as " + local.Visitor, "11111111-aaaa-4bbb-8ccc-00000000ffff", "Sign in as an account of the tenant 11111111-aaaa-4bbb-8ccc-000000000003",
		}},
		"no second factor": {as(local.Clerk(branch)), nil, "mfa", []string{"no second factor", local.Clerk(branch)}},
		"no second factor, and only Partner Center tells": {
			as(local.Clerk(branch)), func(s *local.System) { s.Entra.Hide("amr") }, "mfa", []string{"no second factor"},
		},
		"declined": {url.Values{"deny": {"1"}}, nil, "AADSTS65004", []string{"What to do"}},
		"Partner Center is down": {as(local.Account(branch)), func(s *local.System) {
			_ = s.PartnerCenter.Inject(control.Fault{Times: 20, Status: http.StatusServiceUnavailable})
		}, "unavailable", []string{"Nothing was changed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{})
			shared(t, s, clock)
			if c.plan != nil {
				c.plan(s)
			}
			l := link(t, s, local.Branch, branch)
			res, page := newBrowser(t, s).signIn(l, c.answer)
			if res.StatusCode != http.StatusOK {
				t.Errorf("%d", res.StatusCode)
			}
			shows(t, page, append(c.words, "It did not work", c.code)...)
			got := became(t, s, local.Branch, l)
			if got.State != api.ConsentStageRefused || got.Refusal == nil || value(got.Refusal.Code) != c.code || got.Refusal.Next == "" {
				t.Errorf("%+v %+v", got, got.Refusal)
			}
			if refresh(t, s, branch) != "" {
				t.Error("a token was stored")
			}
		})
	}
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestAnOperatorSignsTwoPartnersInAtOnceInOneBrowser(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	b := newBrowser(t, s)
	both := func() (to string, one, two url.Values) {
		first, second := b.begin(link(t, s, local.Operator, branch)), b.begin(link(t, s, local.Operator, "sample"))
		to, two = b.choose(second, as(local.Account("sample")))
		_, one = b.choose(first, as(local.Account(branch)))
		return to, one, two
	}
	to, one, two := both()
	for _, fields := range []url.Values{one, two} {
		_, page := b.visit(to, fields)
		shows(t, page, "It worked")
	}
	before := map[string]string{}
	for _, name := range []string{branch, "sample"} {
		if before[name] = refresh(t, s, name); !strings.Contains(before[name], local.Account(name)) {
			t.Errorf("%s: another's sign-in is stored", name)
		}
	}
	to, one, two = both()
	for _, crossed := range []url.Values{{"code": one["code"], "state": two["state"]}, {"code": two["code"], "state": one["state"]}} {
		_, page := b.visit(to, crossed)
		shows(t, page, "It did not work")
	}
	for name, stored := range before {
		if refresh(t, s, name) != stored {
			t.Errorf("%s: the other's code was taken", name)
		}
	}
}

func TestAPartnersClientMakesNoLinkForAnother(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	status(t, ask(t, s, local.Foreign, "consent", "consent.create", about(branch, "")), http.StatusForbidden)
	status(t, ask(t, s, local.Reader, "consent", "consent.create", about("sample", "")), http.StatusForbidden)
	status(t, ask(t, s, local.Operator, "consent", "consent.create", about("nobody", "")), http.StatusNotFound)
	status(t, ask(t, s, local.Operator, "show", "show", on("ord_x", "")), http.StatusForbidden)
	l := link(t, s, local.Operator, branch)
	id := l[strings.Index(l, "cns_"):strings.LastIndex(l, ".")]
	status(t, ask(t, s, local.Reader, "consent", "consent.get", about("sample", id)), http.StatusNotFound)
}
