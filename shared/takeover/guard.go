package takeover

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// fresh is for how long what was read of a tenant may be acted on.
	fresh = day
	// steady is for how long coverage has to be seen before a takeover is closed.
	steady = 2 * day
)

// Names by which Microsoft knows the roles that changing licences needs.
const (
	directoryReaders     = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	licenseAdministrator = "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
)

// stands says why a guard does not hold; "" when it does.
func (t *Takeover) stands(g Guard, v *View, now time.Time) string {
	switch g {
	case OneTenant:
		return t.oneTenant(v)
	case CustomerReady:
		return unless(v.Complete, "the customer's record is not complete")
	case Relationship:
		return unless(v.Related, "the customer has not accepted the reseller relationship")
	case Agreement:
		return unless(v.Agreed, "the customer agreement is not accepted")
	case Administered:
		held := slices.Contains(v.Roles, directoryReaders) && slices.Contains(v.Roles, licenseAdministrator)
		return unless(!t.Automate || held, "delegated administration lacks the roles Directory Readers or License Administrator")
	case TenantRead:
		return unless(!v.Read.IsZero() && now.Sub(v.Read) < fresh, cmp.Or(v.Unread, "the tenant was not read within a day"))
	case PlanGood:
		return t.planGood(v, now)
	case Approved:
		return unless(t.approved(now), "nobody has approved the plan within three days")
	default:
		return t.proven(g, v, now)
	}
}

// proven is for guards of what was bought.
func (t *Takeover) proven(g Guard, v *View, now time.Time) string {
	switch g {
	case OrderComplete:
		return unless(v.Order == Complete, "the order is not complete")
	case TransferDone:
		return unless(v.Transfer == Complete, "the transfer is not complete")
	case SecondThere:
		return t.each(func(b Buy) string {
			return unless(v.ours(b.NewSKU) >= b.Seats, fmt.Sprintf("%d of %d seats of %s are there", v.ours(b.NewSKU), b.Seats, b.NewSKU))
		})
	case Room:
		return t.each(func(b Buy) string { return roomFor(b, v) })
	case Swapped:
		return t.swapped(v)
	case NoAddOns:
		return unless(len(v.AddOns) == 0, "add-ons still need the old package: "+strings.Join(v.AddOns, ", "))
	case Coverage:
		return t.each(func(b Buy) string { return t.covered(b, v) })
	case NoErrors:
		return unless(v.Errors == 0, fmt.Sprintf("the licences of %d users are in error", v.Errors))
	case Word:
		return unless(!t.Confirmed.IsZero(), "the old provider has not answered that the subscription will end")
	case OldGone:
		return t.oldGone(v)
	case Steady:
		return unless(!t.Covering.IsZero() && now.Sub(t.Covering) >= steady, "coverage has not been seen for two days yet")
	default:
		return "there is no such guard: " + string(g)
	}
}

func unless(holds bool, why string) string {
	if holds {
		return ""
	}
	return why
}

// each asks for every SKU that is bought. A takeover without any is not proven.
func (t *Takeover) each(why func(Buy) string) string {
	if len(t.Plan.Buys) == 0 {
		return "nothing was planned"
	}
	for _, b := range t.Plan.Buys {
		if w := why(b); w != "" {
			return w
		}
	}
	return ""
}

func (t *Takeover) oneTenant(v *View) string {
	switch {
	case len(v.Tenants) != 1:
		return fmt.Sprintf("the domain %s is of %d tenants", t.Domain, len(v.Tenants))
	case t.Tenant != "" && !strings.EqualFold(t.Tenant, v.Tenants[0]):
		return "the domain is of another tenant than the one that was given"
	}
	return ""
}

// planGood compares the plan with what is there now: what a person approved must be what would be planned.
func (t *Takeover) planGood(v *View, now time.Time) string {
	if len(t.Plan.Blocks) > 0 {
		return strings.Join(t.Plan.Blocks, "; ")
	}
	if p, _ := NewPlan(t, v, now); !slices.EqualFunc(p.Buys, t.Plan.Buys, sameBuy) || len(p.Blocks) > 0 {
		return "the tenant has changed since it was planned: plan again"
	}
	return ""
}

// sameBuy leaves out how long both are paid, which changes by itself.
func sameBuy(a, b Buy) bool {
	return a.OldSKU == b.OldSKU && a.NewSKU == b.NewSKU && a.Item == b.Item && a.Seats == b.Seats && a.Assigned == b.Assigned && a.Had == b.Had && slices.Equal(a.Old, b.Old)
}

// roomFor asks for a free seat for every user whose licence changes.
func roomFor(b Buy, v *View) string {
	if strings.EqualFold(b.OldSKU, b.NewSKU) {
		return ""
	}
	p, users := v.pool(b.NewSKU), v.pool(b.OldSKU).Consumed
	return unless(p.Enabled-p.Consumed >= users, fmt.Sprintf("%d seats of %s are free, %d users need one", p.Enabled-p.Consumed, b.NewSKU, users))
}

// covered asks whether the seats that are ours are enough for everybody who has the SKU, as if the old subscription were gone. Users who still hold an old SKU
// are not covered.
func (t *Takeover) covered(b Buy, v *View) string {
	if v.Read.IsZero() {
		return "the tenant cannot be read"
	}
	users := v.pool(b.NewSKU).Consumed
	if why := t.holdsOld(b, v); why != "" {
		return why
	}
	return unless(v.ours(b.NewSKU) >= users, fmt.Sprintf("%d seats of %s are ours, %d users have one", v.ours(b.NewSKU), b.NewSKU, users))
}

// holdsOld asks for nobody to hold an old package, except those whom somebody let stay as they are by name.
func (t *Takeover) holdsOld(b Buy, v *View) string {
	if strings.EqualFold(b.OldSKU, b.NewSKU) {
		return ""
	}
	left := v.pool(b.OldSKU).Consumed - t.waived(b.OldSKU)
	return unless(left <= 0, fmt.Sprintf("%d users still hold the old package", left))
}

func (t *Takeover) waived(oldSKU string) int {
	n := 0
	for _, u := range t.Swap.Users {
		if u.waived() && strings.EqualFold(u.OldSKU, oldSKU) {
			n++
		}
	}
	return n
}

func (t *Takeover) swapped(v *View) string {
	for _, b := range t.Plan.Buys {
		if why := t.holdsOld(b, v); why != "" {
			return why
		}
	}
	left := 0
	for _, u := range t.Swap.Users {
		if u.State != UserDone && !u.waived() {
			left++
		}
	}
	return unless(len(t.Swap.Users) > 0 && left == 0, fmt.Sprintf("%d of %d users do not have the new licence yet", left, len(t.Swap.Users)))
}

// oldGone asks for every old subscription to be seen not enabled. What cannot be read is not gone.
func (t *Takeover) oldGone(v *View) string {
	if v.Read.IsZero() {
		return "the tenant cannot be read"
	}
	for _, o := range t.Old {
		if l, there := v.line(o.ID); there && (l.Status == enabled || l.Status == "LockedOut") && !l.Ours {
			return "the old subscription " + o.ID + " is " + l.Status
		}
	}
	return ""
}
