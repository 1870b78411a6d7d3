package dns_test

import (
	"slices"
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
)

// sets is a zone at a host that keeps sets.
func sets(lines ...string) dns.Zone {
	z := bare(lines...)
	z.Dialect = dns.Route53()
	return z
}

func TestRecordsOfOneSetHaveOneTimeToLive(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]dns.Options{
		"kept":     {Services: []dns.Service{dns.Email, dns.Teams}},
		"enforced": {Services: []dns.Service{dns.Email, dns.Teams}, EnforceTTL: true},
	} {
		z := sets(`@ TXT 300 "v=spf1 include:_spf.shop.example ~all"`, `@ TXT 300 "1|www.example.fr"`, "_sipfederationtls._tcp SRV 120 100 1 5061 sipfed.online.lync.com.")
		p, err := dns.Prepare(t.Context(), internet(), z, answer("example.fr"), o)
		if err != nil || !p.Ready() {
			t.Fatal(name, err, p.Text())
		}
		after := p.Predicted()
		times := map[dns.Record]uint32{}
		for _, r := range after.Rows {
			set := after.Record(r)
			set.Data = ""
			if had, ok := times[set]; ok && had != r.TTL {
				t.Errorf("%s: %s %q has %d and %d", name, r.Type, r.Name, had, r.TTL)
			}
			times[set] = r.TTL
		}
		if times[dns.Record{Type: dns.TXT}] != 300 {
			t.Errorf("%s: %v", name, times)
		}
		if got, want := times[dns.Record{Name: "_sipfederationtls._tcp", Type: dns.SRV}], map[string]uint32{"kept": 120, "enforced": 3600}[name]; got != want {
			t.Errorf("%s: %d, want %d: a record alone in its set has a time of its own", name, got, want)
		}
		after.Mark()
		for i := range after.Rows {
			after.Rows[i].ID += "x"
		}
		again, err := dns.Prepare(t.Context(), internet(), after, answer("example.fr"), o)
		if err != nil || !again.Empty() {
			t.Errorf("%s: a second plan changes something: %s, %v", name, again.Text(), err)
		}
	}
}

func TestASetThatTheHostLocksTakesNoFurtherRecord(t *testing.T) {
	t.Parallel()
	z := sets(`@ TXT 300 "one"`)
	z.Rows[len(z.Rows)-1].Locked = "weighted"
	f := answer("example.fr")
	f.Verified = false
	p, err := dns.Prepare(t.Context(), internet(), z, f, dns.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Ready() || !slices.ContainsFunc(p.Items, func(i dns.Item) bool {
		return i.Kind == dns.Block && i.Row != nil && i.Row.Locked == "weighted" && !i.Consentable()
	}) {
		t.Error(p.Text())
	}
}
