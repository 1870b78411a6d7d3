package partnercenter

import (
	_ "embed"
	"errors"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Each line: status, number, kind, field to mend, class, request id, whose problem, text for the buyer, text for the operator. The same
// number means different things with different statuses; "*" is any status, "cart" an error of a cart's line.
//
//go:embed codes.tsv
var codes string

type row struct {
	kind    fault.Kind
	pointer string
	text    string
	order.Meaning
}

// look gives the line for a status and a number, or an empty one. The table is read only when something failed.
func look(status, number string) row {
	for line := range strings.Lines(codes) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 9 || f[1] != number || f[0] != status && f[0] != "*" {
			continue
		}
		return row{fault.Kind(f[2]), strings.TrimPrefix(f[3], "-"), f[8], order.Meaning{
			Code: number, Class: order.Class(f[4]), Same: f[5] == "same", Whose: order.Problem(f[6]), Buyer: f[7], Operator: f[8],
		}}
	}
	return row{}
}

// MeaningOf says what a failure of a call means. One that the table does not have, or that was given another kind on its way, means what its kind does.
func MeaningOf(err error) order.Meaning {
	kind := fault.Of(err)
	if r, ok := errors.AsType[*refusal](err); ok {
		found := look(strconv.Itoa(r.status), r.code)
		if found.Class != "" && (found.kind == kind || kind == fault.Unknown && (found.Class == order.Transient || found.Class == order.LookUp)) {
			return found.Meaning
		}
	}
	m := order.Meaning{
		Code: fault.Code(err), Class: order.Final, Whose: order.OfPartner, Operator: fault.Text(err),
		Buyer: "Microsoft does not accept this as it is. Please ask your reseller.",
	}
	switch kind { //nolint:exhaustive // all others are final
	case fault.Throttled:
		m.Class, m.Same, m.Whose = order.Throttling, true, order.OfNobody
	case fault.Unavailable, fault.Unknown:
		m.Class, m.Same, m.Whose = order.Transient, true, order.OfMicrosoft
	case fault.Conflict:
		m.Class, m.Whose = order.Busy, order.OfMicrosoft
	case fault.Stale:
		m.Class, m.Whose = order.Outdated, order.OfNobody
	case fault.Unauthenticated:
		m.Class, m.Same = order.SignIn, true
	}
	if m.Class != order.Final {
		m.Buyer = "It takes a little longer. It goes on by itself; there is nothing for you to do."
	}
	return m
}

// LineMeaning says what the number on a refused line of a cart means.
func LineMeaning(number string) order.Meaning { return part("cart", number) }

// part says what the number on a refused part of a cart or a checkout means.
func part(where, number string) order.Meaning {
	if m := look(where, number).Meaning; m.Class != "" {
		return m
	}
	return order.Meaning{
		Code: number, Class: order.Final, Whose: order.OfPartner, Operator: "Microsoft refused it", Buyer: "Microsoft did not take this. Your reseller looks into it.",
	}
}
