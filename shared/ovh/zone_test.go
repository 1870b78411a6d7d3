package ovh_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/ovh"
)

func TestNothingIsServedBeforeTheRefreshNorBeforeTheDeploymentIsOver(t *testing.T) {
	t.Parallel()
	w := open(t, habits(sim.Habits{DeployDelay: 30 * time.Second}))
	before, err := w.client.SOA(t.Context(), zone)
	if err != nil || before.TTL != 3600 || before.Negative != 300 {
		t.Fatal(before, err)
	}
	if _, err := w.client.Create(t.Context(), zone, ovh.Record{Type: "TXT", Target: "MS=ms12345678"}); err != nil {
		t.Fatal(err)
	}
	if len(w.texts(true)) != 0 || len(w.texts(false)) != 1 {
		t.Errorf("published %v", w.texts(true))
	}
	if err := w.client.Refresh(t.Context(), zone); err != nil {
		t.Fatal(err)
	}
	if s, err := w.client.Status(t.Context(), zone); s.Deployed || err != nil {
		t.Errorf("at once: %+v, %v", s, err)
	}
	w.now = w.now.Add(30 * time.Second)
	if s, err := w.client.Status(t.Context(), zone); !s.Deployed || err != nil {
		t.Errorf("after it: %+v, %v", s, err)
	}
	after, err := w.client.SOA(t.Context(), zone)
	if after.Serial <= before.Serial || len(w.texts(true)) != 1 {
		t.Errorf("serial %d after %d, %v, %v", after.Serial, before.Serial, w.texts(true), err)
	}
}

func TestARefreshThatSucceedsMayHaveDeployedNothing(t *testing.T) {
	t.Parallel()
	w := open(t, habits(sim.Habits{Defer: true}), sim.Row{Name: "autodiscover", Type: "A", Target: "192.0.2.7"})
	_, err := w.client.Create(t.Context(), zone, ovh.Record{Name: "autodiscover", Type: "CNAME", Target: "autodiscover.outlook.com."})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.client.Refresh(t.Context(), zone); err != nil {
		t.Fatal(err)
	}
	s, err := w.client.Status(t.Context(), zone)
	if s.Deployed || len(s.Errors) != 1 || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if d := cmp.Diff([]string{"A autodiscover 192.0.2.7"}, w.texts(true)); d != "" {
		t.Error(d)
	}
}

func TestAZoneNamesItsServersAndIsUnknownInAnotherAccount(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "SPF")...)
	names, err := w.client.Zones(t.Context())
	if !slices.Equal(names, []string{zone}) || err != nil {
		t.Error(names, err)
	}
	z, err := w.client.Zone(t.Context(), zone)
	if !slices.Equal(z.Servers, []string{"dns200.anycast.me", "ns200.anycast.me"}) || err != nil {
		t.Error(z, err)
	}
	if _, err := w.client.Zone(t.Context(), "elsewhere.fr"); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	file, err := w.client.Export(t.Context(), zone)
	if err != nil || !strings.Contains(file, "@\t600 IN TXT \"v=spf1 include:mx.ovh.com ~all\"\n") {
		t.Error(file, err)
	}
}

func TestWorkUnderWayOnAZoneIsSeen(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	tasks := []sim.Task{{ID: 1, Function: "ZoneImport", Status: "doing"}, {ID: 2, Function: "DnssecEnable", Status: "done"}}
	if err := w.Apply(sim.Edit{Zone: zone, Tasks: tasks}); err != nil {
		t.Fatal(err)
	}
	got, err := w.client.Tasks(t.Context(), zone)
	if d := cmp.Diff([]ovh.Task{{ID: 1, Function: "ZoneImport", Status: "doing"}}, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestRowsHaveOtherIDsAfterAnEditAsText(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "TXT")...)
	before, err := w.client.Records(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Apply(sim.Edit{Zone: zone, Renumber: true, Serial: 1}); err != nil {
		t.Fatal(err)
	}
	if err := w.client.Update(t.Context(), zone, before[5]); fault.Of(err) != fault.NotFound {
		t.Errorf("an id of before: %v", err)
	}
	found, err := w.client.Find(t.Context(), zone, before[5])
	if len(found) != 1 || found[0].ID <= before[5].ID || err != nil {
		t.Error(found, err)
	}
	if soa, err := w.client.SOA(t.Context(), zone); soa.Serial != 1 || err != nil {
		t.Error(soa, err)
	}
}

func TestAForeignRefreshPublishesWhatIsHalfDone(t *testing.T) {
	t.Parallel()
	w := open(t, nil, sim.FreshRows(zone, "SPF")...)
	if _, err := w.client.Create(t.Context(), zone, ovh.Record{Type: "TXT", Target: "MS=ms12345678"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Apply(sim.Edit{Zone: zone, Add: []sim.Row{{Name: "shop", Type: "A", Target: "45.0.0.1"}}, Refresh: true}); err != nil {
		t.Fatal(err)
	}
	if got := w.texts(true); !slices.Contains(got, `TXT  "MS=ms12345678"`) {
		t.Error(got)
	}
	got, err := w.client.Read(t.Context(), zone)
	if err != nil || len(got.Rows) != 22 {
		t.Errorf("%d rows, %v", len(got.Rows), err)
	}
}
