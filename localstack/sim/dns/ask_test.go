package dns_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/dns"
)

func TestSomebodyInTheWorldFindsWhatTheDelegatedServersServe(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	s := dns.New(dns.Options{Clock: func() time.Time { return now }, Servers: []string{"ns1.host.test", "ns2.host.test"}})
	zone := "@ SOA ns1.host.test. h.host.test. 1 2 3 4 5\n@ NS ns1.host.test.\n@ NS ns2.host.test.\n@ TXT \"MS=\" \"ms1\"\n@ TXT other\n@ MX 32767 ms1.msv1.invalid.\n"
	if err := s.Publish("contoso.test", zone, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	want := func(texts ...string) {
		t.Helper()
		if d := cmp.Diff(texts, s.Ask("Contoso.test", "TXT")); d != "" {
			t.Error(d)
		}
	}
	now = now.Add(time.Minute)
	want() // nobody delegates it
	s.Delegate("contoso.test", "ns1.host.test", "ns2.host.test")
	want("MS=ms1", "other")
	if d := cmp.Diff([]string{"32767 ms1.msv1.invalid"}, s.Ask("contoso.test.", "mx")); d != "" {
		t.Error(d)
	}
	now = now.Add(-time.Second)
	want() // not served yet
	now = now.Add(time.Second)
	if err := s.Behave(dns.Behaviour{Host: "ns1.host.test", Silent: true}); err != nil {
		t.Fatal(err)
	}
	want("MS=ms1", "other")
	if got := s.Ask("none.contoso.test", "TXT"); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}
