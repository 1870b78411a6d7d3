package dns_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
)

// Trap 7: without its final dot, a target lies below the zone.
func TestHostsAreWrittenWithTheirFinalDot(t *testing.T) {
	t.Parallel()
	for _, it := range prepare(t, bare(), everything()).Items {
		if it.Kind == dns.Create && it.To.Type != dns.TXT && !strings.HasSuffix(it.To.Value, ".") {
			t.Errorf("%s is relative", show(*it.To))
		}
	}
	z := bare("autodiscover CNAME 0 autodiscover.outlook.com")
	if got := changes(prepare(t, z, only(dns.Email))); !slices.Contains(got, "block foreign_cname row 5000000003") {
		t.Errorf("a row that leads to autodiscover.outlook.com.example.fr counts as right: %v", got)
	}
}

// Trap 10: a time to live of 0, quotes, ids, cases and the host's types make differences without end. Trap 4: an SPF record under the host's own type.
func TestOneZoneHasManySpellings(t *testing.T) {
	t.Parallel()
	plain := bare("@ MX 3600 0 "+newHost+".", `@ TXT 3600 "v=spf1 include:spf.protection.outlook.com -all"`, "autodiscover CNAME 3600 autodiscover.outlook.com.",
		"_sipfederationtls._tcp SRV 3600 100 1 5061 sipfed.online.lync.com.")
	odd := bare("@ MX 0 00  "+strings.ToUpper(newHost)+".", `@ SPF 0 v=spf1 include:spf.protection.outlook.com -all`, "Autodiscover CNAME 0 AutoDiscover.Outlook.com.",
		"_SIPfederationTLS._tcp.example.fr. SRV 0 100 1 5061 sipfed.online.lync.com.")
	odd.Rows[2].Name = "@"
	for i := range odd.Rows {
		odd.Rows[i].ID += "0"
	}
	split := bare("@ MX 0 0 "+newHost+".", `@ TXT 0 "v=spf1 include:spf." "protection.outlook.com -all"`, "autodiscover CNAME 0 autodiscover.outlook.com.",
		"_sipfederationtls._tcp SRV 0 100 1 5061 sipfed.online.lync.com.")
	for _, z := range []dns.Zone{odd, split} {
		if diff := dns.Compare(&plain, &z); len(diff) > 0 || z.Digest() != plain.Digest() {
			t.Errorf("differences %v, digests %s and %s", diff, plain.Digest(), z.Digest())
		}
		p := prepare(t, z, only(dns.Email, dns.Teams))
		for _, got := range changes(p) {
			if !strings.Contains(got, "_domainkey") {
				t.Errorf("a second look finds %s", got)
			}
		}
	}
}

func TestATimeToLiveIsChangedOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	z := bare("autodiscover CNAME 300 autodiscover.outlook.com.", "enterpriseregistration CNAME 3600 enterpriseregistration.windows.net.")
	if got := changes(prepare(t, z, only(dns.Intune))); len(got) != 1 {
		t.Errorf("changes %v", got)
	}
	o := only(dns.Email)
	o.EnforceTTL = true
	p := prepare(t, z, o)
	at := slices.IndexFunc(p.Items, func(it dns.Item) bool { return it.Kind == dns.Update })
	if at < 0 || p.Items[at].To.TTL != 3600 || p.Items[at].To.Value != z.Rows[2].Value {
		t.Errorf("changes %v", changes(p))
	}
}

// Trap 21: an old checklist's msoid keeps people out.
func TestMsoidIsNeverMadeAndOffered(t *testing.T) {
	t.Parallel()
	f := answer("example.fr")
	f.Wanted = append(f.Wanted, dns.Wanted{Name: "msoid.example.fr", Type: dns.CNAME, Value: "clientconfig.microsoftonline-p.net", Service: dns.Email, Source: dns.FromGraph})
	z := bare("msoid CNAME 0 clientconfig.microsoftonline-p.net.")
	p := planOf(t, z, f, only(dns.Email))
	at := slices.IndexFunc(p.Items, func(it dns.Item) bool { return it.Code == "msoid" })
	if at < 0 || p.Items[at].Kind != dns.Warn || strings.Contains(strings.Join(changes(p), " "), "msoid") {
		t.Errorf("items %v", changes(p))
	}
	o := only(dns.Email)
	o.Consents.Rows = []string{"5000000003"}
	if got := changes(planOf(t, z, f, o)); !slices.Contains(got, "delete 5000000003") {
		t.Errorf("with the consent %v", got)
	}
	f.Cloud = dns.China
	f.Wanted = slices.DeleteFunc(f.Wanted, func(w dns.Wanted) bool { return strings.HasPrefix(w.Name, "msoid") })
	if got := strings.Join(changes(planOf(t, bare(), f, only(dns.Email))), "\n"); !strings.Contains(got, "create msoid CNAME clientconfig.partner.microsoftonline-p.net.cn.") {
		t.Errorf("in China:\n%s", got)
	}
}

// Trap 22: a wildcard answers where nothing was made, and stops to where something is.
func TestAWildcardStopsWhereSomethingIsMade(t *testing.T) {
	t.Parallel()
	z := bare("* CNAME 0 web.example.", "*.wild A 0 192.0.2.1")
	var got []string
	p := prepare(t, z, only(dns.Teams))
	for _, it := range p.Items {
		if it.Code == "wildcard" {
			got = append(got, it.Reason)
		}
	}
	want := []string{"the wildcard no longer answers at _sipfederationtls._tcp.example.fr and _tcp.example.fr, for no type: CNAME web.example."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	z = bare("* CNAME 0 autodiscover.outlook.com.")
	if got := changes(prepare(t, z, only(dns.Email))); !slices.Contains(got, "create autodiscover CNAME autodiscover.outlook.com.") {
		t.Errorf("the wildcard's answer counts as the record: %v", got)
	}
}

// Trap 24 and 9: an update names the row's own type, name and time to live.
func TestAnUpdateKeepsWhatItDoesNotChange(t *testing.T) {
	t.Parallel()
	p := prepare(t, fresh(), everything(dns.ReplaceMX))
	for _, it := range p.Items {
		if it.Kind == dns.Update && (it.To.Type != it.Row.Type || it.To.Name != it.Row.Name || it.To.TTL != it.Row.TTL || it.To.ID != it.Row.ID) {
			t.Errorf("%+v becomes %+v", *it.Row, *it.To)
		}
	}
}

// Trap 19: types that nobody knew.
func TestStrangeTypesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	z := bare(`@ HTTPS 0 1 . alpn="h2,h3"`, "@ CAA 0 0 issue \"letsencrypt.org\"", "www NEWTYPE 0 Something  Odd")
	p := prepare(t, z, everything())
	after := p.Predicted()
	for _, r := range z.Rows {
		if !slices.Contains(after.Rows, r) {
			t.Errorf("%s is gone", show(r))
		}
	}
}
