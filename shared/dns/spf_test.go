package dns_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

const microsoft = "spf.protection.outlook.com"

func TestSPFIsReadAsReceiversDo(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"v=spf1", "V=SPF1 -ALL", "v=spf1  a  mx ", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all", "v=spf1 a:mail.example/24//64 mx//64 a/24 -all",
		"v=spf1 INCLUDE:_spf.example ptr ptr:example exists:%{i}._spf.%{d2r} -all", "v=spf1 redirect=_spf.example", "v=spf1 a exp=explain.example foo.bar-1_x=%{l} -all",
		"v=spf1 include:example. ~all mx",
	} {
		if _, err := dns.ParseSPF(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{
		"", "v=spf10 -all", "v=spf1-all", "v=spf2 -all", "v=spf1 include:", "v=spf1 include", "v=spf1 include: example", "v=spf1 ipv4:192.0.2.1", "v=spf1 ip4:192.0.2.1/33",
		"v=spf1 ip4:2001:db8::", "v=spf1 ip6:192.0.2.1", "v=spf1 ip4:192.0.2", "v=spf1 all:example", "v=spf1 a/33", "v=spf1 a//129", "v=spf1 a:", "v=spf1 address", "v=spf1 exists",
		"v=spf1 redirect=", "v=spf1 redirect=a.example redirect=b.example", "v=spf1 exists:%{x}", "v=spf1 exists:%i", "v=spf1 1a=b", "v=spf1 +", "v=spf1 é", "v=spf1 a:x/", "v=spf1 =x",
	} {
		if s, err := dns.ParseSPF(text); fault.Of(err) != fault.Invalid {
			t.Errorf("%q reads as %q, %v", text, s, err)
		}
	}
}

// Trap 5: the include goes behind "all", stands twice in another case, or "all" becomes stricter.
func TestASenderIsLetInBeforeTheRestIsDecided(t *testing.T) {
	t.Parallel()
	const in = "include:" + microsoft
	for text, want := range map[string]string{
		"v=spf1 mx ~all":                                     "v=spf1 mx " + in + " ~all",
		"v=spf1 mx ?all":                                     "v=spf1 mx " + in + " ?all",
		"v=spf1 mx":                                          "v=spf1 mx " + in,
		"v=spf1 redirect=_spf.example":                       "v=spf1 " + in + " redirect=_spf.example",
		"v=spf1 -all redirect=_spf.example":                  "v=spf1 " + in + " -all redirect=_spf.example",
		"v=spf1 mx -all a exp=x.example":                     "v=spf1 mx " + in + " -all a exp=x.example",
		"v=spf1  MX   -ALL":                                  "v=spf1 MX " + in + " -ALL",
		"v=spf1 INCLUDE:SPF.Protection.Outlook.com -all":     "",
		"v=spf1 +include:spf.protection.outlook.com. a ~all": "",
		"v=spf1 -all include:spf.protection.outlook.com":     "v=spf1 " + in + " -all " + in,
	} {
		s, err := dns.ParseSPF(text)
		if err != nil {
			t.Fatal(err)
		}
		got, changed, err := s.With(microsoft)
		if err != nil || changed != (want != "") || changed && got.String() != want {
			t.Errorf("%q becomes %q, %v, %v; want %q", text, got, changed, err, want)
		}
		if again, changed, err := got.With(microsoft); changed || err != nil {
			t.Errorf("%q becomes %q at the second time, %v", got, again, err)
		}
	}
	for _, text := range []string{"v=spf1 +all", "v=spf1 mx all", "v=spf1 -include:spf.protection.outlook.com ~all", "v=spf1 ?include:SPF.protection.outlook.com a"} {
		s, err := dns.ParseSPF(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := s.With(microsoft); fault.Of(err) != fault.Conflict {
			t.Errorf("%q becomes %q, %v", text, got, err)
		}
	}
}

func TestSeveralRecordsBecomeOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		texts []string
		want  string
	}{
		{[]string{"v=spf1 mx -all", "v=spf1 mx -all"}, "v=spf1 mx -all"},
		{[]string{"v=spf1 mx -all", "v=spf1 a MX -all"}, "v=spf1 mx a -all"},
		{[]string{"v=spf1 mx -all", "v=spf1 a ~all"}, "v=spf1 mx a ~all"},
		{[]string{"v=spf1 mx", "v=spf1 a -all"}, "v=spf1 mx a ~all"},
		{[]string{"v=spf1 mx -all ptr", "v=spf1 a -all"}, "v=spf1 mx a -all ptr"},
		{[]string{"v=spf1 mx -all exp=e.example", "v=spf1 a -all exp=e.example x=y"}, "v=spf1 mx a -all exp=e.example x=y"},
		{[]string{"v=spf1 mx -all", "v=spf1 redirect=r.example"}, ""},
		{[]string{"v=spf1 mx -all redirect=q.example", "v=spf1 -all redirect=r.example"}, ""},
		{[]string{"v=spf1 mx +all", "v=spf1 a -all"}, ""},
		{[]string{"v=spf1 redirect=r.example", "v=spf1 redirect=r.example"}, "v=spf1 redirect=r.example"},
	} {
		var all []dns.SPF
		for _, text := range c.texts {
			s, err := dns.ParseSPF(text)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		got, err := dns.Union(all)
		if c.want == "" && fault.Of(err) != fault.Conflict || c.want != "" && got.String() != c.want {
			t.Errorf("%q become %q, %v; want %q", c.texts, got, err, c.want)
		}
	}
}

// Trap 6: lookups are counted through the whole tree, or the record is refused by every receiver.
func TestLookupsAreCountedThroughTheTree(t *testing.T) {
	t.Parallel()
	s, err := dns.ParseSPF("v=spf1 a mx include:_spf.shop.example include:" + microsoft + " ip4:192.0.2.1 -all include:never.example")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := s.Count(t.Context(), internet(), "example.fr")
	want := "6 lookups (a 1, mx 1, include:_spf.shop.example 3 (include:_a.shop.example 1, include:_b.shop.example 1), include:spf.protection.outlook.com 1)"
	if err != nil || tree.String() != want {
		t.Errorf("tree %s, %v; want %s", &tree, err, want)
	}
}

func TestARecordThatReceiversWouldRefuseStandsInTheWay(t *testing.T) {
	t.Parallel()
	net := internet()
	net["loop.example TXT"] = []string{"v=spf1 include:loop.example -all"}
	net["two.example TXT"] = []string{"v=spf1 -all", "v=spf1 a -all"}
	net["odd.example TXT"] = []string{"v=spf1 nonsense"}
	net["down.example TXT"] = nil
	net["crowd.example MX"] = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}
	for text, want := range map[string][]string{
		"v=spf1 a a a a a a a a a a ~all":                       {"block spf_lookups "},
		"v=spf1 a a a a a a a a a ~all":                         {"warn spf_near", "update 5000000003  TXT \"v=spf1 a a a a a a a a a include:" + microsoft + " ~all\""},
		"v=spf1 include:loop.example ~all":                      {"block spf_lookups "},
		"v=spf1 include:gone.example ~all":                      {"block spf_broken "},
		"v=spf1 include:two.example ~all":                       {"block spf_broken "},
		"v=spf1 include:odd.example ~all":                       {"block spf_broken "},
		"v=spf1 mx:crowd.example ~all":                          {"block spf_broken "},
		"v=spf1 nonsense ~all":                                  {"block spf_broken "},
		"v=spf1 include:down.example ~all":                      {"block spf_unproved "},
		"v=spf1 a:x.example mx:y.example exists:z.example ~all": {"block spf_void "},
		"v=spf1 include:%{i}.vendor.example ~all":               {"block spf_uncounted uncounted_spf"},
		"v=spf1 exists:%{i}.vendor.example ptr ~all":            {"update 5000000003  TXT \"v=spf1 exists:%{i}.vendor.example ptr include:" + microsoft + " ~all\""},
		"v=spf1 -all":                            {"block spf_parked unpark_spf"},
		"v=spf1 +all":                            {"block spf_refuses "},
		"v=spf1 -include:" + microsoft + " ~all": {"block spf_refuses "},
		"v=spf1 include:" + microsoft + " +all":  {"block spf_refuses "},
		"v=spf1 mx ~all a":                       {"update 5000000003  TXT \"v=spf1 mx include:" + microsoft + " ~all a\"", "warn spf_dead"},
	} {
		f := answer("example.fr")
		p, err := dns.Prepare(t.Context(), net, bare("@ TXT 0 "+text), f, only(dns.Email))
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, it := range p.Items {
			if len(it.Code) > 2 && it.Code[:3] == "spf" {
				one := changes(dns.Plan{Items: []dns.Item{it}})
				if it.Kind == dns.Warn {
					one = []string{"warn " + it.Code}
				}
				got = append(got, one...)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// Trap 4: a second SPF record, since the first is of the host's own type or since one is added.
func TestThereIsOneSPFRecordAfterwards(t *testing.T) {
	t.Parallel()
	z := bare("@ SPF 600 v=spf1 include:mx.ovh.com ~all", `@ TXT 0 "v=spf1 mx -all"`, `@ TXT 0 "v=spf10 is none"`)
	if got := at(prepare(t, z, only(dns.Email)), ""); got[1] != "block spf_several merge_spf" {
		t.Errorf("unasked %v", got)
	}
	o := only(dns.Email)
	o.Consents.Classes = []dns.Class{dns.MergeSPF}
	want := []string{
		"create  MX 0 " + newHost + ".", "update 5000000003  SPF v=spf1 include:mx.ovh.com mx include:" + microsoft + " ~all", "delete 5000000004",
	}
	if diff := cmp.Diff(want, at(prepare(t, z, o), "")); diff != "" {
		t.Errorf("with the consent (-want +got):\n%s", diff)
	}
}
