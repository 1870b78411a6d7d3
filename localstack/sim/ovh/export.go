package ovh

import (
	"fmt"
	"strings"
)

// export writes rows as a zone file. The types that are the service's own are published as TXT. Targets stand as they
// were given: a host without the last dot is relative to the zone.
func (z *zone) export(rows []Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s.\n$TTL %d\n", z.Name, z.TTL)
	fmt.Fprintf(&b, "@\tIN SOA %s. tech.ovh.net. (%d 86400 3600 3600000 %d)\n", z.Servers[0], z.serial, z.NegTTL)
	delegated := false
	for _, r := range rows {
		delegated = delegated || r.Type == "NS" && r.Name == ""
	}
	if !delegated {
		for _, s := range z.Servers {
			fmt.Fprintf(&b, "@\tIN NS %s.\n", s)
		}
	}
	for _, r := range rows {
		name, kind, target := r.Name, r.Type, r.Target
		if name == "" {
			name = "@"
		}
		switch kind {
		case "SPF", "DKIM", "DMARC", "TXT":
			kind, target = "TXT", quoted(target)
		}
		ttl := ""
		if r.TTL > 0 {
			ttl = fmt.Sprint(r.TTL, " ")
		}
		fmt.Fprintf(&b, "%s\t%sIN %s %s\n", name, ttl, kind, target)
	}
	return b.String()
}

// quoted writes a text as strings of at most 255 octets. What came in several strings is joined first: how it was cut is
// not kept.
func quoted(text string) string {
	if strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) && len(text) > 1 {
		text = text[1 : len(text)-1]
		for cut := `" "`; strings.Contains(text, cut); {
			text = strings.ReplaceAll(text, cut, "")
		}
		text = strings.ReplaceAll(text, `\"`, `"`)
	}
	text = strings.ReplaceAll(text, `\\`, `\`)
	var parts []string
	for len(text) > 255 {
		parts, text = append(parts, text[:255]), text[255:]
	}
	parts = append(parts, text)
	for i, p := range parts {
		parts[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p) + `"`
	}
	return strings.Join(parts, " ")
}
