package migration

import (
	"slices"
	"strings"
	"unicode"
)

// phrases are words that only mean something together, or mean what another word says. The longer ones come first.
func phrases() []string {
	return []string{
		"no teams", "noteams", "without teams", "noteams", "with teams", "", "includes teams", "",
		"microsoft 365", "m365", "ms 365", "m365", "office 365", "o365", "non profit", "nonprofit",
		"add on", "addon", "non specific", "", "plan 1", "p1", "plan 2", "p2", "plan 3", "p3",
	}
}

// synonyms say what a word of a name means; "" for words that say nothing.
func synonym(word string) string {
	switch word {
	case "microsoft", "ms", "corporate", "csp", "license", "licence", "licenses", "licences", "subscription", "user", "for", "the", "of", "and", "commercial":
		return ""
	case "charity", "nonprofits":
		return "nonprofit"
	case "std":
		return "standard"
	case "prem":
		return "premium"
	case "ent":
		return "enterprise"
	case "government", "gcc":
		return "gov"
	case "edu", "academic":
		return "education"
	}
	return word
}

// words gives a product's name as words that can be compared: sorted, each once.
func words(name string) []string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			b.WriteByte(' ')
		}
	}
	plain := " " + strings.Join(strings.Fields(b.String()), " ") + " "
	for p := phrases(); len(p) > 0; p = p[2:] {
		plain = strings.ReplaceAll(plain, " "+p[0]+" ", " "+p[1]+" ")
	}
	var all []string
	for w := range strings.FieldsSeq(plain) {
		if w = synonym(w); w != "" {
			all = append(all, w)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// telling reports whether a word tells products of the same family apart: E3 is not E5, and with Teams is not without.
func telling(word string) bool {
	switch word {
	case "noteams", "eea", "trial", "nonprofit", "gov", "education", "faculty", "students", "student", "addon", "unattended", "m365", "o365":
		return true
	}
	digits := strings.TrimLeft(word, "abcdefghijklmnopqrstuvwxyz")
	return digits != "" && len(word)-len(digits) <= 1 && strings.Trim(digits, "0123456789") == ""
}
