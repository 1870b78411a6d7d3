package local_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// sampleUser is the object id of the sample partner's account.
const sampleUser = "33333333-aaaa-4bbb-8ccc-000000000001"

// examined runs the doctor for the sample partner, and gives its findings by check. It holds that the doctor changed nothing.
func examined(t *testing.T, s *local.System) (api.Examination, map[string]api.Finding) {
	t.Helper()
	before := untouched(t, s)
	a := ask(t, s, local.Operator, "doctor", "doctor", nil)
	status(t, a, http.StatusOK)
	if diff := cmp.Diff(before, untouched(t, s)); diff != "" {
		t.Errorf("the doctor changed something (-before +after):\n%s", diff)
	}
	var e api.Examination
	if err := json.Unmarshal([]byte(a.Body), &e); err != nil {
		t.Fatalf("answer %s: %v", a.Body, err)
	}
	found := map[string]api.Finding{}
	for _, f := range e.Checks {
		found[f.Check] = f
	}
	return e, found
}

// untouched is what the doctor must leave as it is: all that is stored here, and what the simulators hold but for the tokens that they
// gave. Whether those that are stored here still work is part of it.
func untouched(t *testing.T, s *local.System) map[string]any {
	t.Helper()
	all := map[string]any{"items": s.Store.All(), "changes of secrets": s.Secrets.Changes(), "dead": len(s.Queue.Dead()), "waiting": s.Queue.Len()}
	for _, name := range s.Secrets.Names() {
		for _, l := range []secret.Label{secret.Current, secret.Pending, secret.Previous} {
			v, err := s.Secrets.Version(t.Context(), name, l)
			all["secret "+name+" "+string(l)] = []any{v, fault.Of(err)}
		}
	}
	all["users"], all["tenants"] = s.Entra.State().Users, s.Graph.State()
	all["customers"], all["orders"], all["subscriptions"] = s.PartnerCenter.Customers(), s.PartnerCenter.Orders(), s.PartnerCenter.Subscriptions()
	all["violations"], all["letters"] = s.PartnerCenter.Violations(), len(s.Mail.Sent())
	for name, calls := range map[string][]control.Call{"partner center": s.PartnerCenter.Calls(), "graph": s.Graph.Calls(), "prices": s.PartnerAPI.Calls()} {
		writes := 0
		for _, c := range calls {
			if c.Method != http.MethodGet && c.Method != http.MethodHead {
				writes++
			}
		}
		all["writes to "+name] = writes
	}
	return all
}

func TestDoctor_FindsTheSampleInOrderInEveryCheck(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	e, found := examined(t, s)
	if e.Verdict != api.Ok || e.Partner != "sample" || len(found) != 20 {
		t.Errorf("verdict %s of %q from %d checks", e.Verdict, e.Partner, len(found))
	}
	for name, f := range found {
		if f.Verdict != api.Ok || f.Next != nil {
			t.Errorf("%s: %s: %s", name, f.Verdict, said(f))
		}
	}
}

// said is all that a finding says.
func said(f api.Finding) string {
	text := f.Means
	for _, more := range []*string{f.Next, f.Link, f.Code, f.BlockedBy} {
		if more != nil {
			text += " | " + *more
		}
	}
	return text
}

// harm is a break: what is done to a system that was in order, and what each check that sees it has to say. Those that only could not be
// made because of it are not named.
type harm struct {
	do   func(t *testing.T, s *local.System, clock *local.Clock)
	want map[string]string // by check: the verdict, a colon and a part of what is said
}

