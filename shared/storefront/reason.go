package storefront

import (
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// Reason is why a delivery was put aside, an order waits, or a person is asked. It is a stable word.
type Reason string

// The reasons.
const (
	// Deliveries that cannot be used.
	Unreadable   Reason = "unreadable"
	UnknownTopic Reason = "unknown_topic"
	TooManyLines Reason = "too_many_lines"
	NoAccess     Reason = "no_access" // what it tells has to be looked up, and the shop does not let us

	// Orders that wait until something is mended.
	UnmappedSKU      Reason = "sku_unmapped"
	DomainInvalid    Reason = "tenant_domain_invalid"
	KindUnknown      Reason = "order_kind_unknown"
	NeedsTakeover    Reason = "takeover_by_person"
	AddsToLicence    Reason = "licence_to_choose"
	AttributeTwice   Reason = "attribute_twice"
	SignerIncomplete Reason = "signer_incomplete"
	BuyerInvalid     Reason = "buyer_invalid"
	TestOnLive       Reason = "test_order_on_live_account"
	DifferenceUnpaid Reason = "difference_unpaid"
	PlanChanged      Reason = "plan_changed"

	// Orders that a person may let pass.
	TooManySeats      Reason = "too_many_seats"
	TooMuchMoney      Reason = "too_much_money"
	BelowCost         Reason = "below_cost"
	CurrencyDiffers   Reason = "currency_differs"
	PriceUnknown      Reason = "price_unknown"
	PossibleDuplicate Reason = "possible_duplicate"
	Reopened          Reason = "reopened"
	LineRefused       Reason = "line_refused"
	Dispute           Reason = "disputed"
	Unproven          Reason = "difference_unproven"
	PartRefunded      Reason = "partly_refunded"

	// What only a person can bring to an end.
	Drifted           Reason = "changed_elsewhere"
	SeatsAssigned     Reason = "seats_assigned"
	RefundUnconfirmed Reason = "refunded_not_cancelled"
	CancelUnconfirmed Reason = "cancelled_not_refunded"
	LineRemoved       Reason = "line_removed"
	StillLiable       Reason = "still_liable"
	PolicyRefuses     Reason = "policy_refuses"
	PaymentFailed     Reason = "payment_failed"

	// What passes by itself.
	AwaitingPayment Reason = "awaiting_payment"
	InFlight        Reason = "in_flight"
	NotRead         Reason = "not_read"
	NothingBought   Reason = "nothing_bought"
)

// Waivable reports whether a person may let an order pass in spite of the reason.
func (r Reason) Waivable() bool {
	return slices.Contains([]Reason{TooManySeats, TooMuchMoney, BelowCost, CurrencyDiffers, PriceUnknown, PossibleDuplicate, Reopened, LineRefused, Dispute, Unproven, PartRefunded}, r)
}

// Fillable reports whether what a person fills in on a form may be all that an order waits for.
func (r Reason) Fillable() bool {
	return slices.Contains([]Reason{DomainInvalid, KindUnknown, AttributeTwice, SignerIncomplete, BuyerInvalid}, r)
}

// unusable is a failure for a delivery that is authentic and of no use: what is wrong and what would help.
func unusable(k fault.Kind, r Reason, text, suggestion string) error {
	return fault.At(fault.Coded(k.Errorf("%s", text), string(r)), fault.Field{Text: suggestion})
}

// NoTopic is the failure for a topic that means nothing here.
func NoTopic(topic string) error {
	return unusable(fault.Invalid, UnknownTopic, "topic is not handled: "+Printable(topic, 60), "subscribe to the topics that the documentation of the shop lists")
}

// Crowded is the failure for a sale of more than MaxLines lines.
func Crowded() error {
	return unusable(fault.Invalid, TooManyLines, "the order has more lines than an order of licences can have", "split the order in the shop")
}

// Aside gives why a delivery is put aside for a person, by the failure of Platform.Read. It reports false for another failure: then the delivery is
// to be tried again.
func Aside(err error) (Doubt, bool) {
	k := fault.Of(err)
	if k != fault.Malformed && k != fault.Invalid {
		return Doubt{}, false
	}
	d := Doubt{Reason: Reason(fault.Code(err)), Text: fault.Text(err)}
	if d.Reason == "" {
		d.Reason = Unreadable
		d.Suggestion = "compare the delivery with the shop's documentation; its version may have changed"
	}
	for _, f := range fault.Fields(err) {
		if f.Text != "" {
			d.Suggestion = f.Text
		}
	}
	return d, true
}

// Printable keeps what came from outside to a length and to letters that a log and a page can take.
func Printable(text string, most int) string {
	out := make([]byte, 0, most)
	for _, r := range text {
		if len(out) == most {
			break
		}
		if r < ' ' || r > '~' {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return string(out)
}
