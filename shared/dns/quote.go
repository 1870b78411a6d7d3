package dns

import (
	"fmt"
	"strconv"
	"strings"
)

// maxString is how many octets one string of a TXT record holds, RFC 1035.
const maxString = 255

// unquote gives the text of a TXT value with its strings joined. A value that does not begin with a quote is the text itself: hosts take and give both.
func unquote(value string) string {
	trimmed := strings.TrimSpace(value)
	if !strings.HasPrefix(trimmed, `"`) {
		return trimmed
	}
	if len(trimmed) > 1 && strings.IndexAny(trimmed[1:], `"\`) == len(trimmed)-2 && trimmed[len(trimmed)-1] == '"' {
		return trimmed[1 : len(trimmed)-1]
	}
	var b strings.Builder
	inside := false
	for i := 0; i < len(trimmed); i++ {
		c := trimmed[i]
		switch {
		case c == '"':
			inside = !inside
		case c == '\\' && i+3 < len(trimmed) && digits(trimmed[i+1:i+4]):
			n, _ := strconv.ParseUint(trimmed[i+1:i+4], 10, 8) // digits saw that it fits
			b.WriteByte(byte(n))
			i += 3
		case c == '\\' && i+1 < len(trimmed):
			i++
			b.WriteByte(trimmed[i])
		case inside, c != ' ' && c != '\t':
			b.WriteByte(c)
		}
	}
	return b.String()
}

// digits reports whether a text is the three digits of an octet.
func digits(text string) bool {
	_, err := strconv.ParseUint(text, 10, 8)
	return err == nil && text[0] != '+'
}

// Quote writes a text as the value of a TXT record: quoted strings of at most 255 octets, as many as it takes.
func Quote(text string) string { return quote(text, maxString) }

func quote(text string, size int) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, n := 0, 0; i < len(text); i, n = i+1, n+1 {
		if n == size {
			b.WriteString(`" "`)
			n = 0
		}
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03d`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
