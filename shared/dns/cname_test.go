package dns_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
)

// at keeps of a plan what is about a name and below it.
func at(p dns.Plan, name string) []string {
	all := []string{}
	for _, it := range p.Items {
		if it.Row != nil && it.Row.Name == name || it.To != nil && it.To.Name == name {
			one := changes(dns.Plan{Items: []dns.Item{it}})
			if len(one) == 0 {
				one = []string{string(it.Kind) + " " + it.Code}
			}
			all = append(all, one...)
		}
	}
	return all
}

func TestACNAMEStandsAlone(t *testing.T) {
	t.Parallel()
	const name = "autodiscover"
	for title, c := range map[string]struct {
		rows    []string
		consent []string
		want    []string
	}{
		"elsewhere":           {[]string{"autodiscover CNAME 0 exchange.example."}, nil, []string{"block foreign_cname row 5000000003"}},
		"elsewhere, agreed":   {[]string{"autodiscover CNAME 0 exchange.example."}, []string{"5000000003"}, []string{"update 5000000003 autodiscover CNAME autodiscover.outlook.com."}},
		"addresses":           {[]string{"autodiscover A 0 192.0.2.1", "autodiscover TXT 0 x"}, nil, []string{"block other_type row 5000000003 and row 5000000004"}},
		"addresses, one only": {[]string{"autodiscover A 0 192.0.2.1", "autodiscover TXT 0 x"}, []string{"5000000004"}, []string{"block other_type row 5000000003 and row 5000000004"}},
		"addresses, agreed": {
			[]string{"autodiscover A 0 192.0.2.1", "autodiscover TXT 0 x"},
			[]string{"5000000003", "5000000004"},
			[]string{"delete 5000000003", "delete 5000000004", "create autodiscover CNAME autodiscover.outlook.com."},
		},
		"right, and an address": {
			[]string{"autodiscover CNAME 0 autodiscover.outlook.com.", "autodiscover A 0 192.0.2.1"},
			[]string{"5000000004"},
			[]string{"delete 5000000004", "noop present"},
		},
		"two": {
			[]string{"autodiscover CNAME 0 a.example.", "autodiscover CNAME 0 autodiscover.outlook.com."},
			[]string{"5000000003"},
			[]string{"noop present", "delete 5000000003"},
		},
		"Germany's": {[]string{"autodiscover CNAME 0 autodiscover-outlook.office.de."}, nil, []string{"block stale_cname row 5000000003"}},
	} {
		o := only(dns.Email)
		o.Consents.Rows = c.consent
		if diff := cmp.Diff(c.want, at(prepare(t, bare(c.rows...), o), name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", title, diff)
		}
	}
}

func TestMicrosoftsOwnKeysMoveWithoutAConsent(t *testing.T) {
	t.Parallel()
	const name = "selector1._domainkey"
	update := "update 5000000003 " + name + " CNAME selector1-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft."
	for row, want := range map[string]string{
		"CNAME 0 selector1-example-fr._domainkey.contoso.onmicrosoft.com.":          update,
		"CNAME 0 SELECTOR1-example-fr._domainkey.Contoso.n-v1.dkim.mail.microsoft.": "noop present",
		"CNAME 0 selector1-example-fr._domainkey.contoso.w-v1.dkim.mail.microsoft.": update,
		"CNAME 0 s1.vendor.example.":   "block foreign_cname row 5000000003",
		`DKIM 0 v=DKIM1; k=rsa; p=MIG`: "block other_type row 5000000003",
		"CNAME 0 selector1-example-fr._domainkey.contoso.dkim.mail.microsoft.evil.test.": "block foreign_cname row 5000000003",
	} {
		if got := at(prepare(t, bare(name+" "+row), only(dns.Email)), name); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %s", row, got, want)
		}
	}
}

