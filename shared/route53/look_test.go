package route53_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	sim "github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestSetsBecomeRows(t *testing.T) {
	t.Parallel()
	one := int64(1)
	w := open(t, nil,
		sim.Set{Name: "example.fr", Type: "MX", TTL: 300, Values: []string{"10 mail.example", "20 mail2.example."}},
		sim.Set{Name: "example.fr", Type: "TXT", TTL: 300, Values: []string{`"caf\303\251 \"x\""`, `"one" "two"`}},
		sim.Set{Name: "*.shop.example.fr", Type: "CNAME", TTL: 0, Values: []string{"shop.example"}},
		sim.Set{Name: "cdn.example.fr", Type: "A", Alias: "d123.cloudfront.example."},
		sim.Set{Name: "www.example.fr", Type: "A", TTL: 60, Values: []string{"45.0.0.1"}, Identifier: "a", Weight: &one},
		sim.Set{Name: "www.example.fr", Type: "A", TTL: 60, Values: []string{"45.0.0.1"}, Identifier: "b", Weight: &one},
		sim.Set{Name: "odd name.example.fr", Type: "A", TTL: 60, Values: []string{"45.0.0.2"}},
	)
	held := w.look(t)
	var got []string
	for _, r := range held.Zone.Rows {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %d %s %s", r.Name, r.Type, r.TTL, r.Value, r.Locked)))
	}
	want := []string{
		"MX 300 10 mail.example.", "MX 300 20 mail2.example.",
		"NS 172800 ns-2048.awsdns-64.com.", "NS 172800 ns-2049.awsdns-65.net.", "NS 172800 ns-2050.awsdns-66.org.", "NS 172800 ns-2051.awsdns-67.co.uk.",
		`TXT 300 "caf\195\169 \"x\""`, `TXT 300 "one" "two"`,
		"cdn A 0 ALIAS d123.cloudfront.example. alias", `odd\040name A 60 45.0.0.2 escaped name`,
		"*.shop CNAME 0 shop.example.", "www A 60 45.0.0.1 weighted", "www A 60 45.0.0.1 weighted",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if err := held.Zone.Check(); err != nil || held.Zone.Serial != 1 {
		t.Error(err, held.Zone.Serial)
	}
	if export, err := held.Export(t.Context()); err != nil || !slices.Equal(held.Servers, sim.Servers()) || !strings.Contains(export, "; weighted: www\t60\tIN\tA\t45.0.0.1\n") {
		t.Error(held.Servers, export, err)
	}
	text := find(t, held.Zone, "", dns.TXT, "caf")
	if got := held.Zone.Record(text).Data; got != `café "x"` {
		t.Errorf("%q", got)
	}
}

func TestEveryPolicyLocksItsSet(t *testing.T) {
	t.Parallel()
	yes, one := true, int64(1)
	for want, s := range map[string]sim.Set{
		"weighted": {Weight: &one}, "latency": {Region: "eu-west-1"}, "geolocation": {Country: "FR"}, "failover": {Failover: "PRIMARY"}, "multivalue": {Multi: &yes},
	} {
		s.Name, s.Type, s.TTL, s.Values, s.Identifier = "www.example.fr", "A", 60, []string{"45.0.0.1"}, "a"
		w := open(t, nil, s)
		held := w.look(t)
		row := find(t, held.Zone, "www", dns.A, "45.0.0.1")
		if row.Locked != want {
			t.Errorf("%q, want %q", row.Locked, want)
		}
		if _, err := w.Stage(t.Context(), zone, []dns.Step{{Kind: dns.Delete, Row: row}}); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestALargeZoneIsReadInPages(t *testing.T) {
	t.Parallel()
	sets := 5000
	if testing.Short() {
		sets = 700
	}
	w := open(t, func(o *sim.Options) {
		for i := range sets {
			o.Zones[0].Sets = append(o.Zones[0].Sets, sim.Set{Name: fmt.Sprintf("h%d.example.fr", i), Type: "A", TTL: 60, Values: []string{"45.0.0.1"}})
		}
	})
	if n := len(w.look(t).Zone.Rows); n != sets+4 {
		t.Errorf("%d rows", n)
	}
	if n := len(w.Calls()); n != 2+(sets+2+299)/300 {
		t.Errorf("%d calls", n)
	}
}

func TestOfSeveralZonesOfANameTheOneThatIsDelegatedToIsTaken(t *testing.T) {
	t.Parallel()
	twins := func(o *sim.Options) {
		o.Habits.Page = 1
		o.Zones = []sim.Zone{
			{ID: "Z1", Name: zone, Servers: []string{"ns-1.awsdns-00.com"}},
			{ID: "Z2", Name: zone, Private: true},
			{ID: "Z3", Name: zone, Servers: []string{"NS-3.awsdns-00.com."}, Sets: []sim.Set{{Name: zone, Type: "TXT", TTL: 60, Values: []string{`"three"`}}}},
			{ID: "Z4", Name: "example.fr.example", Servers: []string{"ns-4.awsdns-00.com"}},
		}
	}
	w := open(t, twins)
	w.names[zone] = []string{"ns-3.awsdns-00.com"}
	find(t, w.look(t).Zone, "", dns.TXT, "three")
	w.names[zone] = []string{"dns200.anycast.me"}
	_, err := w.Look(t.Context(), zone)
	for _, part := range []string{"2 public zones", "Z1 (ns-1.awsdns-00.com)", "Z3 (ns-3.awsdns-00.com)", "served by dns200.anycast.me"} {
		if fault.Of(err) != fault.NotFound || !strings.Contains(fault.Text(err), part) {
			t.Errorf("want %q: %v", part, err)
		}
	}
	if _, err := w.Look(t.Context(), "elsewhere.fr"); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}