func TestDoctor_NamesWhatIsBrokenAndWhatToDo(t *testing.T) {
	t.Parallel()
	for name, h := range harms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{})
			h.do(t, s, clock)
			e, found := examined(t, s)
			seen := []string{}
			for check, f := range found {
				switch {
				case f.BlockedBy != nil && found[*f.BlockedBy].Verdict == api.Ok:
					t.Errorf("%s is blocked by %s, which is in order", check, *f.BlockedBy)
				case f.BlockedBy == nil && f.Verdict != api.Ok:
					seen = append(seen, check)
				}
			}
			slices.Sort(seen)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(h.want)), seen); diff != "" || e.Verdict == api.Ok {
				t.Errorf("verdict %s; checks that see it (-want +got):\n%s", e.Verdict, diff)
			}
			for check, want := range h.want {
				verdict, part, _ := strings.Cut(want, ": ")
				if f := found[check]; string(f.Verdict) != verdict || !strings.Contains(said(f), part) {
					t.Errorf("%s: got %s: %s, want %s", check, f.Verdict, said(f), want)
				}
			}
		})
	}
}

func harms() map[string]harm {
	all := map[string]harm{}
	for _, some := range []map[string]harm{signInHarms(), accountHarms(), outsideHarms(), ownHarms()} {
		maps.Copy(all, some)
	}
	return all
}

// allTokens is what the three checks of tokens say when none is given: the settings of the sample use Partner Center alone.
func allTokens(part string) map[string]string {
	return map[string]string{"token_partner_center": "broken: " + part, "token_price_sheets": "warning: " + part, "token_graph": "warning: " + part}
}

func with(m map[string]string, check, want string) map[string]string {
	m[check] = want
	return m
}

func signInHarms() map[string]harm {
	const consents = "/v1/partners/sample/consents"
	return map[string]harm{
		"the sign-in is revoked": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Revoke(sampleUser))
		}, allTokens("AADSTS50173")},
		"the sign-in is too old": {func(_ *testing.T, _ *local.System, clock *local.Clock) {
			clock.Advance(91 * 24 * time.Hour)
		}, with(allTokens(consents+" | AADSTS700082"), "sign_in", "broken: "+consents)},
		"the sign-in grows old": {func(_ *testing.T, _ *local.System, clock *local.Clock) {
			clock.Advance(61 * 24 * time.Hour)
		}, map[string]string{"sign_in": "warning: 61 days old"}},
		"the account is disabled": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Disable(sampleUser, true))
		}, allTokens("AADSTS50057")},
		"nobody has signed in": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Secrets.Write(t.Context(), token.RefreshSecret("sample"), "null"))
		}, map[string]string{"sign_in": "broken: cannot be used | sign in with MFA | " + consents}},
		"somebody of another tenant signed in": {func(t *testing.T, s *local.System, clock *local.Clock) {
			keep(t, s, token.RefreshSecret("sample"), token.Refresh{
				Token: s.Entra.IssueRefresh("11111111-aaaa-4bbb-8ccc-000000000002", sampleApp, local.Account("other"), true), Issued: clock.Now(),
				Tenant: "11111111-aaaa-4bbb-8ccc-000000000002",
			})
		}, map[string]string{"sign_in": "broken: another tenant"}},
		"the sign-in had one factor": {func(t *testing.T, s *local.System, clock *local.Clock) {
			keep(t, s, token.RefreshSecret("sample"), token.Refresh{
				Token: s.Entra.IssueRefresh(sampleTenant, sampleApp, local.Account("sample"), false), Issued: clock.Now(), Tenant: sampleTenant,
			})
		}, everyCenterCheck("broken: sign in again with MFA | " + consents)},
		"the app's secret has expired": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.ExpireSecrets(sampleApp))
		}, map[string]string{"app_credential": "broken: /v1/partners/sample/credentials | AADSTS7000222"}},
		"the app's secret ends soon": {func(t *testing.T, s *local.System, clock *local.Clock) {
			must(t, s.Graph.EndCredentials(sampleTenant, sampleApp, clock.Now().Add(10*24*time.Hour)))
		}, map[string]string{"app_credential": "warning: 2026-11-30"}},
		"the app has no secret": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Secrets.Write(t.Context(), token.AppSecret("sample"), "null"))
		}, map[string]string{"app_credential": "broken: /v1/partners/sample/credentials"}},
		"the consent to Graph is withdrawn": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Withdraw(sampleApp, sampleTenant, "https://graph.microsoft.com"))
		}, map[string]string{"token_graph": "warning: AADSTS65001"}},
	}
}

