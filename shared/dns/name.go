package dns

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	maxLabel = 63  // octets of a label, RFC 1035
	maxName  = 253 // octets of a name, its dots counted and the last left out
)

// Name gives the normal form of a full name: A-labels in lower case without the final dot. Underscores may stand anywhere, and a "*" alone as the first
// label. It fails with fault.Invalid.
func Name(text string) (string, error) {
	name := strings.TrimSuffix(strings.TrimSpace(text), ".")
	if settled(name) {
		return name, nil
	}
	ascii, err := toASCII(name)
	if err != nil {
		return "", fault.Invalid.Wrap(err, "name %q: not a domain name", text)
	}
	if len(ascii) > maxName {
		return "", fault.Invalid.Errorf("name %q: %d octets, at most %d", text, len(ascii), maxName)
	}
	first := true
	for label := range strings.SplitSeq(ascii, ".") {
		switch {
		case label == "":
			return "", fault.Invalid.Errorf("name %q: an empty label", text)
		case len(label) > maxLabel:
			return "", fault.Invalid.Errorf("name %q: label of %d octets, at most %d", text, len(label), maxLabel)
		case label == "*" && first:
		case !ordinary(label):
			return "", fault.Invalid.Errorf("name %q: label %q has a character that no name of a host, service or wildcard has", text, label)
		}
		first = false
	}
	return ascii, nil
}

// settled reports whether a name is in normal form already, as most are, and costs nothing.
func settled(name string) bool {
	label := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c == 'x' && label == 0 && strings.HasPrefix(name[i:], "xn--"):
			return false // it may be no A-label
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_':
			label++
		case c == '.' && label > 0 && label <= maxLabel:
			label = 0
		default:
			return false
		}
	}
	return label > 0 && label <= maxLabel && len(name) <= maxName
}

// toASCII lowers the case, and turns what is not ASCII to A-labels.
func toASCII(name string) (string, error) {
	plain, puny := true, false
	for i := range len(name) {
		c := name[i]
		plain = plain && c < 0x80
		puny = puny || ((c == 'x' || c == 'X') && len(name) > i+4 && strings.EqualFold(name[i:i+4], "xn--"))
	}
	switch {
	case plain && !puny:
		return strings.ToLower(name), nil
	case !utf8.ValidString(name):
		return "", errors.New("not UTF-8")
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.StrictDomainName(false))
	return profile.ToASCII(name)
}

func ordinary(label string) bool {
	for i := range len(label) {
		c := label[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// Below gives the part of a name that stands before a zone's, "" at the zone's apex. Both are in normal form. It reports false for a name that is not in
// the zone: "notexample.com" is not in "example.com".
func Below(zone, name string) (string, bool) {
	if name == zone {
		return "", true
	}
	owner, ok := strings.CutSuffix(name, zone)
	if !ok || !strings.HasSuffix(owner, ".") {
		return "", false
	}
	return strings.TrimSuffix(owner, "."), true
}

// join puts an owner before a zone or before another owner; "" stands for the apex of either.
func join(owner, rest string) string {
	switch {
	case owner == "":
		return rest
	case rest == "":
		return owner
	}
	return owner + "." + rest
}

// parent cuts the first label off an owner below a zone; the parent of the last one is the apex, "".
func parent(owner string) string {
	_, rest, _ := strings.Cut(owner, ".")
	return rest
}

// owner gives the normal form of a name as a host writes it: relative to the zone, unless a dot ends it; "@" or "" at the apex. A name that is none keeps its
// text, so that its row stays as foreign as it is.
func owner(zone, text string) string {
	if text == "" || text == "@" {
		return ""
	}
	name, err := Name(text)
	if err != nil {
		return strings.ToLower(text)
	}
	if strings.HasSuffix(text, ".") {
		if below, ok := Below(zone, name); ok {
			return below
		}
	}
	return name
}

// host gives the normal form of a host to which a row points, always with its final dot. One without it lies below the zone, as every host reads it.
func host(zone, text string) string {
	if text == "." {
		return "."
	}
	if text == "@" {
		return zone + "."
	}
	name, err := Name(text)
	if err != nil {
		name = strings.ToLower(strings.TrimSuffix(text, "."))
	}
	switch {
	case strings.HasSuffix(text, ".") && text[:len(text)-1] == name:
		return text
	case strings.HasSuffix(text, "."):
		return name + "."
	}
	return name + "." + zone + "."
}
