package local_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table"
)

const (
	refreshPath = "/1.0/domain/zone/*/refresh"
	rowPath     = "/1.0/domain/zone/*/record/*"
)

// toldOf gives what people were told on a topic.
func (w *zoneStory) toldOf(t *testing.T, topic notice.Topic) []string {
	t.Helper()
	notices, _, err := table.Open(w.Store, w.clock.Now).Notices(t.Context(), "sample", "", 100)
	must(t, err)
	var texts []string
	for _, one := range notices {
		if one.Topic == topic {
			texts = append(texts, one.Text)
		}
	}
	return texts
}

func TestARefreshThatReportsErrorsHasThePlanTakenBack(t *testing.T) {
	t.Parallel()
	w := zoneAt(t, domain.OVH)
	p := w.toServices(t)
	before := w.rows()
	must(t, w.OVH.Inject(control.Fault{
		Path: "/1.0/domain/zone/*/status", Header: map[string]string{"Content-Type": "application/json"},
		Body: `{"isDeployed":false,"errors":["zone contoso.example: loading failed"],"warnings":[]}`,
	}))
	w.apply(t, p)
	p = w.reach(t, p.ID, "rolled_back services")
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("rolled back (-want +got):\n%s", diff)
	}
	if !strings.Contains(stepsOf(p), "loading failed") {
		t.Errorf("the host's words are not shown: %+v", p.Steps)
	}
	w.decide(t, p.ID, "replan", "")
	w.apply(t, w.reach(t, p.ID, "planned services"))
	w.reach(t, p.ID, "done services")
}

func stepsOf(p shownPlan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		b.WriteString(s.Name + ": " + s.Text + "\n")
	}
	return b.String()
}

func TestAnUndoThatFailsTwiceGivesAPersonTheZoneAsItWas(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("goes by in many small steps")
	}
	w := zoneAt(t, domain.OVH)
	p := w.toServices(t)
	before := w.staged()
	w.apply(t, p)
	w.reach(t, p.ID, "done services")
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		must(t, w.OVH.Inject(control.Fault{
			Method: method, Path: rowPath, Times: 1000, Status: http.StatusBadRequest, Header: map[string]string{"Content-Type": "application/json"},
			Body: `{"class":"Client::BadRequest","message":"no"}`,
		}))
		must(t, w.OVH.Inject(control.Fault{
			Method: method, Path: "/1.0/domain/zone/*/record", Times: 1000, Status: http.StatusBadRequest, Header: map[string]string{"Content-Type": "application/json"},
			Body: `{"class":"Client::BadRequest","message":"no"}`,
		}))
	}
	w.decide(t, p.ID, "rollback", "")
	p = w.reach(t, p.ID, "needs_operator services")
	if p.Problem == nil || p.Problem.Code != "undo_failed" || !strings.Contains(p.Export, "mx1.mail.ovh.net") || len(w.toldOf(t, "domain.needs_operator")) != 1 {
		t.Errorf("problem %+v, told %q, export:\n%s", p.Problem, w.toldOf(t, "domain.needs_operator"), p.Export)
	}
	w.OVH.ClearFaults()
	w.decide(t, p.ID, "rollback", "") // the person mended what the host lacked, and tries again
	w.reach(t, p.ID, "rolled_back services")
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("rolled back (-want +got):\n%s", diff)
	}
}

func TestATokenThatIsRefusedHalfwayLeavesWhatIsServedAloneAndNamesWhatIsStaged(t *testing.T) {
	t.Parallel()
	for i, f := range halfway() {
		for _, back := range []bool{false, true} {
			if testing.Short() && back != (i == 2) {
				continue
			}
			w := zoneAt(t, domain.OVH)
			p := w.toServices(t)
			before := w.rows()
			f.Times, f.Status = 1, http.StatusForbidden
			f.Header, f.Body = map[string]string{"Content-Type": "application/json"}, `{"errorCode":"INVALID_CREDENTIAL","httpCode":"403 Forbidden","message":"This credential is not valid"}`
			must(t, w.OVH.Inject(f))
			w.apply(t, p)
			must(t, w.Drain(t.Context()))
			code, _, err := w.call(t.Context(), http.MethodGet, "/plans/"+p.ID, "", &p)
			must(t, err)
			if code != http.StatusOK || p.State != "staging" || p.Problem == nil || p.Problem.Code != "host_denied" || slices.Equal(before, w.staged()) {
				t.Fatalf("%v: %s, %+v, staged %q", f, p.State, p.Problem, w.staged())
			}
			if diff := cmp.Diff(before, w.rows()); diff != "" {
				t.Fatalf("%v: half a plan is served:\n%s", f, diff)
			}
			if back {
				w.decide(t, p.ID, "rollback", "")
				w.reach(t, p.ID, "rolled_back services")
				if diff := cmp.Diff(before, w.rows()); diff != "" {
					t.Errorf("%v: rolled back (-want +got):\n%s", f, diff)
				}
			} else {
				w.reach(t, p.ID, "done services")
			}
			_, err = w.hold(t.Context())
			must(t, err)
		}
	}
}

