package subscription

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// When is when a change can be made.
type When string

// The answers of the policy.
const (
	Now    When = "now"
	AtNext When = "at_renewal"
	Partly When = "partly" // some seats now, the rest at the renewal
	Never  When = "no"
)

// Decision is the policy's answer to a wish.
type Decision struct {
	When When `json:"when"`
	// Rule names the rule that says so, and Why says it in a sentence.
	Rule string `json:"rule"`
	Why  string `json:"why"`
	// Until is when the answer stops being true; zero: it stays.
	Until time.Time `json:"until,omitzero"`
	// From is when it takes effect, when that is not now.
	From time.Time `json:"from,omitzero"`
	// Seats are those that change now, and Later those that change at the renewal.
	Seats int `json:"seats,omitempty"`
	Later int `json:"later,omitempty"`
	// Charge and Refund are for the billing period that runs; Owed is what the seller will bill for later periods of the term. nil: not
	// known, and Unpriced says why.
	Charge   *money.Amount `json:"charge,omitempty"`
	Refund   *money.Amount `json:"refund,omitempty"`
	Owed     *money.Amount `json:"owed,omitempty"`
	Unpriced string        `json:"unpriced,omitempty"`
	// Loses says what else goes with it, in sentences.
	Loses []string `json:"loses,omitempty"`
	// Instead says what is possible in its place, in sentences.
	Instead []string `json:"instead,omitempty"`
	// edits are the writes that carry it out, in their order.
	edits []Edit
}

// Edits gives the writes that carry the decision out, in their order; none where nothing is to be done.
func (d Decision) Edits() []Edit { return d.edits }

// Edit is a state of the subscription to bring about; nil fields stay as they are.
type Edit struct {
	Quantity *int `json:"quantity,omitempty"`
	// Was is the number of seats that a new Quantity was computed from: with another number at the seller the edit is not made.
	Was       *int      `json:"was,omitempty"`
	Status    string    `json:"status,omitempty"`
	AutoRenew *bool     `json:"auto_renew,omitempty"`
	AtTermEnd AtTermEnd `json:"at_term_end,omitempty"` // with AutoRenew off
	Next      *Next     `json:"next,omitempty"`
	Unplan    bool      `json:"unplan,omitempty"` // takes away what is scheduled
	Nickname  *string   `json:"nickname,omitempty"`
	Partner   *string   `json:"partner_of_record,omitempty"`
	Upgrade   *Target   `json:"upgrade,omitempty"`
}

// Transition is one upgrade that the seller offers.
type Transition struct {
	Product  string `json:"product"`
	SKU      string `json:"sku"`
	Name     string `json:"name,omitempty"`
	Quantity int    `json:"quantity"`
	Eligible bool   `json:"eligible"`
	Moves    bool   `json:"moves_licences"` // users keep their licences without anybody assigning them again
	Why      string `json:"why,omitempty"`  // why it is not eligible
}

// Decide is the policy. It is pure: the same subscription, wish and time give the same answer. Offers are the upgrades that the seller
// shows, for a wish of that kind.
func Decide(s Subscription, w Wish, now time.Time, offers []Transition) Decision {
	if d, no := general(s, w, now); no {
		return d
	}
	switch w.Kind {
	case Seats:
		return seats(s, w, now)
	case Cancel:
		return cancel(s, w, now)
	case Suspend:
		return suspend(s)
	case Resume:
		return resume(s)
	case Renewal:
		return renewal(s, w, now)
	case Schedule:
		return schedule(s, w)
	case Upgrade:
		return upgrade(s, w, offers)
	case Nickname:
		return Decision{When: Now, Rule: "nickname", Why: "a nickname can be changed at any time", edits: []Edit{{Nickname: &w.Text}}}
	case PartnerOfRecord:
		return Decision{When: Now, Rule: "partner_of_record", Why: "the partner of record can be changed at any time; Microsoft checks the number", edits: []Edit{{Partner: &w.Text}}}
	}
	return never("unknown_kind", fmt.Sprintf("there is no change called %q", w.Kind))
}

func never(rule, why string, instead ...string) Decision {
	return Decision{When: Never, Rule: rule, Why: why, Instead: instead}
}

// general holds the rules that come before those of each kind. Microsoft documents which states of a subscription take which changes; what
// is not a licence of the new commerce (Azure, software, marketplace, legacy offers) has other rules and is left alone.
func general(s Subscription, w Wish, now time.Time) (Decision, bool) {
	f := s.Facts
	switch {
	case !f.NewCommerce:
		return never("not_new_commerce", "this is no licence of Microsoft's new commerce; it is shown here and changed in Partner Center"), true
	case f.Status == Deleted:
		return never("deleted", "a deleted subscription cannot be changed or brought back", "buy it anew"), true
	case f.Status == Expired || f.Status == Disabled:
		return never("expired", "the term has ended; Microsoft takes no more changes", "buy it anew"), true
	case f.Status == Suspended && w.Kind != Resume:
		return never("suspended", "Microsoft takes no change of a suspended subscription but to resume it", "resume it first"), true
	case f.Status == Pending:
		return never("pending", "Microsoft is still providing this subscription", "try again when its status is active"), true
	case f.Status != Active && f.Status != Suspended:
		return never("unknown_status", fmt.Sprintf("Microsoft shows a status %q that is not known here", f.Status), "look at it in Partner Center"), true
	case renewing(f, now) && readOnly(w.Kind):
		d := never("renewal_running", "the renewal is running; meanwhile renewal, schedule and suspension are read-only at Microsoft")
		d.Until = renewalEnds(f)
		d.Instead = []string{"try again when the renewal is through, after " + d.Until.Format(time.RFC3339)}
		return d, true
	}
	return Decision{}, false
}

func readOnly(k Kind) bool { return k == Renewal || k == Schedule || k == Suspend }

// renewalStarts gives when a renewal begins: Microsoft documents 00:00 UTC of the day after the last included day, and that it may take 24 hours.
func renewalStarts(f Facts) time.Time { return f.CommitmentEnds.UTC().Truncate(day).Add(day) }

func renewalEnds(f Facts) time.Time { return renewalStarts(f).Add(day) }

func renewing(f Facts, now time.Time) bool {
	return !f.CommitmentEnds.IsZero() && f.AutoRenew && !now.Before(renewalStarts(f)) && now.Before(renewalEnds(f))
}

const day = 24 * time.Hour
