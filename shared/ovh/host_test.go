package ovh_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/ovh"
)

func (w *world) look(t *testing.T, h *ovh.Host) domain.Held {
	t.Helper()
	held, err := h.Look(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

func proof(text string) []dns.Step {
	return []dns.Step{{Kind: dns.Create, To: dns.Row{Type: dns.TXT, TTL: 3600, Value: dns.Quote(text)}}}
}

func TestALookReadsEachRowOnceAndTheGrantOnceForManyZones(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "SPF")...)
	h := ovh.NewHost(w.client)
	held := w.look(t, h)
	if len(held.Zone.Rows) != 20 || !slices.Equal(held.Servers, []string{"dns200.anycast.me", "ns200.anycast.me"}) {
		t.Errorf("%+v", held)
	}
	calls := func() (all []string) {
		for _, c := range w.Calls() {
			path := strings.TrimPrefix(c.Path, "/1.0")
			if strings.Contains(path, ",") {
				path = "batch"
			}
			all = append(all, strings.ReplaceAll(path, "/domain/zone/"+zone, "~"))
		}
		w.Forget()
		return all
	}
	again := []string{"~", "~/task", "~/task", "~/task", "~/soa", "~/record", "batch"}
	if d := cmp.Diff(append([]string{"/auth/time", "/auth/currentCredential"}, again...), calls()); d != "" {
		t.Error(d)
	}
	w.look(t, h)
	if d := cmp.Diff(again, calls()); d != "" {
		t.Error(d)
	}
	if export, err := held.Export(t.Context()); err != nil || !strings.Contains(export, "$ORIGIN") {
		t.Error(export, err)
	}
}

func TestRulesThatAreMissingAreNamedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	all := rules(ovh.ZoneRules())
	for name, c := range map[string]struct {
		change func(*sim.Options)
		text   string
	}{
		"a rule": {func(o *sim.Options) {
			o.Keys[0].Rules = slices.DeleteFunc(all, func(r sim.Rule) bool { return r.Method == http.MethodDelete || strings.HasSuffix(r.Path, "refresh") })
		}, "lacks the rules DELETE /domain/zone/example.fr/record/*, POST /domain/zone/example.fr/refresh"},
		"not confirmed": {func(o *sim.Options) { o.Keys[0].Status = "pendingValidation" }, "does not accept the keys"},
		"no account":    {func(o *sim.Options) { o.Apps = nil }, "does not accept the keys"},
	} {
		w := open(t, func(o *sim.Options, _ *ovh.Options) { c.change(o) })
		_, err := ovh.NewHost(w.client).Look(t.Context(), zone)
		if fault.Of(err) != fault.Denied || !strings.Contains(fault.Text(err), c.text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAZoneOnWhichTheHostWorksIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	if err := w.Apply(sim.Edit{Zone: zone, Tasks: []sim.Task{{ID: 1, Function: "ZoneImport", Status: "doing"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ovh.NewHost(w.client).Look(t.Context(), zone); fault.Of(err) != fault.Conflict || !strings.Contains(fault.Text(err), "ZoneImport") {
		t.Error(err)
	}
	if _, err := ovh.NewHost(w.client).Look(t.Context(), "elsewhere.fr"); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}

func TestStagingStopsAtTheFirstStepThatFails(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "SPF")...)
	h := ovh.NewHost(w.client)
	row := w.look(t, h).Zone.Rows[3]
	if err := w.Apply(sim.Edit{Zone: zone, Renumber: true}); err != nil {
		t.Fatal(err)
	}
	steps := append(proof("one"), dns.Step{Kind: dns.Delete, Row: row})
	if _, err := h.Stage(t.Context(), zone, append(steps, proof("two")...)); fault.Of(err) != fault.Stale {
		t.Error(err)
	}
	if got := w.texts(false); !slices.Contains(got, `TXT  "one"`) || slices.Contains(got, `TXT  "two"`) || len(got) != 21 {
		t.Error(got)
	}
	if err := w.Confirm("ck", account, "expired"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Stage(t.Context(), zone, proof("three")); fault.Of(err) != fault.Denied {
		t.Error(err)
	}
}

func TestAZoneIsRefreshedOnceHoweverOftenItIsAsked(t *testing.T) {
	t.Parallel()
	w := open(t, habits(sim.Habits{DeployDelay: 30 * time.Second}))
	h := ovh.NewHost(w.client)
	pub := domain.Publication{Serial: w.look(t, h).Zone.Serial}
	if _, err := h.Stage(t.Context(), zone, proof("one")); err != nil {
		t.Fatal(err)
	}
	w.Forget()
	for _, deployed := range []bool{false, false, true, true} {
		pub.Asked++
		if pub.Asked == 3 {
			w.now = w.now.Add(30 * time.Second)
		}
		got, err := h.Publish(t.Context(), zone, pub)
		if d := cmp.Diff(domain.Served{Deployed: deployed, Errors: []string{}}, got); d != "" || err != nil {
			t.Error(pub.Asked, d, err)
		}
	}
	if n := w.calls(http.MethodPost); n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

func TestARefreshThatWasLostIsMadeUpForAndOneWhoseAnswerWasLostIsNot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cut  string
		want int
	}{{control.CutBefore, 2}, {control.CutAfter, 1}} {
		w := open(t, nil)
		h := ovh.NewHost(w.client)
		pub := domain.Publication{Serial: w.look(t, h).Zone.Serial, Asked: 1}
		if _, err := h.Stage(t.Context(), zone, proof("one")); err != nil {
			t.Fatal(err)
		}
		w.Forget()
		w.fail(t, control.Fault{Method: http.MethodPost, Cut: c.cut})
		if _, err := h.Publish(t.Context(), zone, pub); fault.Of(err) != fault.Unknown {
			t.Error(c.cut, err)
		}
		pub.Asked++
		got, err := h.Publish(t.Context(), zone, pub)
		if err != nil || !got.Deployed || !slices.Contains(w.texts(true), `TXT  "one"`) {
			t.Error(c.cut, got, err)
		}
		if n := w.calls(http.MethodPost); n != c.want {
			t.Errorf("%s: %d refreshes", c.cut, n)
		}
	}
}

func TestASerialThatWentBackwardsIsNoSignOfARefresh(t *testing.T) {
	t.Parallel()
	for serial, want := range map[uint32]int{1: 1, 4_000_000_000: 0} { // the second is newer, and tells of a refresh
		w := open(t, nil)
		h := ovh.NewHost(w.client)
		pub := domain.Publication{Serial: w.look(t, h).Zone.Serial, Asked: 2}
		if _, err := h.Stage(t.Context(), zone, proof("one")); err != nil {
			t.Fatal(err)
		}
		w.Forget()
		if err := w.Apply(sim.Edit{Zone: zone, Serial: serial}); err != nil {
			t.Fatal(err)
		}
		if got, err := h.Publish(t.Context(), zone, pub); err != nil || !got.Deployed || w.calls(http.MethodPost) != want {
			t.Errorf("serial %d: %+v, %v, %d refreshes", serial, got, err, w.calls(http.MethodPost))
		}
	}
}

func TestWhatTheHostWillNotDeployIsToldInItsWords(t *testing.T) {
	t.Parallel()
	w := open(t, habits(sim.Habits{Defer: true}), sim.Row{Name: "lyncdiscover", Type: "A", Target: "45.0.0.7"})
	h := ovh.NewHost(w.client)
	step := dns.Step{Kind: dns.Create, To: dns.Row{Name: "lyncdiscover", Type: dns.CNAME, Value: "webdir.online.lync.com."}}
	pub := domain.Publication{Serial: w.look(t, h).Zone.Serial, Asked: 1}
	if _, err := h.Stage(t.Context(), zone, []dns.Step{step}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got, err := h.Publish(t.Context(), zone, pub)
		if err != nil || got.Deployed || len(got.Errors) != 1 {
			t.Error(got, err)
		}
		pub.Asked++
	}
}
