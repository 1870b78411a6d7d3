package ovh_test

import (
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	simdns "github.com/seatwright/seatwright/localstack/sim/dns"
	sim "github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/ovh"
	"github.com/seatwright/seatwright/shared/resolver"
)

// served is a host whose zone is served by name servers, and who asks those.
type served struct {
	*world

	moved atomic.Int64
	asks  *resolver.Client
}

func serve(t *testing.T) *served {
	t.Helper()
	s := &served{}
	now := func() time.Time {
		return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC).Add(time.Duration(s.moved.Load()))
	}
	names := simdns.New(simdns.Options{Clock: now, Servers: []string{"dns200.anycast.me", "ns200.anycast.me"}})
	if err := names.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = names.Close() })
	names.Delegate(zone, "dns200.anycast.me", "ns200.anycast.me")
	s.world = open(t, func(o *sim.Options, _ *ovh.Options) {
		o.Habits.DeployDelay, o.Clock = 30*time.Second, now
		o.Publish = func(zone, file string, at time.Time) {
			if err := names.Publish(zone, file, at); err != nil {
				t.Error(err)
			}
		}
	}, sim.FreshRows(zone, "SPF")...)
	s.asks = resolver.New(resolver.Options{
		Roots: []netip.Addr{names.Root()}, Allowed: []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15")}, Dial: names.Dial, Now: now,
	})
	return s
}

func TestWhatIsPublishedIsServedByTheNameServersOnceItIsDeployed(t *testing.T) {
	t.Parallel()
	w := serve(t)
	hosted, err := w.client.Zone(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	d, err := w.asks.Delegation(t.Context(), zone)
	if err != nil || d.Against(hosted.Servers) != resolver.Same {
		t.Fatal(d, err)
	}
	visible := func(value string) bool {
		r, err := w.asks.Check(t.Context(), d, []dns.Set{
			{Name: "lyncdiscover." + zone, Type: "CNAME", Data: []string{value}},
			{Name: zone, Type: "TXT", Data: []string{"v=spf1 include:mx.ovh.com ~all", "1|www." + zone}},
		})
		if err != nil || !r.Sets[1].Visible {
			t.Fatalf("%+v, %v", r, err)
		}
		return r.Visible
	}
	// Without its last dot a target is relative to the zone.
	if _, err := w.client.Create(t.Context(), zone, ovh.Record{Name: "lyncdiscover", Type: "CNAME", Target: "webdir.online.lync.com"}); err != nil {
		t.Fatal(err)
	}
	const served = "webdir.online.lync.com." + zone + "."
	if visible(served) {
		t.Error("served before the refresh")
	}
	if err := w.client.Refresh(t.Context(), zone); err != nil {
		t.Fatal(err)
	}
	if visible(served) {
		t.Error("served before the deployment is over")
	}
	w.moved.Add(int64(30 * time.Second))
	if !visible(served) || visible("webdir.online.lync.com.") {
		t.Error("not served, or not as the host takes it")
	}
}
