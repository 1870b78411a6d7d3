package route53

import (
	"fmt"
	"strings"
)

// File writes sets as a zone file (RFC 1035), in which escapes are decimal. Aliases and sets that a policy chooses are left out.
func File(zone string, sets []Set) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s\n", canonical(zone))
	for _, s := range sets {
		if s.Alias != "" || s.routed() {
			continue
		}
		name, kind := strings.ReplaceAll(canonical(s.Name), `\052`, "*"), s.Type
		for _, v := range s.Values {
			switch kind {
			case "TXT", "SPF":
				v = decimal(v)
			case "CNAME", "NS", "PTR", "MX", "SRV": // a host is absolute, with its dot or without
				v = strings.TrimSuffix(v, ".") + "."
			}
			fmt.Fprintf(&b, "%s\t%d\tIN\t%s\t%s\n", name, s.TTL, kind, v)
		}
	}
	return b.String()
}

// decimal makes decimal escapes of octal ones.
func decimal(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		if n := octets(text[i:min(i+4, len(text))]); len(n) == 1 && i+3 < len(text) {
			fmt.Fprintf(&b, `\%03d`, n[0])
			i += 3
			continue
		}
		b.WriteString(text[i : i+2])
		i++
	}
	return b.String()
}
