package route53

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// canonical is a name as the service keeps and gives it: in lower case, with its final dot, and everything but letters, digits, hyphens and underscores as
// octal numbers.
func canonical(name string) string {
	var b strings.Builder
	for _, c := range []byte(strings.ToLower(octets(strings.TrimSuffix(name, ".")))) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String() + "."
}

// octets resolves octal escapes.
func octets(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+3 < len(text) {
			if n, err := strconv.ParseUint(text[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// sortable gives a name's labels from the last to the first, the order in which zones and sets are listed.
func sortable(name string) string {
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	var b strings.Builder
	for _, label := range slices.Backward(labels) {
		b.WriteString(label)
		b.WriteByte(0)
	}
	return b.String()
}

// wrong says what is wrong with a value of a type; "" when it can be one.
func wrong(kind, value string) string {
	switch kind {
	case "A", "AAAA":
		ip, err := netip.ParseAddr(value)
		if err != nil || ip.Is4() != (kind == "A") {
			return "ARRDATAIllegalIPv4Address (Value is not a valid address) encountered with '" + value + "'"
		}
	case "TXT", "SPF":
		return wrongText(value)
	case "CNAME", "NS", "PTR":
		return wrongWords(kind, value, 0)
	case "MX":
		return wrongWords(kind, value, 1)
	case "SRV":
		return wrongWords(kind, value, 3)
	}
	return ""
}

func wrongWords(kind, value string, numbers int) string {
	words := strings.Fields(value)
	if len(words) != numbers+1 {
		return kind + "RRDATANotValid (Value does not have the fields of its type) encountered with '" + value + "'"
	}
	for _, w := range words[:numbers] {
		if _, err := strconv.ParseUint(w, 10, 16); err != nil {
			return kind + "RRDATANotValid (Value has no number) encountered with '" + value + "'"
		}
	}
	return ""
}

// wrongText wants quoted strings of at most 255 octets, with octal escapes.
func wrongText(value string) string {
	rest := strings.TrimSpace(value)
	for first := true; rest != "" || first; first = false {
		size, length := quotedString(rest)
		switch {
		case size < 0:
			return "InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '" + value + "'"
		case length == 0:
			return "InvalidCharacterString (Unmatched quotation mark) encountered with '" + value + "'"
		case size > 255:
			return "CharacterStringTooLong (Value is too long) encountered with '" + value + "'"
		}
		rest = strings.TrimLeft(rest[length:], " \t")
	}
	return ""
}

// quotedString gives how many octets the string at the beginning of a text has, and how long it is as it is written. The size is -1 when there is none, and the
// length 0 when it does not end.
func quotedString(text string) (size, length int) {
	if !strings.HasPrefix(text, `"`) {
		return -1, 0
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return size, i + 1
		case text[i] == '\\' && len(octets(text[i:min(i+4, len(text))])) == 1:
			i += 3
		case text[i] == '\\':
			i++
		}
		size++
	}
	return size, 0
}
