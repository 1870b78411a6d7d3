package partnercenter

import (
	_ "embed"
	"errors"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Each line: status, number, kind, field to mend, class, request id, whose problem, text for the buyer, text for the operator. The same
// number means different things with different statuses; "*" is any status, "cart" an error of a cart's line.
//
//go:embed codes.tsv
var codes string

// Class says what is done about a refusal.
type Class string

// The classes.
const (
	Throttling Class = "throttled" // too many calls: the same call again after the wait that Microsoft names
	Transient  Class = "transient" // a machine failed: the same call again after a while; a write is looked up first
	Busy       Class = "busy"      // Microsoft works on the same thing: another request after two minutes, then less and less often
	Outdated   Class = "stale"     // read anew, decide anew, at most three times
	SignIn     Class = "sign-in"   // another token once, then the partner has to sign in
	Eventual   Class = "eventual"  // it may not show yet: asked again for a quarter of an hour
	Final      Class = "final"     // nothing happens by itself: somebody has to mend something
	Already    Class = "done"      // what was wanted is so already
	NoMore     Class = "end"       // a list has ended
	LookUp     Class = "look"      // it may have been made: looked for before anything is sent
)

// Problem says who has to do something.
type Problem string

// Whose problem it is.
const (
	OfBuyer     Problem = "buyer"
	OfPartner   Problem = "partner"
	OfMicrosoft Problem = "microsoft"
	OfNobody    Problem = "nobody"
)

// Meaning is what one of Microsoft's refusals means to us.
type Meaning struct {
	Class Class
	// Same says that the same request id is sent again: no answer was received that says what became of it. False with a class that sends again is
	// another id.
	Same     bool
	Whose    Problem
	Buyer    string // for the customer, in a sentence
	Operator string // for the reseller's people
}

type row struct {
	kind    fault.Kind
	pointer string
	text    string
	Meaning
}

// look gives the line for a status and a number, or an empty one. The table is read only when something failed.
func look(status, number string) row {
	for line := range strings.Lines(codes) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 9 || f[1] != number || f[0] != status && f[0] != "*" {
			continue
		}
		return row{fault.Kind(f[2]), strings.TrimPrefix(f[3], "-"), f[8], Meaning{Class(f[4]), f[5] == "same", Problem(f[6]), f[7], f[8]}}
	}
	return row{}
}

// MeaningOf says what a failure of a call means. One that the table does not have means what its kind does.
func MeaningOf(err error) Meaning {
	if r, ok := errors.AsType[*refusal](err); ok {
		if m := look(strconv.Itoa(r.status), r.code).Meaning; m.Class != "" && fault.Of(err) != fault.Throttled {
			return m
		}
	}
	m := Meaning{Class: Final, Whose: OfPartner, Operator: fault.Text(err), Buyer: "Microsoft does not accept this as it is. Please ask your reseller."}
	switch fault.Of(err) { //nolint:exhaustive // all others are final
	case fault.Throttled:
		m.Class, m.Same, m.Whose = Throttling, true, OfNobody
	case fault.Unavailable, fault.Unknown:
		m.Class, m.Same, m.Whose = Transient, true, OfMicrosoft
	case fault.Conflict:
		m.Class, m.Whose = Busy, OfMicrosoft
	case fault.Stale:
		m.Class, m.Whose = Outdated, OfNobody
	case fault.Unauthenticated:
		m.Class, m.Same = SignIn, true
	}
	if m.Class != Final {
		m.Buyer = "It takes a little longer. It goes on by itself; there is nothing for you to do."
	}
	return m
}

// LineMeaning says what the number on a refused line of a cart means.
func LineMeaning(number string) Meaning {
	if m := look("cart", number).Meaning; m.Class != "" {
		return m
	}
	return Meaning{Class: Final, Whose: OfPartner, Operator: refused("cart", number), Buyer: "Microsoft did not take this. Your reseller looks into it."}
}

// refused says why a part of a cart or a checkout was refused, in the words of the table.
func refused(where, number string) string {
	text := look(where, number).text
	if text == "" {
		text = "Microsoft refused it"
	}
	if number == "" {
		return text
	}
	return text + " (Microsoft's error " + number + ")"
}