func TestAKeyThatStaysDeadAsksAPersonInTheEnd(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a day goes by in small steps")
	}
	w := zoneAt(t, domain.OVH)
	p, before := w.stuckAt(t, halfway()[2], "staging services")
	w.OVH.ClearFaults()
	must(t, w.OVH.Confirm(local.OVHConsumer, local.OVHAccount, "expired"))
	p = w.reach(t, p.ID, "needs_operator services")
	if p.Problem == nil || p.Problem.Code != "host_denied" || p.Export == "" || len(w.toldOf(t, "domain.needs_operator")) != 1 {
		t.Errorf("problem %+v, told %q, export %q", p.Problem, w.toldOf(t, "domain.needs_operator"), p.Export)
	}
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("half a plan is served:\n%s", diff)
	}
	must(t, w.OVH.Confirm(local.OVHConsumer, local.OVHAccount, "validated"))
	w.decide(t, p.ID, "rollback", "")
	w.reach(t, p.ID, "rolled_back services")
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("rolled back (-want +got):\n%s", diff)
	}
}

func TestAnotherKeyLetsTheWorkGoOnFromWhereItWas(t *testing.T) {
	t.Parallel()
	w := zoneAt(t, domain.OVH)
	p, _ := w.stuckAt(t, halfway()[2], "staging services")
	w.OVH.ClearFaults()
	must(t, w.OVH.Confirm(local.OVHConsumer, local.OVHAccount, "refused"))
	without := `{"kind":"ovh","application_key":"` + local.OVHApplication + `","application_secret":"` + local.OVHSecret + `"}`
	must(t, w.ask(t.Context(), http.MethodPut, "/hosts/main", without, nil))
	w.clock.Advance(time.Hour)
	must(t, w.Wake(t.Context(), "sweep"))
	must(t, w.Drain(t.Context()))
	if p = w.reach(t, p.ID, "staging services"); p.Problem == nil || p.Problem.Code != "host_denied" {
		t.Errorf("with a key that nobody has confirmed: %+v", p.Problem)
	}
	text, err := w.Secrets.Read(t.Context(), "partner/sample/host/main")
	must(t, err)
	var k struct{ Consumer string }
	must(t, json.Unmarshal([]byte(text), &k))
	must(t, w.OVH.Confirm(k.Consumer, local.OVHAccount, "validated"))
	w.reach(t, p.ID, "done services")
	_, err = w.hold(t.Context())
	must(t, err)
}

func TestASerialThatGoesBackwardsIsNoSignThatAnythingWasServed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("is tested at the host too")
	}
	for name, f := range map[string]control.Fault{
		"the request is lost": {Method: http.MethodPost, Path: refreshPath, Cut: control.CutBefore},
		"the answer is lost":  {Method: http.MethodPost, Path: refreshPath, Cut: control.CutAfter},
		"it is refused":       {Method: http.MethodPost, Path: refreshPath, Status: http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := zoneAt(t, domain.OVH)
			p := w.toServices(t)
			must(t, w.OVH.Inject(f))
			w.apply(t, p)
			_, err := w.Poll(t.Context())
			must(t, err)
			must(t, w.OVH.Apply(ovh.Edit{Zone: w.name, Serial: 7}))
			p = w.reach(t, p.ID, "done services", "needs_operator services", "drifted services")
			if mx := w.DNS.Ask(w.name, "MX"); p.State != "done" || len(mx) != 1 {
				t.Errorf("%s: %+v; mail goes to %q", p.State, p.Problem, mx)
			}
			_, err = w.hold(t.Context())
			must(t, err)
		})
	}
}

func TestADomainIsDoneOnlyWhenEveryNameServerServesIt(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]dns.Behaviour{
		"stuck": {Stuck: true}, "silent": {Silent: true}, "lame": {Lame: true}, "refuses": {Rcode: 5}, "late": {Lag: 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && b.Silent {
				t.Skip("who does not answer is waited for on the machine's clock")
			}
			w := zoneAt(t, domain.OVH)
			p := w.toServices(t)
			b.Host = "ns200.anycast.me"
			must(t, w.DNS.Behave(b))
			w.apply(t, p)
			p = w.reach(t, p.ID, "deployed services")
			if p.Problem == nil || p.Problem.Code != "not_served" && p.Problem.Code != "names_unavailable" {
				t.Errorf("problem %+v", p.Problem)
			}
			must(t, w.DNS.Behave(dns.Behaviour{Host: b.Host, Lag: b.Lag}))
			w.reach(t, p.ID, "done services")
		})
	}
}