// everyCenterCheck is what the checks of Partner Center say when it refuses all of them.
func everyCenterCheck(want string) map[string]string {
	all := map[string]string{}
	for _, check := range []string{"mfa", "profile", "billing", "mpn", "customers", "catalogue", "webhooks"} {
		all[check] = want
	}
	return all
}

func accountHarms() map[string]harm {
	role := everyCenterCheck("broken: Admin agent")
	role["price_host"] = "warning: Sales agent"
	return map[string]harm{
		"the account has lost its role": {func(_ *testing.T, s *local.System, _ *local.Clock) {
			s.PartnerCenter.Demote(sampleUser, true)
			s.PartnerAPI.Demote(sampleUser, true)
		}, role},
		"the settings have another MPN id": {func(t *testing.T, s *local.System, _ *local.Clock) {
			change(t, s, func(p map[string]any) { p["mpn"] = "4711009" })
		}, map[string]string{"mpn": "broken: /v1/partners/sample/settings"}},
		"the settings have another market": {func(t *testing.T, s *local.System, _ *local.Clock) {
			change(t, s, func(p map[string]any) { p["market"] = "AT" })
		}, map[string]string{"billing": "warning: market", "catalogue": "broken: /v1/partners/sample/settings", "price_host": "warning: price sheet"}},
		"a webhook is plain http": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.PartnerCenter.Register(sampleTenant, partnercenter.Registration{URL: "http://hooks.example", Events: []string{"invoice-ready"}}))
		}, map[string]string{"webhooks": "warning: not https"}},
		"a delegated administration ends": {func(t *testing.T, s *local.System, clock *local.Clock) {
			must(t, s.Graph.SetRelationship(sampleTenant, graph.Relationship{
				ID: "ending", Status: "active", Customer: "77777777-aaaa-4bbb-8ccc-000000000002", Ends: clock.Now().Add(10 * 24 * time.Hour),
				Roles: []string{"8329153b-31d0-4727-b945-745eb3bc5f31"},
			}))
		}, map[string]string{"gdap": "warning: the first on 2026-11-30"}},
	}
}

func outsideHarms() map[string]harm {
	down := control.Fault{Status: 503, Times: 1000}
	return map[string]harm{
		"Partner Center is down": {func(t *testing.T, s *local.System, _ *local.Clock) {
			inject(t, s, down)
		}, everyCenterCheck("broken: service health")},
		"Partner Center cuts the line": {func(t *testing.T, s *local.System, _ *local.Clock) {
			inject(t, s, control.Fault{Cut: control.CutHalf, Times: 1000})
		}, everyCenterCheck("broken: does not answer as it should")},
		"Partner Center asks for fewer calls": {func(t *testing.T, s *local.System, _ *local.Clock) {
			inject(t, s, control.Fault{Status: 429, Times: 1000, Header: map[string]string{"Retry-After": "60"}})
		}, everyCenterCheck("warning: in a few minutes")},
		"Graph refuses": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Graph.Inject(control.Fault{Status: 403, Times: 1000, Body: `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}`}))
		}, map[string]string{
			"graph": "warning: Organization.Read.All", "gdap": "warning: DelegatedAdminRelationship.Read.All", "app_credential": "warning: not known",
		}},
		"Graph refuses, and the settings use it": {func(t *testing.T, s *local.System, _ *local.Clock) {
			change(t, s, func(p map[string]any) { p["audiences"] = []any{"partner_center", "graph"} })
			must(t, s.Graph.Inject(control.Fault{Status: 403, Times: 1000}))
		}, map[string]string{"graph": "broken: permission", "gdap": "broken: permission", "app_credential": "warning: not known"}},
		"the price-sheet host is down": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.PartnerAPI.Inject(down))
		}, map[string]string{"price_host": "warning: the price-sheet host does not answer"}},
		"the token service is down": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Entra.Inject(control.Fault{Path: "/" + sampleTenant + "/oauth2/*/token", Status: 503, Times: 1000}))
		}, allTokens("go on by themselves")},
	}
}

