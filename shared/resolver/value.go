package resolver

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	plan "github.com/seatwright/seatwright/shared/dns"
)

// value gives a record's data in one form: hosts in lower case and absolute, numbers before them, and the strings of a text
// joined.
func value(r dns.RR) string {
	switch v := r.(type) {
	case *dns.TXT:
		return unescaped(strings.Join(v.Txt, ""))
	case *dns.MX:
		return fmt.Sprint(v.Preference, " ", dns.CanonicalName(v.Mx))
	case *dns.SRV:
		return fmt.Sprint(v.Priority, " ", v.Weight, " ", v.Port, " ", dns.CanonicalName(v.Target))
	case *dns.CNAME:
		return dns.CanonicalName(v.Target)
	case *dns.DNAME:
		return dns.CanonicalName(v.Target)
	case *dns.PTR:
		return dns.CanonicalName(v.Ptr)
	case *dns.NS:
		return dns.CanonicalName(v.Ns)
	case *dns.A:
		return v.A.String()
	case *dns.AAAA:
		return v.AAAA.String()
	}
	return strings.TrimPrefix(r.String(), r.Header().String())
}

// unescaped takes off what the library writes before octets that are special in a zone file.
func unescaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		if i+3 < len(s) && digits(s[i+1:i+4]) {
			n, _ := strconv.ParseUint(s[i+1:i+4], 10, 8) // the library writes no number above 255
			out.WriteByte(byte(n))
			i += 3
			continue
		}
		i++
		out.WriteByte(s[i])
	}
	return out.String()
}

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// wantedValue brings a wanted value into that form.
func wantedValue(kind plan.Type, text string) string {
	switch kind {
	case plan.TXT:
		return text
	case plan.MX, plan.SRV, plan.CNAME, plan.DNAME, plan.NS, plan.PTR:
		fields := strings.Fields(text)
		if len(fields) == 0 {
			return ""
		}
		last := len(fields) - 1
		fields[last] = dns.CanonicalName(fields[last])
		return strings.Join(fields, " ")
	default:
		return strings.Join(strings.Fields(text), " ")
	}
}

// values gives the data of those records of a type, sorted and each once.
func values(records []dns.RR, kind uint16) []string {
	var all []string
	for _, r := range records {
		if r.Header().Rrtype == kind {
			all = append(all, value(r))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
