package partner

import (
	"net/url"
	"slices"
)

// microsofts gives the host that Microsoft documents, by what it serves. China has its own, and a sign-in of its own, which we do not serve.
func microsofts() map[string]string {
	return map[string]string{
		"/hosts/partner_center": "https://api.partnercenter.microsoft.com",
		"/hosts/partner_api":    "https://api.partner.microsoft.com",
		"/hosts/graph":          "https://graph.microsoft.com",
	}
}

// check: an integration sandbox of Microsoft's has the hosts of production. Everything else is a simulator or a recorder, and there a live
// account has no business.
func (h Hosts) check(live bool, own []string, bad *complaints) {
	for pointer, address := range map[string]string{
		"/hosts/partner_center": h.PartnerCenter, "/hosts/partner_api": h.PartnerAPI, "/hosts/graph": h.Graph,
	} {
		if address == "" || address == microsofts()[pointer] {
			continue
		}
		u, err := url.Parse(address)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
			bad.add(pointer, "want an address such as %s, without a path", microsofts()[pointer])
		case live:
			bad.add(pointer, "a live account is never sent to a sandbox: want %s", microsofts()[pointer])
		case !slices.Contains(own, address):
			bad.add(pointer, "want one of Microsoft's or the installation's own: the partner's tokens go there")
		}
	}
}