func TestAnOlderNameThatWorksStays(t *testing.T) {
	t.Parallel()
	z := bare("enterpriseenrollment CNAME 0 enterpriseenrollment.manage.microsoft.com.")
	if got := at(prepare(t, z, only(dns.Intune)), "enterpriseenrollment"); !slices.Equal(got, []string{"noop present"}) {
		t.Errorf("got %v", got)
	}
}

func TestAnotherServiceAtTheNameNeedsAConsent(t *testing.T) {
	t.Parallel()
	const name = "_sipfederationtls._tcp"
	for rows, c := range map[string]struct{ consent, want []string }{
		"SRV 0 0 0 5061 sipfed.online.lync.com.":  {nil, []string{"noop present"}},
		"SRV 0 100 1 5061 sip.example.":           {nil, []string{"block foreign_srv row 5000000003"}},
		"SRV 0 100 1 5061  sip.example.":          {[]string{"5000000003"}, []string{"update 5000000003 " + name + " SRV 100 1 5061 sipfed.online.lync.com."}},
		"SRV 0 100 1 443 sipfed.online.lync.com.": {nil, []string{"block foreign_srv row 5000000003"}},
		"CNAME 0 sip.example.":                    {nil, []string{"block other_type row 5000000003"}},
	} {
		o := only(dns.Teams)
		o.Consents.Rows = c.consent
		if diff := cmp.Diff(c.want, at(prepare(t, bare(name+" "+rows), o), name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", rows, diff)
		}
	}
}

func TestSkypesOldRecordsComeOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	f := answer("example.fr")
	f.Wanted = append(f.Wanted,
		dns.Wanted{Name: "lyncdiscover.example.fr", Type: dns.CNAME, Value: "webdir.online.lync.com", Service: dns.Teams, Optional: true, Source: dns.FromGraph})
	if got := changes(planOf(t, bare(), f, only(dns.Teams))); len(got) != 1 {
		t.Errorf("unasked: %v", got)
	}
	o := only(dns.Teams)
	o.LegacySkype = true
	if got := changes(planOf(t, bare(), f, o)); len(got) != 4 {
		t.Errorf("asked: %v", got)
	}
	f.Wanted[len(f.Wanted)-1].Optional = false
	if got := changes(planOf(t, bare(), f, only(dns.Teams))); len(got) != 2 {
		t.Errorf("where Microsoft insists: %v", got)
	}
	p := prepare(t, bare("lyncdiscover A 0 192.0.2.1", "sip CNAME 0 sipdir.online.lync.com."), only(dns.Teams))
	if got := at(p, "lyncdiscover"); !slices.Equal(got, []string{"warn old_skype"}) || len(at(p, "sip")) != 0 {
		t.Errorf("an old server goes unnoticed: %v", got)
	}
}

func TestADMARCPolicyIsBegunAndNeverChanged(t *testing.T) {
	t.Parallel()
	const name, policy = "_dmarc", "v=DMARC1; p=none; rua=mailto:dmarc@example.fr"
	for rows, want := range map[string][]string{
		"":                                     {`create _dmarc TXT "` + policy + `"`},
		"_dmarc DMARC 0 v=DMARC1; p=reject":    {"noop present"},
		"_dmarc CNAME 0 dmarc.vendor.example.": {"noop present"},
		"_dmarc TXT 0 other":                   {`create _dmarc TXT "` + policy + `"`},
		"_dmarc TXT 0 v=DMARC1; p=none\n_dmarc DMARC 0 v=DMARC1; p=reject": {"block two_dmarc "},
	} {
		var lines []string
		if rows != "" {
			lines = strings.Split(rows, "\n")
		}
		o := only(dns.Email)
		o.DMARC = policy
		if diff := cmp.Diff(want, at(prepare(t, bare(lines...), o), name)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", rows, diff)
		}
	}
	p := prepare(t, bare("_dmarc TXT 0 v=DMARC1; p=none", "_dmarc TXT 0 v=DMARC1; p=reject"), only(dns.Email))
	if got := at(p, name); !slices.Equal(got, []string{"warn two_dmarc"}) {
		t.Errorf("two policies go unnoticed: %v", got)
	}
}
