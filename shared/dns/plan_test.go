package dns_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

const spfCreated = `create  TXT "v=spf1 include:spf.protection.outlook.com -all"`

func TestAnEmptyZoneGetsWhatMicrosoftWantsAndNothingElse(t *testing.T) {
	t.Parallel()
	p := prepare(t, bare(), everything())
	want := []string{
		"create  MX 0 " + newHost + ".",
		"create autodiscover CNAME autodiscover.outlook.com.",
		"create selector1._domainkey CNAME selector1-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft.",
		"create selector2._domainkey CNAME selector2-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft.",
		"create _sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.",
		"create enterpriseenrollment CNAME enterpriseenrollment-s.manage.microsoft.com.",
		"create enterpriseregistration CNAME enterpriseregistration.windows.net.",
		spfCreated,
	}
	if diff := cmp.Diff(want, changes(p)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestAFreshZoneWaitsForOneConsentOfAClass(t *testing.T) {
	t.Parallel()
	p := prepare(t, fresh(), everything())
	line := p.Line()
	if line.State != dns.NeedsConsent || !line.Only(dns.ReplaceMX) {
		t.Fatalf("line %+v; want a need of the one class", line)
	}
	p = prepare(t, fresh(), everything(dns.ReplaceMX))
	want := []string{
		"create  MX 0 " + newHost + ".", "delete 5000000003", "delete 5000000004", "delete 5000000005",
		"update 5000000012 autodiscover CNAME autodiscover.outlook.com.",
		"create selector1._domainkey CNAME selector1-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft.",
		"create selector2._domainkey CNAME selector2-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft.",
		"create _sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.",
		"create enterpriseenrollment CNAME enterpriseenrollment-s.manage.microsoft.com.",
		"create enterpriseregistration CNAME enterpriseregistration.windows.net.",
		"update 5000000006  SPF v=spf1 include:mx.ovh.com include:spf.protection.outlook.com ~all",
		"delete 5000000009",
	}
	if diff := cmp.Diff(want, changes(p)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	o := everything(dns.ReplaceMX)
	o.DropSender = true
	if got := strings.Join(changes(prepare(t, fresh(), o)), "\n"); !strings.Contains(got, "SPF v=spf1 include:spf.protection.outlook.com ~all") {
		t.Errorf("the host's sender stays though nobody uses it:\n%s", got)
	}
}

func TestAnUnprovedDomainGetsItsProofBesideOthers(t *testing.T) {
	t.Parallel()
	f := answer("example.fr")
	f.Verified, f.Wanted = false, f.Wanted[:2]
	z := bare(`@ TXT 0 "MS=ms99999999"`)
	got := changes(planOf(t, z, f, everything()))
	if diff := cmp.Diff([]string{`create  TXT "MS=ms12345678"`}, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	f.Verified = true
	o := dns.Options{DropProof: true}
	z = bare(`@ TXT 0 "MS=ms99999999"`, `@ TXT 0 MS=ms12345678`)
	if diff := cmp.Diff([]string{"delete 5000000004"}, changes(planOf(t, z, f, o))); diff != "" {
		t.Errorf("tidying up (-want +got):\n%s", diff)
	}
	if p := planOf(t, z, f, dns.Options{}); !p.Empty() {
		t.Errorf("a proof goes unasked: %v", changes(p))
	}
}

func TestADomainBelowItsZoneHasItsRecordsBelow(t *testing.T) {
	t.Parallel()
	z := bare("mail A 0 192.0.2.7", "autodiscover CNAME 0 somewhere.example.")
	o := everything()
	o.DMARC = "v=DMARC1; p=none"
	p := planOf(t, z, answer("mail.example.fr"), o)
	for _, it := range p.Items {
		if it.To != nil && it.To.Name != "mail" && !strings.HasSuffix(it.To.Name, ".mail") {
			t.Errorf("%s is not below mail", show(*it.To))
		}
	}
	if !p.Ready() || len(changes(p)) != 9 {
		t.Errorf("changes %v", changes(p))
	}
}

func TestADelegatedNameIsNotWrittenHere(t *testing.T) {
	t.Parallel()
	z := bare("mail NS 0 ns.other.example.", "_domainkey NS 0 ns.vendor.example.")
	if got := changes(prepare(t, z, only(dns.Email))); len(got) != 5 || got[2] != "block delegated " || got[3] != "block delegated " {
		t.Errorf("changes %v; want the two keys refused", got)
	}
	for _, it := range planOf(t, z, answer("mail.example.fr"), everything()).Items {
		if it.Changes() {
			t.Errorf("%s %v is written into a dead zone", it.Kind, it.To)
		}
	}
	if got := changes(prepare(t, bare("@ DNAME 0 other.example."), only(dns.Teams))); len(got) != 1 || got[0] != "block dname " {
		t.Errorf("below a DNAME: %v", got)
	}
}

func TestLockedRowsAreNeverTouched(t *testing.T) {
	t.Parallel()
	z := bare("autodiscover CNAME 0 lb.example.", "@ TXT 0 \"v=spf1 -all\"", "@ MX 0 10 mail.example.")
	for i := range z.Rows[2:] {
		z.Rows[i+2].Locked = "weighted"
	}
	o := only(dns.Email)
	o.Consents = dns.Consents{Rows: []string{"5000000003", "5000000004", "5000000005"}, Classes: []dns.Class{dns.ReplaceMX, dns.UnparkSPF}}
	p := prepare(t, z, o)
	for _, it := range p.Items {
		if it.Row != nil && it.Row.Locked != "" && it.Kind != dns.Block {
			t.Errorf("%s of the locked row %s", it.Kind, show(*it.Row))
		}
	}
	if l := p.Line(); l.State != dns.Blocked {
		t.Errorf("line %+v", l)
	}
}

// Traps 2 and 3: MX hosts and DKIM keys are computed of the domain's name.
func TestOnlyMicrosoftKnowsWhatDiffersFromDomainToDomain(t *testing.T) {
	t.Parallel()
	f := dns.Facts{Domain: "my-shop.example.fr", Verified: true}
	if got := strings.Join(changes(planOf(t, bare(), f, only(dns.Email))), "\n"); !strings.Contains(got, "block no_mx") || strings.Contains(got, "_domainkey") {
		t.Errorf("a host or a key was guessed:\n%s", got)
	}
	for _, w := range []dns.Wanted{
		{Name: "example.fr", Type: dns.MX, Value: "0 example-fr.mail.protection.outlook.com", Service: dns.Email, Source: dns.FromTable},
		{Name: "selector1._domainkey.example.fr", Type: dns.CNAME, Value: "selector1.example", Service: dns.Email, Source: dns.FromTable},
		{Name: "example.fr", Type: dns.TXT, Value: "MS=ms1", Service: dns.Ownership, Source: dns.FromTable},
		{Name: "other.fr", Type: dns.TXT, Value: "x", Service: dns.Email},
		{Name: "example.fr", Type: dns.MX, Value: "example", Service: dns.Email},
		{Name: "example.fr", Type: dns.MX, Value: "x mail.example", Service: dns.Email},
		{Name: "a.example.fr", Type: dns.CNAME, Value: "", Service: dns.Email},
		{Name: "a.example.fr", Type: dns.A, Value: "192.0.2.1", Service: dns.Email},
		{Name: "a.example.fr", Type: dns.TXT, Value: " ", Service: dns.Email},
		{Name: "a.example.fr", Type: dns.TXT, Value: "x", TTL: 30, Service: dns.Email},
	} {
		f := dns.Facts{Domain: "example.fr", Wanted: []dns.Wanted{w}}
		if err := f.Check(); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v: %v, want a refusal", w, err)
		}
	}
}

func TestWhatCannotBePlannedIsRefused(t *testing.T) {
	t.Parallel()
	twice := bare("a A 0 192.0.2.1")
	twice.Rows[0].ID = twice.Rows[1].ID
	upper := bare()
	upper.Name = "Example.fr"
	for name, c := range map[string]struct {
		zone    dns.Zone
		domain  string
		options dns.Options
	}{
		"another zone's domain": {bare(), "notexample.fr", dns.Options{}},
		"an odd domain":         {bare(), "*.example.fr", dns.Options{}},
		"ids that are not one":  {twice, "example.fr", dns.Options{}},
		"a zone in upper case":  {upper, "example.fr", dns.Options{}},
		"a strange service":     {bare(), "example.fr", only("Yammer")},
		"a strange consent":     {bare(), "example.fr", everything("all")},
		"a strange step":        {bare(), "example.fr", dns.Options{Services: []dns.Service{dns.Email}, Move: "jump"}},
		"a move without mail":   {bare(), "example.fr", dns.Options{Move: dns.MoveAdd}},
		"a policy that is none": {bare(), "example.fr", dns.Options{DMARC: "p=none"}},
	} {
		f := dns.Facts{Domain: c.domain, Verified: true}
		if _, err := dns.Prepare(t.Context(), internet(), c.zone, f, c.options); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
