package dns_test

import (
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/dns"
)

// zones draws a zone of rows that stand in the way, stand beside, repeat and contradict each other, as real ones do.
func zones() *rapid.Generator[dns.Zone] {
	pool := []string{
		"@ MX 0 1 mx1.mail.ovh.net.", "@ MX 0 5 mx2.mail.ovh.net.", "@ MX 300 10 mx.vendor.example.", "@ MX 0 0 " + newHost + ".", "@ MX 0 0 .",
		"@ MX 0 0 example-fr.mail.protection.outlook.com.", "@ MX 0 32767 ms1.msv1.invalid.", "@ MX 0 broken",
		"@ SPF 600 v=spf1 include:mx.ovh.com ~all", `@ TXT 0 "v=spf1 mx -all"`, `@ TXT 0 "v=spf1 -all"`, `@ TXT 0 "v=spf1 mx -all"`, "@ TXT 0 v=spf1 include:" + microsoft + " ~all",
		`@ TXT 0 "google-site-verification=abc"`, `@ TXT 0 "MS=ms99999999"`, "@ A 0 192.0.2.1", "@ CAA 0 0 issue \"letsencrypt.org\"",
		"autodiscover CNAME 0 mailconfig.ovh.net.", "autodiscover CNAME 0 a.example.", "autodiscover A 0 192.0.2.3", "autodiscover CNAME 300 autodiscover.outlook.com.",
		"autodiscover TXT 0 x", "_autodiscover._tcp SRV 0 0 0 443 mailconfig.ovh.net.", "_sipfederationtls._tcp SRV 0 1 1 5061 sip.example.", "_sipfederationtls._tcp SRV 0 1 1 5061 sip2.example.",
		"_sipfederationtls._tcp SRV 0 100 1 5061 sipfed.online.lync.com.", "selector1._domainkey CNAME 0 selector1-example-fr._domainkey.contoso.onmicrosoft.com.",
		"selector2._domainkey DKIM 0 v=DKIM1; p=x", "selector1._domainkey CNAME 0 s1.vendor.example.", "msoid CNAME 0 old.example.", "* A 0 192.0.2.4", "*._domainkey CNAME 0 keys.example.",
		"_dmarc DMARC 0 v=DMARC1; p=reject", "_dmarc TXT 0 v=DMARC1; p=none", "enterpriseregistration A 0 192.0.2.5", "enterpriseenrollment CNAME 0 enterpriseenrollment.manage.microsoft.com.",
		"_mta-sts TXT 0 v=STSv1; id=1", "www CNAME 0 example.fr.", "www HTTPS 0 1 .", "_domainkey NS 0 ns.vendor.example.", "sip A 0 192.0.2.8",
	}
	below := []string{"mail CNAME 0 web.example.", "mail NS 0 ns.vendor.example.", "mail DNAME 0 other.example.", "*.mail A 0 192.0.2.4"}
	return rapid.Custom(func(t *rapid.T) dns.Zone {
		rows := rapid.SliceOfN(rapid.SampledFrom(pool), 0, 14).Draw(t, "rows")
		if rapid.Bool().Draw(t, "below") {
			for i, row := range rows {
				name, rest, _ := strings.Cut(row, " ")
				rows[i] = strings.TrimPrefix(name+".mail", "@.") + " " + rest
			}
			rows = append(rows, rapid.SliceOfN(rapid.SampledFrom(below), 0, 2).Draw(t, "rows below")...)
		}
		return bare(rows...)
	})
}

// options draws what a person chose; bold ones agree to everything that is there.
func options(t *rapid.T, z dns.Zone, bold bool) dns.Options {
	o := dns.Options{
		Services:    rapid.SliceOfNDistinct(rapid.SampledFrom([]dns.Service{dns.Email, dns.Teams, dns.Intune}), 1, 3, rapid.ID).Draw(t, "services"),
		LegacySkype: rapid.Bool().Draw(t, "skype"), SoftFail: rapid.Bool().Draw(t, "soft"), KeepMX: rapid.Bool().Draw(t, "keep"),
		EnforceTTL: rapid.Bool().Draw(t, "ttl"), DropSender: rapid.Bool().Draw(t, "drop"),
	}
	if rapid.Bool().Draw(t, "dmarc") {
		o.DMARC = "v=DMARC1; p=none"
	}
	o.Consents.Classes = []dns.Class{dns.ReplaceMX, dns.MergeSPF, dns.UnparkSPF, dns.UncountedSPF, dns.MTASTS}
	if !bold {
		o.Consents.Classes = rapid.SliceOfDistinct(rapid.SampledFrom(o.Consents.Classes), rapid.ID).Draw(t, "classes")
	}
	for _, r := range z.Rows {
		if bold || rapid.Bool().Draw(t, "consent "+r.ID) {
			o.Consents.Rows = append(o.Consents.Rows, r.ID)
		}
	}
	return o
}

// wanted draws Microsoft's answer: now for a verified domain, now for one that has to be proved first.
func wanted(t *rapid.T) dns.Facts {
	f := answer(rapid.SampledFrom([]string{"example.fr", "mail.example.fr"}).Draw(t, "domain"))
	f.Verified = rapid.IntRange(0, 4).Draw(t, "verified") > 0
	f.Wanted = slices.DeleteFunc(f.Wanted, func(w dns.Wanted) bool { return w.Type == dns.CNAME && rapid.IntRange(0, 3).Draw(t, "left out") == 0 })
	return f
}

// foreign draws rows that somebody else adds where no rule looks.
func foreign(t *rapid.T, h *host) []dns.Row {
	var added []dns.Row
	for i := range rapid.IntRange(0, 3).Draw(t, "foreign") {
		r := dns.Row{ID: strconv.Itoa(7000000000 + i), Name: "foreign" + strconv.Itoa(i), Type: dns.A, Value: "192.0.2.99"}
		if i == 2 {
			r = dns.Row{ID: r.ID, Type: dns.TXT, Value: `"somebody's proof"`}
		}
		added = append(added, r)
		h.zone.Rows = append(h.zone.Rows, r)
	}
	return added
}
