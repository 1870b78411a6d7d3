package dns

import (
	"path"
	"slices"
)

// Dialect is how a host writes rows and what it fills a fresh zone with, as data of the zone.
type Dialect struct {
	Host string `json:"host"` // the host's name for people
	// Served are types of the host's own, by the type as which the world sees them. Their texts are written without quotes.
	Served map[Type]Type `json:"served,omitempty"`
	// Long: the host takes a text of any length as one string, and cuts it itself.
	Long bool `json:"long,omitempty"`
	// Sets: the host keeps the records of a name and type as one set, which has one time to live.
	Sets bool `json:"sets,omitempty"`
	// MailHosts are patterns of the hosts to which a fresh zone's mail and its clients are sent.
	MailHosts []string `json:"mail_hosts,omitempty"`
	// Senders are the domains that the SPF record of a fresh zone includes.
	Senders []string `json:"senders,omitempty"`
}

// OVH gives the dialect of OVHcloud: records of the types SPF, DKIM and DMARC are served as TXT, and a fresh zone is already set up for OVH's mail.
func OVH() Dialect {
	return Dialect{
		Host:      "OVHcloud",
		Served:    map[Type]Type{"SPF": TXT, "DKIM": TXT, "DMARC": TXT},
		Long:      true,
		MailHosts: []string{"mx[0-9].mail.ovh.net", "redirect.ovh.net", "mailconfig.ovh.net"},
		Senders:   []string{"mx.ovh.com"},
	}
}

// Route53 gives the dialect of Amazon Route 53, which keeps sets and fills a fresh zone with nothing.
func Route53() Dialect { return Dialect{Host: "Route 53", Sets: true} }

// File gives the dialect of zone files by RFC 1035, which people enter at a host that we do not know.
func File() Dialect { return Dialect{Host: "zone file"} }

// served gives the type as which the world sees a row.
func (d *Dialect) served(t Type) Type {
	if s, ok := d.Served[t]; ok {
		return s
	}
	return t
}

// ours reports whether a host is one to which a fresh zone's mail is sent.
func (d *Dialect) ours(host string) bool {
	return slices.ContainsFunc(d.MailHosts, func(pattern string) bool {
		ok, err := path.Match(pattern, host)
		return ok && err == nil
	})
}

// write gives the value of a record as the host wants it in a row of a type of its own.
func (d *Dialect) write(native, served Type, data string) string {
	switch {
	case served != TXT:
		return data
	case native != served: // a type of the host's own takes the bare text
		return data
	case d.Long:
		return quote(data, len(data)+1)
	}
	return Quote(data)
}
