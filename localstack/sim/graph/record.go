package graph

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// proof gives the text and the mail host of which one proves that a domain is the tenant's. They stay the same.
func (c *call) proof(domain string) (text, host string) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q proof %q %q", c.opt.Seed, c.tenant.ID, domain))
	n := fmt.Sprintf("ms%08d", (uint32(sum[0])<<16|uint32(sum[1])<<8|uint32(sum[2]))%100_000_000)
	return "MS=" + n, n + ".msv1.invalid"
}

// record is what all records have. The label is the full name.
func record(kind, label, service string, optional bool, more map[string]any) map[string]any {
	var of any
	if service != "" {
		of = service
	}
	all := map[string]any{
		"@odata.type": "#microsoft.graph.domainDns" + kind + "Record", "id": derived(kind + label + service), "isOptional": optional, "label": label,
		"recordType": kind, "supportedService": of, "ttl": 3600,
	}
	maps.Copy(all, more)
	return all
}

func (c *call) proofs(d *Domain) []map[string]any {
	text, host := c.proof(d.ID)
	return []map[string]any{
		record("Txt", d.ID, "", false, map[string]any{"text": text}),
		record("Mx", d.ID, "", false, map[string]any{"mailExchange": host, "preference": 32767}),
	}
}

// services gives the records of the enabled services, as far as they are ready.
func (c *call) services(d *Domain) []map[string]any {
	all := []map[string]any{}
	for _, name := range d.Services {
		if c.now.Before(d.Enabled[name].Add(c.opt.EnableAfter)) {
			continue
		}
		records := c.of(name, d.ID)
		if len(records) > 0 && slices.Contains(d.Withheld, name) {
			records[0] = record("Unavailable", d.ID, name, false, map[string]any{"description": "Go to the admin center to see which record\nto add."})
		}
		all = append(all, records...)
	}
	return append(all, d.More...)
}

// of gives a service's records as Microsoft documents them. Which of them are optional is modelled: those that old clients alone ask for.
func (c *call) of(service, domain string) []map[string]any {
	alias := func(label, to string, optional bool) map[string]any {
		return record("CName", label+"."+domain, service, optional, map[string]any{"canonicalName": to})
	}
	srv := func(name, protocol, to string, port int, optional bool) map[string]any {
		return record("Srv", domain, service, optional, map[string]any{
			"service": name, "protocol": protocol, "nameTarget": to, "port": port, "priority": 100, "weight": 1,
		})
	}
	switch service {
	case "Email":
		return []map[string]any{
			record("Mx", domain, service, false, map[string]any{"mailExchange": c.mailHost(domain), "preference": 0}),
			record("Txt", domain, service, false, map[string]any{"text": "v=spf1 include:spf.protection.outlook.com -all"}),
			alias("autodiscover", "autodiscover.outlook.com", false),
		}
	case "OfficeCommunicationsOnline":
		return []map[string]any{
			srv("_sipfederationtls", "_tcp", "sipfed.online.lync.com", 5061, false),
			srv("_sip", "_tls", "sipdir.online.lync.com", 443, true),
			alias("sip", "sipdir.online.lync.com", true),
			alias("lyncdiscover", "webdir.online.lync.com", true),
		}
	case "Intune":
		return []map[string]any{
			alias("enterpriseregistration", "enterpriseregistration.windows.net", false),
			alias("enterpriseenrollment", "enterpriseenrollment-s.manage.microsoft.com", false),
		}
	}
	return nil
}

// mailHost is the host of a domain's mail: below outlook.com, or as newer tenants have it below mx.microsoft, with a letter that nobody can guess.
func (c *call) mailHost(domain string) string {
	name := strings.ReplaceAll(domain, ".", "-")
	if !c.tenant.Modern {
		return name + ".mail.protection.outlook.com"
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q mail %q", c.opt.Seed, domain))
	return name + "." + string(rune('a'+sum[0]%26)) + "-v1.mx.microsoft"
}
