package dns

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// tag begins an SPF record.
const tag = "v=spf1"

// isSPF reports whether a text is an SPF record: the tag in any case, and then a blank or the end. "v=spf10" is none.
func isSPF(text string) bool {
	return len(text) >= len(tag) && strings.EqualFold(text[:len(tag)], tag) && (len(text) == len(tag) || text[len(tag)] == ' ')
}

// SPF is an SPF record, RFC 7208, with its terms in their order and their spelling.
type SPF []Term

// Term is a mechanism or a modifier of an SPF record.
type Term struct {
	Text      string // as it was written
	Modifier  bool
	Qualifier byte   // of a mechanism: + - ~ or ?
	Name      string // in lower case
	Value     string // after the colon or the equals sign, with the length of a prefix; "" when there is none
}

// ParseSPF reads the text of an SPF record. It fails with fault.Invalid for what receivers answer with a permanent error.
func ParseSPF(text string) (SPF, error) {
	if !isSPF(text) {
		return nil, fault.Invalid.Errorf("text %q: no SPF record", text)
	}
	all := slices.Grow(SPF(nil), strings.Count(text, " "))
	once := map[string]bool{}
	for word := range strings.SplitSeq(text[len(tag):], " ") {
		if word == "" {
			continue
		}
		t, err := parseTerm(word)
		if err != nil {
			return nil, err
		}
		if t.Modifier && (t.Name == redirect || t.Name == explain) {
			if once[t.Name] {
				return nil, fault.Invalid.Errorf("SPF term %q: stands twice", word)
			}
			once[t.Name] = true
		}
		all = append(all, t)
	}
	return all, nil
}

// Names of terms.
const (
	include  = "include"
	every    = "all"
	redirect = "redirect"
	explain  = "exp"
)

func parseTerm(word string) (Term, error) {
	t := Term{Text: word, Qualifier: '+'}
	rest := word
	end := strings.IndexAny(rest, ":/=")
	if end > 0 && rest[end] == '=' {
		t.Modifier, t.Qualifier = true, 0
		t.Name, t.Value = strings.ToLower(rest[:end]), rest[end+1:]
		return t, t.checkModifier()
	}
	if strings.ContainsRune("+-~?", rune(rest[0])) {
		t.Qualifier, rest = rest[0], rest[1:]
	}
	t.Name = rest
	if end = strings.IndexAny(rest, ":/"); end >= 0 {
		t.Name, t.Value = rest[:end], rest[end:]
		t.Value = strings.TrimPrefix(t.Value, ":")
	}
	t.Name = strings.ToLower(t.Name)
	return t, t.checkMechanism(end >= 0 && rest[end] == ':')
}

func (t *Term) checkModifier() error {
	for i := range len(t.Name) {
		c := t.Name[i]
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '_' && c != '.') {
			return fault.Invalid.Errorf("SPF term %q: no name of a modifier", t.Text)
		}
	}
	if !visible(t.Value) || !wellMacro(t.Value) || ((t.Name == redirect || t.Name == explain) && !domainSpec(t.Value)) {
		return fault.Invalid.Errorf("SPF term %q: not of its form", t.Text)
	}
	return nil
}

func (t *Term) checkMechanism(colon bool) error {
	ok := visible(t.Value)
	switch t.Name {
	case every:
		ok = ok && t.Value == "" && !colon
	case include, "exists":
		ok = ok && colon && domainSpec(t.Value)
	case "a", "mx":
		domain, lengths, cut := cutLengths(t.Value)
		ok = ok && (!colon && domain == "" || colon && domainSpec(domain)) && (!cut || lengths)
	case "ptr":
		ok = ok && (!colon && t.Value == "" || colon && domainSpec(t.Value))
	case "ip4", "ip6":
		ok = ok && colon && network(t.Name, t.Value)
	default:
		return fault.Invalid.Errorf("SPF term %q: no mechanism has that name", t.Text)
	}
	if !ok {
		return fault.Invalid.Errorf("SPF term %q: not of its form", t.Text)
	}
	return nil
}

// cutLengths cuts the lengths of prefixes off a domain: "example.com/24//64".
func cutLengths(value string) (domain string, valid, cut bool) {
	domain, lengths, cut := strings.Cut(value, "/")
	if !cut {
		return domain, true, false
	}
	four, six, both := strings.Cut("/"+lengths, "//")
	four = strings.TrimPrefix(four, "/")
	if both && !length(six, 128) || !both && four == "" {
		return domain, false, true
	}
	return domain, four == "" || length(four, 32), true
}

func length(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= most && (text == "0" || text[0] != '0' && text[0] != '+')
}

func network(name, value string) bool {
	text, bits, cut := strings.Cut(value, "/")
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" || ip.Is4() != (name == "ip4") {
		return false
	}
	return !cut || length(bits, ip.BitLen())
}

func visible(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// domainSpec reports whether a text can be a domain of a term: it has a name's characters, and macros in their form.
func domainSpec(text string) bool {
	if text == "" || !wellMacro(text) || strings.Contains(text, "..") && !strings.Contains(text, "%") {
		return false
	}
	return !strings.HasPrefix(text, ".")
}

// wellMacro reports whether each per cent sign begins a macro: %% %_ %- or %{letter, digits, r, delimiters}.
func wellMacro(text string) bool {
	for {
		_, rest, found := strings.Cut(text, "%")
		switch {
		case !found:
			return true
		case rest == "":
			return false
		case strings.ContainsRune("%_-", rune(rest[0])):
			text = rest[1:]
			continue
		}
		body, after, closed := strings.Cut(rest, "}")
		if !closed || len(body) < 2 || body[0] != '{' || !strings.ContainsRune("slodiphcrtvSLODIPHCRTV", rune(body[1])) {
			return false
		}
		tail := strings.TrimLeft(body[2:], "0123456789")
		tail = strings.TrimPrefix(strings.TrimPrefix(tail, "r"), "R")
		if strings.Trim(tail, ".-+,/_=") != "" {
			return false
		}
		text = after
	}
}

// String writes the record, with single blanks between its terms.
func (s SPF) String() string {
	words := []string{tag}
	for _, t := range s {
		words = append(words, t.Text)
	}
	return strings.Join(words, " ")
}

// all gives the place of the first "all", or -1. What stands behind it is never asked.
func (s SPF) all() int {
	return slices.IndexFunc(s, func(t Term) bool { return !t.Modifier && t.Name == every })
}

// modifier gives the place of a modifier, or -1.
func (s SPF) modifier(name string) int {
	return slices.IndexFunc(s, func(t Term) bool { return t.Modifier && t.Name == name })
}
