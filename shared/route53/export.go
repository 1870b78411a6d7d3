package route53

import (
	"fmt"
	"strings"
)

// export writes a zone as a zone file (RFC 1035), since Route 53 has none to give. What is locked is a comment: no other host has it.
func export(zone string, sets []set) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s.\n", zone)
	for _, s := range sets {
		for _, r := range s.rows {
			remark, name := "", r.Name
			if r.Locked != "" {
				remark = "; " + r.Locked + ": "
			}
			if name == "" {
				name = "@"
			}
			fmt.Fprintf(&b, "%s%s\t%d\tIN\t%s\t%s\n", remark, name, r.TTL, r.Type, r.Value)
		}
	}
	return b.String()
}
