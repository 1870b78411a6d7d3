package takeover

import "time"

// Guard names something that must be seen before a takeover goes on.
type Guard string

// Guards.
const (
	OneTenant     Guard = "one_tenant"
	CustomerReady Guard = "customer_complete"
	Relationship  Guard = "relationship"
	Agreement     Guard = "agreement"
	Administered  Guard = "delegated_administration"
	TenantRead    Guard = "tenant_read"
	PlanGood      Guard = "plan_can_be_ordered"
	Approved      Guard = "plan_approved"
	OrderComplete Guard = "order_complete"
	TransferDone  Guard = "transfer_complete"
	SecondThere   Guard = "second_subscription"
	Room          Guard = "room_for_everybody"
	Swapped       Guard = "everybody_changed"
	NoAddOns      Guard = "no_add_on_left"
	Coverage      Guard = "coverage_without_the_old"
	Word          Guard = "word_of_the_old_provider"
	OldGone       Guard = "old_subscription_disabled"
	NoErrors      Guard = "no_licence_in_error"
	Steady        Guard = "coverage_for_two_days"
)

// Way says for which takeovers a step is.
type Way string

// Ways.
const (
	Always     Way = ""
	ByOrder    Way = "order"
	ByTransfer Way = "transfer"
	SameSKU    Way = "same_sku"
	OtherSKU   Way = "other_sku"
)

// Step is one transition: everything that it needs, and what is done before it.
type Step struct {
	From   State
	To     State
	Way    Way
	Guards []Guard
	Do     Deed
	// Within is by when the state should be left; then people are told, or, with Abandon, the takeover ends.
	Within  time.Duration
	Abandon bool
	// Every is how often it is looked at.
	Every time.Duration
}

// Deed is what the machine does itself.
type Deed string

// Deeds. Each can be repeated.
const (
	Nothing  Deed = ""
	Resolve  Deed = "note_tenant"
	Invite   Deed = "send_invitation"
	Compute  Deed = "compute_plan"
	Place    Deed = "place_order"
	Request  Deed = "request_transfer"
	Write    Deed = "write_to_old_provider"
	Announce Deed = "announce_end"
)

const day = 24 * time.Hour

// Steps gives the whole way. Of a state's steps exactly one is for a takeover.
func Steps() []Step {
	minutes := 15 * time.Minute
	return []Step{
		{From: Requested, To: TenantResolved, Guards: []Guard{OneTenant}, Do: Resolve, Within: 10 * time.Minute, Every: time.Minute},
		{From: TenantResolved, To: CustomerLinked, Guards: []Guard{OneTenant, CustomerReady}, Within: day, Every: minutes},
		{From: CustomerLinked, To: RelationshipPending, Do: Invite, Within: time.Hour, Every: minutes},
		{From: RelationshipPending, To: RelationshipOK, Guards: []Guard{Relationship, Agreement, Administered}, Within: 14 * day, Abandon: true, Every: minutes},
		{From: RelationshipOK, To: Inventoried, Guards: []Guard{TenantRead}, Within: day, Every: minutes},
		{From: Inventoried, To: Planned, Guards: []Guard{TenantRead}, Do: Compute, Within: day, Every: minutes},
		{From: Planned, To: Ordering, Way: ByOrder, Guards: []Guard{TenantRead, PlanGood, Approved}, Within: 3 * day, Every: minutes},
		{From: Planned, To: Transferring, Way: ByTransfer, Guards: []Guard{TenantRead, PlanGood, Approved}, Within: 3 * day, Every: minutes},
		{From: Ordering, To: Fulfilled, Guards: []Guard{OrderComplete}, Do: Place, Within: day, Every: 5 * time.Minute},
		{From: Transferring, To: Covered, Guards: []Guard{TransferDone, SecondThere, OldGone}, Do: Request, Within: 30 * day, Every: 6 * time.Hour},
		{From: Fulfilled, To: SecondSeen, Guards: []Guard{SecondThere}, Within: 2 * time.Hour, Every: 5 * time.Minute},
		{From: SecondSeen, To: Ready, Way: SameSKU, Guards: []Guard{SecondThere, NoAddOns}, Within: day, Every: minutes},
		{From: SecondSeen, To: Swapping, Way: OtherSKU, Guards: []Guard{SecondThere, Room}, Within: day, Every: minutes},
		{From: Swapping, To: Ready, Guards: []Guard{Swapped, NoAddOns}, Within: day, Every: time.Minute},
		{From: Ready, To: Asked, Guards: []Guard{Coverage, NoErrors, NoAddOns}, Do: Write, Within: day, Every: minutes},
		{From: Asked, To: OldDisabled, Guards: []Guard{Word, OldGone}, Within: 400 * day, Every: day},
		{From: OldDisabled, To: Covered, Guards: []Guard{Coverage, NoErrors}, Within: day, Every: time.Hour},
		{From: Covered, To: Closed, Guards: []Guard{Coverage, NoErrors, Steady}, Do: Announce, Within: 7 * day, Every: time.Hour},
	}
}

// step gives the step that is next for a takeover; false when it is over or waits for a person.
func (t *Takeover) step() (Step, bool) {
	for _, s := range Steps() {
		if s.From == t.State && t.goes(s.Way) {
			return s, true
		}
	}
	return Step{}, false
}

func (t *Takeover) goes(w Way) bool {
	switch w {
	case ByOrder:
		return !t.Transfer
	case ByTransfer:
		return t.Transfer
	case SameSKU:
		return !t.changes()
	case OtherSKU:
		return t.changes()
	case Always:
	}
	return true
}
