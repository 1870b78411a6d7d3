package route53

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/dns"
)

// escape is a backslash and three digits, by the base in which they are written.
func escape(text string, base int) (byte, bool) {
	if len(text) < 4 || text[0] != '\\' {
		return 0, false
	}
	for _, c := range []byte(text[1:4]) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(text[1:4], base, 8)
	return byte(n), err == nil
}

// relative gives the name of a set before its zone's, "" at the apex, and whether it has octets that a name of ours cannot have. A star comes as \052.
func relative(zone, name string) (string, bool) {
	full := strings.ToLower(strings.TrimSuffix(name, "."))
	if rest, ok := strings.CutPrefix(full, `\052`); ok {
		full = "*" + rest
	}
	below, ok := dns.Below(zone, full)
	return below, ok && !strings.Contains(below, `\`)
}

// absolute gives the name of a set.
func absolute(zone, name string) string {
	if name == "" || name == "@" {
		return zone + "."
	}
	return name + "." + zone + "."
}

// row gives a value as a row has it: hosts with their final dot, which Route 53 takes for granted, and texts with decimal escapes.
func row(kind dns.Type, value string) string {
	switch kind {
	case dns.CNAME, dns.DNAME, dns.MX, dns.NS, dns.PTR, dns.SRV:
		value = strings.TrimSpace(value)
		return strings.TrimSuffix(value, ".") + "."
	case dns.TXT, "SPF":
		return rewrite(value, 8, func(c byte) string { return fmt.Sprintf(`\%03d`, c) })
	default:
		return value
	}
}

// value gives a row's value as Route 53 takes it: texts in quotes, with octal escapes for all that is not plain. A text that is longer than a string may be is
// cut.
func value(kind dns.Type, text string) string {
	if kind != dns.TXT && kind != "SPF" {
		return text
	}
	if !strings.HasPrefix(strings.TrimSpace(text), `"`) {
		text = dns.Quote(text)
	}
	return rewrite(text, 10, octal)
}

func octal(c byte) string { return fmt.Sprintf(`\%03o`, c) }

// rewrite writes the numbered escapes of a text by another base, and so all octets that are not printable.
func rewrite(text string, base int, write func(byte) string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		n, numbered := escape(text[i:], base)
		switch {
		case numbered:
			b.WriteString(plain(n, write))
			i += 3
		case c == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i++
		case c < ' ' || c > '~':
			b.WriteString(write(c))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// plain writes an octet without a number where it can stand for itself.
func plain(c byte, write func(byte) string) string {
	if c < ' ' || c > '~' || c == '"' || c == '\\' {
		return write(c)
	}
	return string(c)
}
