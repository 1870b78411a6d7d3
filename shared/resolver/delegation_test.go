package resolver_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"

	sim "github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/resolver"
)

func TestTheParentSaysWhoServesADomain(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	w.Delegate("own.fr", "ns.example.fr", "dns1.elsewhere.net")
	for domain, want := range map[string]struct {
		zone  string
		hosts []string
		match resolver.Match
	}{
		"Example.FR.":     {"example.fr.", []string{first, second}, resolver.Same},
		"mail.example.fr": {"example.fr.", []string{first, second}, resolver.Same},
		"own.fr":          {"own.fr.", []string{"dns1.elsewhere.net.", "ns.example.fr."}, resolver.Other},
	} {
		d, err := w.client.Delegation(t.Context(), domain)
		if err != nil || d.Zone != want.zone || !slices.Equal(d.Hosts(), want.hosts) {
			t.Errorf("%s: %+v, %v", domain, d, err)
		}
		if got := d.Against([]string{"DNS200.anycast.me", "ns200.anycast.me."}); got != want.match {
			t.Errorf("%s: %s", domain, got)
		}
	}
}

func TestADomainOnAnotherPairOfTheSameHostIsServedElsewhere(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	d, err := w.client.Delegation(t.Context(), "example.fr")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		hosts []string
		want  resolver.Match
	}{
		{[]string{"dns112.ovh.net", "ns112.ovh.net"}, resolver.Other},
		{[]string{"dns200.anycast.me", "ns112.ovh.net"}, resolver.Mixed},
		{[]string{"dns200.anycast.me"}, resolver.Mixed},
		{[]string{first, second, "third.example"}, resolver.Mixed},
		{nil, resolver.Other},
	} {
		if got := d.Against(c.hosts); got != c.want {
			t.Errorf("%v: %s", c.hosts, got)
		}
	}
}

func TestADelegationThatNobodyCanTellIsAFailureAndOneThatIsNotThereIsAnother(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	if _, err := w.client.Delegation(t.Context(), "nobody.fr"); fault.Of(err) != fault.NotFound {
		t.Errorf("not delegated: %v", err)
	}
	if _, err := w.client.Delegation(t.Context(), "nobody.nowhere"); fault.Of(err) != fault.NotFound {
		t.Errorf("no such top-level domain: %v", err)
	}
	for _, name := range []string{"", ".", "a..b"} {
		if _, err := w.client.Delegation(t.Context(), name); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, b := range []sim.Behaviour{{Silent: true}, {Rcode: 2}, {Rcode: 5}} {
		b.Host = "a.root.sim."
		w.behave(t, b)
		if _, err := resolver.New(w.opt).Delegation(t.Context(), "example.fr"); fault.Of(err) != fault.Unavailable {
			t.Errorf("%+v: %v", b, err)
		}
	}
}

func TestAServerOnAPrivateAddressIsNotAsked(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	if err := w.Public("ns.inside.net. A 10.0.0.1\nns.inside.net. A 127.0.0.1\nns.inside.net. A 169.254.169.254"); err != nil {
		t.Fatal(err)
	}
	w.Delegate("trap.fr", "ns.inside.net")
	d, err := w.client.Delegation(t.Context(), "trap.fr")
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.client.Check(t.Context(), d, []dns.Set{{Name: "trap.fr", Type: "TXT", Data: []string{"x"}}})
	if err != nil || r.Visible || r.Sets[0].Seen[0].Why != "look up the server ns.inside.net.: it has no address of the public network" {
		t.Errorf("%+v, %v", r, err)
	}
	closed := w.opt
	closed.Allowed = nil
	closed.Roots = []netip.Addr{w.Root()}
	if _, err := resolver.New(closed).Delegation(t.Context(), "example.fr"); fault.Of(err) != fault.Unavailable {
		t.Errorf("the range for measurements: %v", err)
	}
}

func TestNamesOfMailPoliciesAreLookedUpThroughAliases(t *testing.T) {
	t.Parallel()
	w := open(t, "_spf CNAME alias.example.fr.\nalias CNAME spf.protection.outlook.com.\nloop CNAME loop.example.fr.\n@ MX 10 mx.example.fr.\n@ MX 0 mx2.example.fr.\nmx A 45.1.2.3")
	if err := w.Public(sim.Policies()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		kind dns.Type
		want []string
	}{
		{"_spf.example.fr", "TXT", []string{"v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip4:52.100.0.0/15 ip6:2a01:111:f400::/48 -all"}},
		{"example.fr", "MX", []string{"mx2.example.fr.", "mx.example.fr."}},
		{"mx.example.fr", "A", []string{"45.1.2.3"}},
		{"mx.example.fr", "AAAA", nil},
		{"no1.spf.example", "A", nil},
		{"twice.spf.example", "TXT", []string{"v=spf1 ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.2 -all"}},
	} {
		got, err := w.client.Answers(t.Context(), c.name, c.kind)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %q, %v", c.name, c.kind, got, err)
		}
	}
	if _, err := w.client.Answers(t.Context(), "loop.example.fr", "A"); fault.Of(err) != fault.Unavailable {
		t.Errorf("aliases without an end: %v", err)
	}
}

func TestADelegationThatLeadsInCirclesEndsAfterAFewQuestions(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	var hosts []string
	for i := range 40 {
		hosts = append(hosts, fmt.Sprintf("ns.maze%d.fr", i))
	}
	for i := range 40 {
		w.Delegate(fmt.Sprintf("maze%d.fr", i), slices.Concat(hosts[i+1:], hosts[:i])...)
	}
	w.Delegate("trap.fr", hosts...)
	var dialled atomic.Int32
	opt := w.opt
	opt.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled.Add(1)
		return w.Dial(ctx, network, address)
	}
	if _, err := resolver.New(opt).Answers(t.Context(), "www.trap.fr", dns.A); fault.Of(err) != fault.Unavailable || dialled.Load() > 70 {
		t.Errorf("%d questions: %v", dialled.Load(), err)
	}
}
