package migration

import "github.com/seatwright/seatwright/shared/fault"

// Cause says why a customer's migration fails, or is expected to. Failures are grouped by what mends them.
type Cause string

// Causes.
const (
	Unreachable Cause = "unreachable_tenant"
	NoConsent   Cause = "no_consent"
	NoAgreement Cause = "no_agreement"
	NoPlan      Cause = "no_plan"
	PlanGone    Cause = "plan_withdrawn"
	NotDecided  Cause = "match_not_decided"
	NoPrice     Cause = "no_price"
	OddCurrency Cause = "odd_currency"
	TooMany     Cause = "too_many_seats"
	LegacyAddOn Cause = "legacy_add_on"
	Incomplete  Cause = "incomplete"
	NameTwice   Cause = "username_twice"
	Duplicate   Cause = "duplicate"
	Vanished    Cause = "customer_vanished"
	Differs     Cause = "changed_since_shown"
	Ineligible  Cause = "not_eligible"
	Refused     Cause = "refused_by_seller"
	Busy        Cause = "seller_not_available"
	NotKnown    Cause = "outcome_not_known"
	Double      Cause = "double_purchase_suspected"
	Owned       Cause = "taken_by_another"
	Dead        Cause = "message_dead"
	Defect      Cause = "defect"
)

// Who is who can mend a cause.
type Who string

// Those who can.
const (
	Operator Who = "operator"
	Client   Who = "customer"     // an administrator of the customer's tenant
	Provider Who = "seller"       // Microsoft or the indirect provider
	Us       Who = "seatwright"   // those who run this
	Time     Who = "passes_alone" // it may work later without anybody's help
)

// Cure is what can be done about a cause.
type Cure struct {
	Who    Who    `json:"who"`
	Action string `json:"action"`
	// Blocks says that a customer with this cause is not begun at all, rather than done without the service that has it.
	Blocks bool `json:"blocks"`
	// Look says that a retry first needs a person's word that nothing was bought.
	Look bool `json:"look,omitempty"`
}

// Cure gives who can mend a cause and how.
func (c Cause) Cure() Cure {
	switch c {
	case Unreachable:
		return Cure{Who: Client, Action: "have an administrator of the customer accept the reseller relationship, then retry", Blocks: true}
	case NoConsent:
		return Cure{Who: Client, Action: "send the customer the link for delegated administration, then retry", Blocks: true}
	case NoAgreement:
		return Cure{Who: Operator, Action: "record the customer's acceptance of the Microsoft Customer Agreement, then retry", Blocks: true}
	case NoPlan:
		return Cure{Who: Operator, Action: "choose a plan for the offer, or make one, then compute the migration again"}
	case PlanGone:
		return Cure{Who: Operator, Action: "choose a plan that is sold, then compute the migration again"}
	case NotDecided:
		return Cure{Who: Operator, Action: "answer which of the nearest plans the offer is"}
	case NoPrice:
		return Cure{Who: Operator, Action: "give the plan a rule that prices it, or enter the amounts"}
	case OddCurrency:
		return Cure{Who: Operator, Action: "choose the client's currency, or a plan in the service's own"}
	case TooMany:
		return Cure{Who: Operator, Action: "move seats to a product without that limit before they are taken over"}
	case LegacyAddOn:
		return Cure{Who: Operator, Action: "move the add-on together with its base: give both a plan"}
	case Incomplete:
		return Cure{Who: Operator, Action: "fill in the fields that are named", Blocks: true}
	case NameTwice:
		return Cure{Who: Operator, Action: "give one of the clients another username", Blocks: true}
	case Duplicate:
		return Cure{Who: Operator, Action: "say whether the client that is here already is the same", Blocks: true}
	default:
		return c.cureOfRun()
	}
}

// cureOfRun is for what shows only when a migration runs.
func (c Cause) cureOfRun() Cure {
	switch c {
	case Vanished:
		return Cure{Who: Client, Action: "see whether the customer ended the relationship; leave the customer out or have it renewed", Blocks: true}
	case Differs:
		return Cure{Who: Operator, Action: "read the customer again and look at what changed, then retry", Blocks: true}
	case Ineligible:
		return Cure{Who: Operator, Action: "see the seller's reason; retry when it has gone"}
	case Refused:
		return Cure{Who: Operator, Action: "mend what the seller names, then retry"}
	case Busy:
		return Cure{Who: Time, Action: "retry when the seller answers again"}
	case NotKnown:
		return Cure{Who: Operator, Action: "look at the seller whether it was done; retry only when it was not", Look: true}
	case Double:
		return Cure{Who: Operator, Action: "compare the subscriptions at the seller and give one back within its window", Look: true}
	case Owned:
		return Cure{Who: Operator, Action: "see which client has the subscription, and correct one of them"}
	case Dead:
		return Cure{Who: Us, Action: "retry; if it dies again, the log of the customer says where"}
	default:
		return Cure{Who: Us, Action: "see the log of the customer; retry after it is mended"}
	}
}

// CauseOf gives the cause that a failure of an outside call is, by its kind. An adapter that knows more is asked before.
func CauseOf(err error) Cause {
	switch fault.Of(err) {
	case fault.NotFound, fault.Gone:
		return Vanished
	case fault.Denied, fault.Unauthenticated:
		return NoConsent
	case fault.Throttled, fault.Unavailable:
		return Busy
	case fault.Unknown:
		return NotKnown
	case fault.Conflict:
		return Owned
	case fault.Stale:
		return Differs
	case fault.Invalid, fault.Malformed, fault.TooLarge:
		return Refused
	}
	return Defect
}
