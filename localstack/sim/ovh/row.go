package ovh

import (
	"slices"
	"strconv"
	"strings"
)

// leastTTL is what a smaller ttl is raised to, in silence.
const leastTTL = 60

// take judges a row and writes it as the service keeps it.
func (c *call) take(z *zone, r *Row) *refusal {
	types := []string{
		"A", "AAAA", "CAA", "CNAME", "DKIM", "DMARC", "DNAME", "HTTPS", "LOC", "MX", "NAPTR", "NS", "PTR", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT",
	}
	if !slices.Contains(types, r.Type) {
		return bad("Invalid field fieldType: %s", r.Type)
	}
	if refused := nameRefused(z, r); refused != nil {
		return refused
	}
	if refused := targetRefused(z, r); refused != nil {
		return refused
	}
	if r.TTL > 0 && r.TTL < leastTTL {
		r.TTL = leastTTL
	}
	if r.Type == "TXT" && !strings.HasPrefix(r.Target, `"`) {
		r.Target = `"` + strings.ReplaceAll(r.Target, `"`, `\"`) + `"`
	}
	if c.habits.Defer {
		return nil
	}
	return conflict(z, r)
}

func nameRefused(z *zone, r *Row) *refusal {
	if len(r.Name)+1+len(z.Name) > 253 {
		return bad("Invalid domain name, too long")
	}
	if r.Name == "" {
		if r.Type == "CNAME" {
			return bad("Invalid subDomain: a name is mandatory for CNAME")
		}
		return nil
	}
	for label := range strings.SplitSeq(r.Name, ".") {
		if label == "" || len(label) > 63 {
			return bad("Invalid domain name, bad label")
		}
	}
	if strings.Contains(r.Name, "_") && slices.Contains([]string{"A", "AAAA", "MX", "NS"}, r.Type) {
		return bad("Invalid domain name, underscore not allowed")
	}
	if r.Type == "DMARC" && !strings.HasPrefix(r.Name, "_dmarc") {
		return bad("Invalid subDomain for DMARC record")
	}
	return nil
}

func targetRefused(z *zone, r *Row) *refusal {
	invalid := bad("Invalid target for %s record ResourceRecord(zone=%s, field_type='%s', target=%s, sub_domain=%s, ttl=%d, id=None, zone_id=None)",
		r.Type, z.Name, r.Type, r.Target, r.Name, r.TTL)
	switch r.Type {
	case "MX", "SRV", "CNAME", "DNAME", "NS", "PTR":
		if !numbered(r.Target, map[string]int{"MX": 1, "SRV": 3}[r.Type]) {
			return invalid
		}
	case "CAA":
		if strings.Count(r.Target, `"`) != 2 {
			return invalid
		}
	case "SPF", "DKIM", "DMARC":
		if strings.Contains(r.Target, `"`) {
			return bad("Invalid subfield found in %s", r.Type)
		}
		if tag := map[string]string{"SPF": "v=spf1", "DMARC": "v=DMARC1"}[r.Type]; !strings.HasPrefix(r.Target, tag) {
			return invalid
		}
	case "A", "AAAA":
		if strings.ContainsAny(r.Target, " \"") {
			return invalid
		}
	}
	if r.Target == "" || len(r.Target) > 8<<10 {
		return invalid
	}
	return nil
}

// numbered holds for so many numbers of 16 bits and a word after them.
func numbered(target string, count int) bool {
	fields := strings.Fields(target)
	return len(fields) == count+1 && !slices.ContainsFunc(fields[:count], func(n string) bool {
		_, err := strconv.ParseUint(n, 10, 16)
		return err != nil
	})
}

// conflict refuses a CNAME beside other rows. Whether the service does so at once or when the zone is deployed is not
// known: see Habits.
func conflict(z *zone, r *Row) *refusal {
	for _, other := range z.rows() {
		if other.ID == r.ID || !strings.EqualFold(other.Name, r.Name) {
			continue
		}
		if other.Type == "CNAME" || r.Type == "CNAME" {
			return bad("Record conflict: CNAME cannot coexist with other records at %q", r.Name)
		}
	}
	return nil
}
