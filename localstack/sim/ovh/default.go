package ovh

// FreshRows are the rows of a zone that nobody has touched yet: mail at OVHcloud, an SPF row for it, and the addresses by
// which mail programs configure themselves. They are taken from published zones; whether the SPF row is of the type TXT or
// SPF is not known.
func FreshRows(domain, spfType string) []Row {
	spf := `"v=spf1 include:mx.ovh.com ~all"`
	if spfType == "SPF" {
		spf = "v=spf1 include:mx.ovh.com ~all"
	}
	return []Row{
		{Type: "NS", Target: "dns200.anycast.me."},
		{Type: "NS", Target: "ns200.anycast.me."},
		{Type: "MX", Target: "1 mx1.mail.ovh.net."},
		{Type: "MX", Target: "5 mx2.mail.ovh.net."},
		{Type: "MX", Target: "100 mx3.mail.ovh.net."},
		{Type: spfType, Target: spf, TTL: 600},
		{Type: "A", Target: "213.186.33.5"},
		{Type: "TXT", Target: `"1|www.` + domain + `"`},
		{Name: "_autodiscover._tcp", Type: "SRV", Target: "0 0 443 mailconfig.ovh.net."},
		{Name: "_imaps._tcp", Type: "SRV", Target: "0 0 993 ssl0.ovh.net."},
		{Name: "_submission._tcp", Type: "SRV", Target: "0 0 465 ssl0.ovh.net."},
		{Name: "autoconfig", Type: "CNAME", Target: "mailconfig.ovh.net."},
		{Name: "autodiscover", Type: "CNAME", Target: "mailconfig.ovh.net."},
		{Name: "ftp", Type: "CNAME", Target: domain + "."},
		{Name: "imap", Type: "CNAME", Target: "ssl0.ovh.net."},
		{Name: "mail", Type: "CNAME", Target: "ssl0.ovh.net."},
		{Name: "pop3", Type: "CNAME", Target: "ssl0.ovh.net."},
		{Name: "smtp", Type: "CNAME", Target: "ssl0.ovh.net."},
		{Name: "www", Type: "A", Target: "213.186.33.5"},
		{Name: "www", Type: "TXT", Target: `"3|welcome"`},
	}
}
