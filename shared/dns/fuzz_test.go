package dns_test

import (
	"strings"
	"testing"

	"blitiri.com.ar/go/spf"

	"github.com/seatwright/seatwright/shared/dns"
)

// FuzzParseSPF holds that a record that is read is written as it was but for blanks, and that one which the oracle can hold is read.
func FuzzParseSPF(f *testing.F) {
	for _, text := range []string{"v=spf1 a mx -all", "v=spf1 include:_spf.shop.example ~all", "v=spf1 exists:%{i}._spf.%{d2r} a/24//64 redirect=x", "v=spf10", "v=spf1 ip4:1.2.3.4/8 exp=%{d}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := dns.ParseSPF(text)
		if err != nil {
			return
		}
		if got, want := strings.Fields(s.String())[1:], strings.Fields(text[6:]); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q is written as %q", text, s)
		}
		again, err := dns.ParseSPF(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q is read as %q at the second time, %v", s, again, err)
		}
	})
}

// FuzzMergeSPF holds that a merge of any record loses no term, makes one record, and turns no pass into anything else.
func FuzzMergeSPF(f *testing.F) {
	for _, text := range []string{"a mx -all", "include:_spf.shop.example ~all", "redirect=_spf.shop.example", "ip4:192.0.2.0/24 ?all x=y", "-all", "A:mail.example all -ip4:192.0.2.1"} {
		f.Add(text)
	}
	o := oracle{internet()}
	f.Fuzz(func(t *testing.T, rest string) {
		text := "v=spf1 " + rest
		s, err := dns.ParseSPF(text)
		if err != nil {
			return
		}
		got, changed, err := s.With(microsoft)
		if err != nil {
			return
		}
		if n := len(got) - len(s); n < 0 || n > 1 || changed != (n == 1) {
			t.Errorf("%q becomes %q", text, got)
		}
		tree, err := got.Count(t.Context(), o.world, "example.fr")
		if err != nil || tree.Lookups > 10 || tree.Void > 2 || len(tree.Uncounted) > 0 {
			return
		}
		for _, ip := range senders() {
			if before, after := o.says(ip, text), o.says(ip, got.String()); before == spf.Pass && after != spf.Pass {
				t.Errorf("%s: %q says %s, %q says %s", ip, text, before, got, after)
			}
		}
	})
}