func ownHarms() map[string]harm {
	return map[string]harm{
		"a message was given up": {func(t *testing.T, s *local.System, _ *local.Clock) {
			must(t, s.Queue.Send(t.Context(), queue.Message{Group: "g", Dedup: "d", Body: "no wish"}))
			must(t, s.Drain(t.Context()))
		}, map[string]string{"dead_letters": "warning: retry"}},
		"work is on hold": {func(t *testing.T, s *local.System, clock *local.Clock) {
			d := hold.Diagnosis{Code: "AADSTS50173", Cause: "the sign-in was revoked", Actor: hold.Operator, Next: "sign in again with MFA", Link: "/v1/partners/sample/consents"}
			if _, err := hold.Place(t.Context(), table.Open(s.Store, clock.Now), "sample", d, clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"work": "broken: sign in again with MFA | /v1/partners/sample/consents | AADSTS50173"}},
	}
}

// downSecrets is a secret store that does not answer.
type downSecrets struct{ secret.Versions }

func (downSecrets) Read(context.Context, string) (string, error) {
	return "", fault.Unavailable.Errorf("read a secret: no answer")
}

func TestDoctor_SaysThatTheSecretStoreIsDown(t *testing.T) {
	t.Parallel()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Secrets: func(v secret.Versions) secret.Versions { return downSecrets{v} }})
	_, found := examined(t, s)
	for check, f := range found {
		own := slices.Contains([]string{"work", "queue", "dead_letters", "schedules"}, check)
		switch {
		case own && f.Verdict != api.Ok, !own && f.Verdict == api.Ok:
			t.Errorf("%s: %s", check, said(f))
		case check == "secret_store" && !strings.Contains(said(f), "does not answer"):
			t.Errorf("%s: %s", check, said(f))
		}
	}
}

func TestDoctor_WaitsThreeSecondsForAServiceThatHangs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes the three seconds")
	}
	s, _ := begin(t, local.World{})
	inject(t, s, control.Fault{Delay: time.Hour, Times: 1000})
	began := time.Now() //nolint:forbidigo // how long a caller waits
	_, found := examined(t, s)
	if took := time.Since(began); took > 2*doctor.Limit { //nolint:forbidigo // how long a caller waits
		t.Errorf("took %v", took)
	}
	for check, f := range found {
		if _, hangs := everyCenterCheck("")[check]; hangs != strings.Contains(said(f), "no answer within 3s") {
			t.Errorf("%s: %s", check, said(f))
		}
	}
}

func TestDoctor_OfAPartnerThatIsNotThereIsNotFoundAndOfAnothersDenied(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	elsewhere := func(id string) func(*request) {
		return func(e *request) { e.PathParameters = map[string]string{"partner_id": id} }
	}
	status(t, ask(t, s, local.Operator, "doctor", "doctor", elsewhere("nobody")), http.StatusNotFound)
	status(t, ask(t, s, local.Client, "doctor", "doctor", elsewhere("other")), http.StatusForbidden)
	status(t, ask(t, s, local.Operator, "doctor", "doctor", elsewhere("branch")), http.StatusOK)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keep puts a document into the secret store.
func keep(t *testing.T, s *local.System, name string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	must(t, s.Secrets.Write(t.Context(), name, string(text)))
}

// change saves the sample partner's settings with a change.
func change(t *testing.T, s *local.System, how func(map[string]any)) {
	t.Helper()
	now := ask(t, s, local.Operator, "settings", "settings.get", nil)
	status(t, now, http.StatusOK)
	var p map[string]any
	must(t, json.Unmarshal([]byte(now.Body), &p))
	how(p)
	body, err := json.Marshal(p)
	must(t, err)
	status(t, ask(t, s, local.Operator, "settings", "settings.put", func(e *request) {
		e.Body = string(body)
		set(e, "If-Match", now.Headers["ETag"])
	}), http.StatusOK)
}
