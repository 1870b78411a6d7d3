package storefront

import (
	"cmp"
	"strings"

	"github.com/seatwright/seatwright/shared/partner"
)

// Given is a value that an order carries under a name: an attribute of the cart, a custom field, metadata.
type Given struct {
	Name  string
	Value string
}

// Fold makes names equal that a theme may write in different ways: letter case, hyphens, spaces and underscores do not count.
func Fold(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.TrimSpace(name))
	return strings.ToLower(name)
}

// answers are the given values that we have a use for, by their folded names.
type answers map[string]string

// longest is how many bytes of a given value are read; a name or an address is never longer.
const longest = 500

// collect gathers what is wanted. Two values for one name are a doubt: nobody could say which is meant.
func collect(given []Given, used partner.Attributes) (answers, []Doubt) {
	wanted, about := map[string]string{}, map[string]Field{}
	for field, name := range map[Field]string{
		FieldDomain: used.Domain, FieldKind: used.Kind, FieldRegistration: used.Registration, SignerFirst: used.SignerFirst, SignerLast: used.SignerLast,
		SignerEmail: used.SignerEmail, SignerPhone: used.SignerPhone, SignedOn: used.SignedOn,
	} {
		wanted[Fold(name)], about[Fold(name)] = name, field
	}
	all, twice := answers{}, map[string]bool{}
	var doubts []Doubt
	for _, g := range given {
		folded, value := Fold(g.Name), strings.TrimSpace(g.Value)
		name, isWanted := wanted[folded]
		if !isWanted || value == "" || value == "null" || len(value) > longest {
			continue
		}
		if before := all[folded]; before != "" && before != value && !twice[folded] {
			twice[folded] = true
			doubts = append(doubts, Doubt{
				Reason: AttributeTwice, Text: "the order has two values for the attribute " + name, Suggestion: "keep one value for the attribute " + name, About: about[folded],
			})
		}
		all[folded] = value
	}
	return all, doubts
}

func (a answers) of(name string) string { return a[Fold(name)] }

// withDefaults fills in the names that the connection leaves empty.
func withDefaults(n partner.Attributes) partner.Attributes {
	return partner.Attributes{
		Domain:       cmp.Or(n.Domain, "m365_tenant_domain"),
		Kind:         cmp.Or(n.Kind, "m365_order_kind"),
		Registration: cmp.Or(n.Registration, "m365_registration_id"),
		SignerFirst:  cmp.Or(n.SignerFirst, "m365_mca_first_name"),
		SignerLast:   cmp.Or(n.SignerLast, "m365_mca_last_name"),
		SignerEmail:  cmp.Or(n.SignerEmail, "m365_mca_email"),
		SignerPhone:  cmp.Or(n.SignerPhone, "m365_mca_phone"),
		SignedOn:     cmp.Or(n.SignedOn, "m365_mca_date"),
	}
}
