package resolver_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sim "github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/resolver"
)

func TestADelegationIsToldInNormalForm(t *testing.T) {
	t.Parallel()
	w := open(t, "www A 45.0.0.1")
	names := resolver.Names{Client: w.client}
	want := domain.Delegation{Zone: "example.fr", Servers: []string{"dns200.anycast.me", "ns200.anycast.me"}}
	for _, name := range []string{"example.fr", "EXAMPLE.fr.", "www.example.fr"} {
		got, err := names.Delegation(t.Context(), name)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: %s%v", name, d, err)
		}
	}
	if _, err := names.Delegation(t.Context(), "nobody.example"); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}

func TestProgressNamesTheServersThatLag(t *testing.T) {
	t.Parallel()
	w := open(t, `@ TXT "one"`)
	names := resolver.Names{Client: w.client}
	w.behave(t, sim.Behaviour{Host: second, Lag: time.Minute})
	w.move(time.Second)
	w.publish(t, "@ TXT \"two\"\nwww CNAME example.com.")
	d, err := names.Delegation(t.Context(), "example.fr")
	if err != nil {
		t.Fatal(err)
	}
	sets := []dns.Set{
		{Name: "example.fr", Type: dns.TXT, Data: []string{"two"}, Was: 600},
		{Name: "www.example.fr", Type: dns.CNAME, Data: []string{"example.com."}},
		{Name: "gone.example.fr", Type: dns.A},
	}
	got, err := names.Seen(t.Context(), d, sets)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Users.IsZero() || got.Sets != 3 || got.Visible != 0 {
		t.Errorf("%+v", got) // the second server has no zone yet, so that it refuses every question
	}
	for _, m := range got.Missing {
		if m.Server != "ns200.anycast.me" || m.Why == "" {
			t.Errorf("%+v", m)
		}
	}
	w.move(time.Minute)
	got, err = names.Seen(t.Context(), d, sets)
	want := domain.Progress{
		At: w.now(), Sets: 3, Visible: 3, Users: w.now().Add(600 * time.Second),
		Serials: map[string]uint32{"dns200.anycast.me": 2, "ns200.anycast.me": 2},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestAStandInIsReachedFromAnotherProcess(t *testing.T) {
	t.Parallel()
	system := sim.New(sim.Options{Servers: []string{first}, Shared: true})
	if err := system.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = system.Close() })
	system.Delegate("example.fr", first)
	system.Take("example.fr", "@ 60 SOA a. b. 1 2 3 4 5\n@ 60 TXT one", time.Time{})
	now := func() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }
	o, err := resolver.Options{Now: now}.At(system.Address())
	if err != nil {
		t.Fatal(err)
	}
	names := resolver.Names{Client: resolver.New(o)}
	got, err := names.Answers(t.Context(), "example.fr", dns.TXT)
	if d := cmp.Diff([]string{"one"}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if _, err := o.Dial(t.Context(), "udp", "8.8.8.8:53"); err == nil {
		t.Error("the Internet was reached")
	}
}

func TestOnlyThisMachineStandsInForTheInternet(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "198.18.0.1:53", "10.0.0.1:53", "localhost:53", "127.0.0.1", "127.0.0.1:0", "[::1]:53"} {
		if _, err := (resolver.Options{}).At(bad); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
