package local_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/domain"
)

// zoneAt starts a system for a domain at a host.
func zoneAt(t *testing.T, host domain.HostKind) *zoneStory {
	t.Helper()
	w, err := newZoneStory(t.Context(), host)
	must(t, err)
	t.Cleanup(func() { _ = w.DNS.Close() })
	return w
}

// toServices goes as far as the plan of the services, with its consent, and gives the plan.
func (w *zoneStory) toServices(t *testing.T) shownPlan {
	t.Helper()
	p, err := w.begin(t.Context())
	must(t, err)
	must(t, w.decided(t.Context(), p.ID, "ownership"))
	p = w.reach(t, p.ID, "planned services")
	if p.Line.State == "needs_consent" {
		must(t, w.ask(t.Context(), http.MethodPost, "/plans/"+p.ID+"/consents", `{"hash":"`+p.Hash+`","classes":["replace_mx"]}`, nil))
		p = w.reach(t, p.ID, "planned services")
	}
	return p
}

func (w *zoneStory) reach(t *testing.T, id string, want ...string) shownPlan {
	t.Helper()
	p, err := w.until(t.Context(), id, want...)
	must(t, err)
	return p
}

func (w *zoneStory) decide(t *testing.T, id, how, body string) {
	t.Helper()
	must(t, w.ask(t.Context(), http.MethodPost, "/plans/"+id+"/"+how, body, nil))
}

func (w *zoneStory) apply(t *testing.T, p shownPlan) {
	t.Helper()
	w.decide(t, p.ID, "apply", `{"hash":"`+p.Hash+`"}`)
}

// foreign is a row that somebody else enters at OVHcloud.
var foreign = ovh.Row{Name: "shop", Type: "A", Target: "192.0.2.99"} //nolint:gochecknoglobals // a constant

const foreignText = "shop 0 A 192.0.2.99"

// without gives rows without the one that somebody else entered.
func without(rows []string, row string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(r string) bool { return r == row })
}

func TestAnEditBetweenPlanAndApplyEndsThePlanAndIsInTheNextOne(t *testing.T) {
	t.Parallel()
	w := zoneAt(t, domain.OVH)
	p := w.toServices(t)
	before := w.staged()
	must(t, w.OVH.Apply(ovh.Edit{Zone: w.name, Add: []ovh.Row{foreign}}))
	w.apply(t, p)
	p = w.reach(t, p.ID, "drifted services", "done services")
	if p.State != "drifted" || !strings.Contains(fmt.Sprint(p.Changes, p.Problem), "shop") {
		t.Fatalf("%s: changes %+v, problem %+v", p.State, p.Changes, p.Problem)
	}
	if diff := cmp.Diff(before, without(w.staged(), foreignText)); diff != "" {
		t.Fatalf("the zone was touched:\n%s", diff)
	}
	w.decide(t, p.ID, "replan", "")
	w.apply(t, w.reach(t, p.ID, "planned services"))
	w.reach(t, p.ID, "done services")
	if !slices.Contains(w.rows(), foreignText) {
		t.Errorf("the foreign row is gone: %q", w.rows())
	}
	w.decide(t, p.ID, "rollback", "")
	w.reach(t, p.ID, "rolled_back services")
	if diff := cmp.Diff(before, without(w.rows(), foreignText)); diff != "" || !slices.Contains(w.rows(), foreignText) {
		t.Errorf("rolled back (-want +got):\n%s", diff)
	}
}

// halfway are the places at which the writes of the services' plan stop.
func halfway() []control.Fault {
	const row = "/1.0/domain/zone/*/record/*"
	down := http.StatusServiceUnavailable
	return []control.Fault{
		{Method: http.MethodPut, Path: row, Skip: 1, Status: down},
		{Method: http.MethodPost, Path: "/1.0/domain/zone/*/record", Status: down},
		{Method: http.MethodDelete, Path: row, Status: down},
		{Method: http.MethodDelete, Path: row, Skip: 2, Status: down},
	}
}

// stuckAt applies the services' plan while a kind of call of OVHcloud's does not get through, and gives the plan and the published rows.
func (w *zoneStory) stuckAt(t *testing.T, f control.Fault, states ...string) (shownPlan, []string) {
	t.Helper()
	p := w.toServices(t)
	before := w.rows()
	f.Times = 1_000_000
	must(t, w.OVH.Inject(f))
	w.apply(t, p)
	must(t, w.Drain(t.Context()))
	p = w.reach(t, p.ID, states...)
	return p, before
}

func TestAnEditWhileRowsAreStagedHasThePlanTakenBack(t *testing.T) {
	t.Parallel()
	for i, f := range halfway() {
		if testing.Short() && i != 1 {
			continue
		}
		w := zoneAt(t, domain.OVH)
		p, before := w.stuckAt(t, f, "staging services")
		must(t, w.OVH.Apply(ovh.Edit{Zone: w.name, Add: []ovh.Row{foreign}, Renumber: i%2 == 1}))
		w.OVH.ClearFaults()
		w.reach(t, p.ID, "rolled_back services")
		if diff := cmp.Diff(before, without(w.rows(), foreignText)); diff != "" || !slices.Contains(w.rows(), foreignText) {
			t.Errorf("%v (-want +got):\n%s", f, diff)
		}
		_, err := w.hold(t.Context())
		must(t, err)
	}
}

