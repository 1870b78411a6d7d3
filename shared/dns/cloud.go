package dns

import "slices"

// Cloud is one of Microsoft's clouds; "" is the worldwide one.
type Cloud string

// The clouds.
const (
	Worldwide Cloud = ""
	GCCHigh   Cloud = "gcc_high"
	DoD       Cloud = "dod"
	China     Cloud = "china"
)

// cloudTable holds the hosts that are the same for every domain of a cloud; "" where the cloud has none. Microsoft documents them; there is no MX, no DKIM
// and no proof of ownership among them, which differ from domain to domain.
type cloudTable struct {
	autodiscover, spf, federation, webdir, sipdir, enrollment, registration, msoid string
}

func (c Cloud) table() (cloudTable, bool) {
	switch c {
	case Worldwide:
		return cloudTable{
			autodiscover: "autodiscover.outlook.com", spf: "spf.protection.outlook.com", federation: "sipfed.online.lync.com",
			webdir: "webdir.online.lync.com", sipdir: "sipdir.online.lync.com",
			enrollment: "enterpriseenrollment-s.manage.microsoft.com", registration: "enterpriseregistration.windows.net",
		}, true
	case GCCHigh:
		return cloudTable{
			autodiscover: "autodiscover.office365.us", spf: "spf.protection.office365.us", federation: "sipfed.online.gov.skypeforbusiness.us",
			enrollment: "enterpriseenrollment-s.manage.microsoft.us", registration: "enterpriseregistration.windows.net",
		}, true
	case DoD:
		return cloudTable{
			autodiscover: "autodiscover-dod.office365.us", spf: "spf.protection.office365.us", federation: "sipfed.online.dod.skypeforbusiness.us",
			enrollment: "enterpriseenrollment-s.manage.microsoft.us", registration: "enterpriseregistration.windows.net",
		}, true
	case China:
		return cloudTable{
			autodiscover: "autodiscover.partner.outlook.cn", spf: "spf.protection.partner.outlook.cn",
			webdir: "webdir.online.partner.lync.cn", sipdir: "sipdir.online.partner.lync.cn",
			msoid: "clientconfig.partner.microsoftonline-p.net.cn",
		}, true
	}
	return cloudTable{}, false
}

// records gives what a cloud's table knows of the chosen services.
func (c Cloud) records(domain string, o *Options) []Wanted {
	t, _ := c.table()
	all := []Wanted{
		{Name: "autodiscover", Type: CNAME, Value: t.autodiscover, Service: Email},
		{Type: TXT, Value: t.spf, Service: Email},
		{Name: "msoid", Type: CNAME, Value: t.msoid, Service: Email},
		{Name: "_sipfederationtls._tcp", Type: SRV, Value: t.federation, Service: Teams},
		{Name: "enterpriseenrollment", Type: CNAME, Value: t.enrollment, Service: Intune},
		{Name: "enterpriseregistration", Type: CNAME, Value: t.registration, Service: Intune},
	}
	if o.LegacySkype {
		all = append(all,
			Wanted{Name: "sip", Type: CNAME, Value: t.sipdir, Service: Teams},
			Wanted{Name: "lyncdiscover", Type: CNAME, Value: t.webdir, Service: Teams},
			Wanted{Name: "_sip._tls", Type: SRV, Value: t.sipdir, Service: Teams})
	}
	all = slices.DeleteFunc(all, func(w Wanted) bool { return w.Value == "" })
	for i, w := range all {
		w.Source = FromTable
		switch {
		case w.Type == TXT:
			w.Value = tag + " include:" + w.Value + " -all"
		case w.Name == "_sip._tls":
			w.Value = "100 1 443 " + w.Value
		case w.Type == SRV:
			w.Value = "100 1 5061 " + w.Value
		}
		w.Name = join(w.Name, domain)
		all[i] = w
	}
	return all
}
