package order

import (
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Meaning is what one of the seller's refusals means: to the machine, to the customer, and to the reseller's people. The words come from the seller's
// own table of refusals, so that there is one place for them.
type Meaning struct {
	Code  string `json:"code,omitempty"` // the seller's number; "": it named none
	Class Class  `json:"class"`
	// Same says that the same request id is sent again: no answer was received that says what became of it. False with a class that sends again is
	// another id.
	Same     bool    `json:"-"`
	Whose    Problem `json:"whose"`
	Buyer    string  `json:"buyer,omitempty"`    // for the customer, in a sentence
	Operator string  `json:"operator,omitempty"` // for the reseller's people
}

// Class says what is done about a refusal.
type Class string

// The classes.
const (
	Throttling Class = "throttled" // too many calls: the same call again after the wait that the seller names
	Transient  Class = "transient" // a machine failed: the same call again after a while; a write is looked up first
	Busy       Class = "busy"      // the seller works on the same thing: another request after two minutes, then less and less often
	Outdated   Class = "stale"     // read anew, decide anew
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

// refused gives what is written down of a failure: nil where it was found here and not by the seller.
func (m Meaning) refused() *Meaning {
	if m.Code == "" && (m.Class == Final || m.Class == "") {
		return nil
	}
	return &m
}

// Said gives what a refusal says to the reseller's people, with the seller's number.
func (m Meaning) Said() string {
	if m.Code == "" {
		return m.Operator
	}
	return m.Operator + " (Microsoft's error " + m.Code + ")"
}

// answerable reports whether an answer to a field's question changes what is sent next. A tenant that was made stays as it is, and of lines the
// field has to be named.
func (o Order) answerable(field string) bool {
	before := o.Intent.Step == StepCheck || o.Intent.Step == StepTenant
	fillable := before || o.Intent.Step == StepAgreement || o.Intent.Step == StepCart || o.Intent.Step == StepCheckout
	switch {
	case field == "/agreement", field == "/mpn":
		return fillable
	case strings.HasPrefix(field, "/lines/"):
		return fillable && strings.Count(field, "/") == 3
	}
	return before && strings.HasPrefix(field, "/customer/")
}

// refusal asks a person: to correct the field that is to blame, or to mend the cause and try again.
func (o Order) refusal(evidence string, err error) move {
	q := &Question{Text: fault.Text(err), Choices: []string{Retry}}
	if fields := fault.Fields(err); len(fields) > 0 && o.answerable(fields[0].Pointer) {
		q = &Question{Field: fields[0].Pointer, Text: fields[0].Text, Pattern: fields[0].Pattern}
	}
	return move{result: Refused, evidence: evidence, state: AsksPerson, ask: q}
}