func TestAnEditBetweenStagingAndRefreshIsNeverServedWithHalfAPlan(t *testing.T) {
	t.Parallel()
	refresh := control.Fault{Method: http.MethodPost, Path: "/1.0/domain/zone/*/refresh", Status: http.StatusServiceUnavailable}
	for name, ours := range map[string]bool{"beside ours": false, "of ours": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := zoneAt(t, domain.OVH)
			p, before := w.stuckAt(t, refresh, "publishing services")
			e := ovh.Edit{Zone: w.name, Add: []ovh.Row{foreign}}
			z, _ := w.OVH.View(w.name, false)
			for _, r := range z.Rows {
				if ours && r.Type == "MX" {
					e.Remove = append(e.Remove, r.ID)
				}
			}
			must(t, w.OVH.Apply(e))
			w.OVH.ClearFaults()
			p = w.reach(t, p.ID, "rolled_back services", "done services", "needs_operator services")
			if !slices.Contains(w.rows(), foreignText) {
				t.Errorf("%s: the foreign row is gone: %q", p.State, w.rows())
			}
			switch mx := w.DNS.Ask(w.name, "MX"); {
			case !ours && (p.State != "done" || len(mx) != 1):
				t.Errorf("%s: mail goes to %q: %+v", p.State, mx, p.Problem)
			case ours && p.State == "rolled_back" && cmp.Diff(before, without(w.rows(), foreignText)) != "":
				t.Errorf("(-want +got):\n%s", cmp.Diff(before, without(w.rows(), foreignText)))
			case ours && p.State == "needs_operator" && p.Export == "":
				t.Errorf("no export: %+v", p.Problem)
			case ours && p.State == "done":
				t.Errorf("done, and mail goes to %q", mx)
			}
		})
	}
}

func TestAnEditAfterwardsIsToldOnceAndNotUndone(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("days go by in small steps")
	}
	w := zoneAt(t, domain.OVH)
	p := w.toServices(t)
	w.apply(t, p)
	w.reach(t, p.ID, "done services")
	z, _ := w.OVH.View(w.name, false)
	e := ovh.Edit{Zone: w.name, Add: []ovh.Row{foreign}, Refresh: true}
	for _, r := range z.Rows {
		if r.Type == "MX" {
			e.Remove = append(e.Remove, r.ID)
		}
	}
	must(t, w.OVH.Apply(e))
	edited := w.rows()
	for range 4 * 24 {
		w.clock.Advance(time.Hour)
		must(t, w.Wake(t.Context(), "sweep"))
		must(t, w.Drain(t.Context()))
	}
	if diff := cmp.Diff(edited, w.rows()); diff != "" {
		t.Errorf("the zone was changed:\n%s", diff)
	}
	if told := w.toldOf(t, "domain.drift"); len(told) != 1 || !strings.Contains(told[0], "MX") {
		t.Errorf("told: %q", told)
	}
	code, text, err := w.call(t.Context(), http.MethodGet, "/zones/"+local.FreshZone, "", nil)
	if must(t, err); code != http.StatusOK || !strings.Contains(text, `"type":"MX"`) {
		t.Errorf("zone: %s", text)
	}
}

func TestAnEditAtAmazonBeforeOursGetThroughEndsThePlan(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("goes by in many small steps")
	}
	for name, down := range map[string]bool{"before it is applied": false, "before the batch gets through": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := zoneAt(t, domain.Route53)
			p := w.toServices(t)
			before := w.rows()
			if down {
				must(t, w.Route53.Inject(control.Fault{Method: http.MethodPost, Status: http.StatusServiceUnavailable, Times: 1000}))
				w.apply(t, p)
				w.reach(t, p.ID, "staging services")
			}
			must(t, w.Route53.Apply(route53.Edit{Zone: w.name, Put: []route53.Set{{Name: "shop." + w.name, Type: "A", TTL: 60, Values: []string{"192.0.2.99"}}}}))
			w.Route53.ClearFaults()
			if !down {
				w.apply(t, p)
			}
			p = w.reach(t, p.ID, "drifted services", "done services")
			if p.State != "drifted" || len(p.Changes) == 0 || len(w.rows()) != len(before)+1 {
				t.Fatalf("%s: %+v, %q", p.State, p.Changes, w.rows())
			}
			w.decide(t, p.ID, "replan", "")
			w.apply(t, w.reach(t, p.ID, "planned services"))
			w.reach(t, p.ID, "done services")
			w.decide(t, p.ID, "rollback", "")
			w.reach(t, p.ID, "rolled_back services")
			if len(w.rows()) != len(before)+1 || !strings.Contains(strings.Join(w.rows(), "\n"), "192.0.2.99") {
				t.Errorf("rolled back: %q", w.rows())
			}
		})
	}
}
