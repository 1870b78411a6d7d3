package shopify

import (
	"cmp"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// answers are the attributes of an order by their folded names.
type answers map[string]string

// Fold makes names equal that a theme may write in different ways, as every shop's orders do.
func Fold(name string) string { return storefront.Fold(name) }

// collect gathers the order's attributes and its lines' properties. Two values for a name that we use are refused: nobody could say which is meant.
func collect(o Order, used partner.Attributes) (answers, error) {
	all := answers{}
	wanted := map[string]string{}
	for _, name := range names(used) {
		wanted[Fold(name)] = name
	}
	lists := [][]Attribute{o.NoteAttributes}
	for _, l := range o.LineItems {
		if o.seats(l) > 0 {
			lists = append(lists, l.Properties)
		}
	}
	for _, list := range lists {
		for _, a := range list {
			folded, value := Fold(string(a.Name)), strings.TrimSpace(string(a.Value))
			name, isWanted := wanted[folded]
			if !isWanted || value == "" || value == "null" {
				continue
			}
			if before := all[folded]; before != "" && before != value {
				return nil, invalid("/note_attributes", "the order has two values for the attribute "+name, "keep one value for the attribute "+name)
			}
			all[folded] = value
		}
	}
	return all, nil
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

func names(n partner.Attributes) []string {
	return []string{n.Domain, n.Kind, n.Registration, n.SignerFirst, n.SignerLast, n.SignerEmail, n.SignerPhone, n.SignedOn}
}

// invalid names what cannot be used, and what would help.
func invalid(pointer, reason, suggestion string) error {
	return fault.At(fault.Invalid.Errorf("%s", reason), fault.Field{Pointer: pointer, Text: suggestion})
}
