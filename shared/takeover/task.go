package takeover

import (
	"slices"
	"time"
)

// Task is something that people do. It is done when its proof is seen.
type Task struct {
	Guard        Guard     `json:"guard"`
	Who          Who       `json:"who"`
	Instructions string    `json:"instructions"`
	Proof        string    `json:"proof"` // what the machine looks for
	Missing      string    `json:"missing,omitempty"`
	Due          time.Time `json:"due"`
	Done         time.Time `json:"done,omitzero"`
	Told         bool      `json:"told,omitempty"` // people were told of it
}

// Who is who does a task.
type Who string

// Those who do.
const (
	Buyer    Who = "customer" // a global administrator of the tenant
	Operator Who = "operator"
	OldOne   Who = "old_provider"
)

// instruction gives what people do so that a guard holds; false where nobody has to do anything but wait.
func (g Guard) instruction() (Task, bool) {
	t := Task{Guard: g, Who: Operator}
	switch g {
	case OneTenant:
		t.Instructions, t.Proof = "ask the buyer for a verified domain of the tenant", "the domain resolves to one tenant, the one that was given"
	case CustomerReady:
		t.Instructions, t.Proof = "complete address, contact and tax number of the customer's record", "the seller takes the record"
	case Relationship:
		t.Who = Buyer
		t.Instructions, t.Proof = "sign in as a global administrator, open the invitation and accept", "the seller shows the relationship"
	case Agreement:
		t.Who = Buyer
		t.Instructions, t.Proof = "accept the Microsoft Customer Agreement", "the seller shows it as accepted"
	case Administered:
		t.Who = Buyer
		t.Instructions, t.Proof = "approve delegated administration with the roles that the link names", "the roles are active"
	case TenantRead:
		t.Who = Buyer
		t.Instructions, t.Proof = "approve delegated administration with the role Directory Readers", "the tenant's subscriptions can be read"
	case PlanGood:
		t.Instructions, t.Proof = "correct what the plan names", "the plan can be ordered by what is read of the tenant"
	case Approved:
		t.Instructions, t.Proof = "read the plan's warnings and approve it by its hash", "an approval of this plan within three days"
	case TransferDone:
		t.Who = OldOne
		t.Instructions, t.Proof = "review the transfer in the old provider's portal and submit it", "the seller shows the transfer as complete"
	case Swapped:
		t.Instructions, t.Proof = "change the users that are listed, those with licences by group on the group", "each user holds the new licence and not the old one"
	case NoAddOns:
		t.Instructions, t.Proof = "order add-ons for the new package, or have them ended", "no add-on in the tenant needs the old package"
	case Word:
		t.Instructions, t.Proof = "send the letter to the old provider, and write its answer down", "the answer is written down; it is believed when the subscription is seen disabled"
	case OldGone:
		t.Who = OldOne
		t.Instructions, t.Proof = "have renewal turned off, cancel within the window, or submit the transfer", "the old subscription is seen disabled"
	default:
		return t, false
	}
	return t, true
}

// list makes the tasks of what is missing, and ends those whose proof is seen.
func (t *Takeover) list(s Step, missing map[Guard]string, now time.Time) {
	for i := range t.Tasks {
		task := &t.Tasks[i]
		if _, still := missing[task.Guard]; !still && task.Done.IsZero() {
			task.Done, task.Missing = now, ""
		}
	}
	for _, g := range s.Guards {
		why, is := missing[g]
		task, does := g.instruction()
		if !is || !does {
			continue
		}
		at := slices.IndexFunc(t.Tasks, func(o Task) bool { return o.Guard == g && o.Done.IsZero() })
		if at < 0 {
			task.Due = t.due(s)
			t.Tasks = append(t.Tasks, task)
			at = len(t.Tasks) - 1
		}
		t.Tasks[at].Missing = why
	}
}

// due is by when a step has to be done: by its own time, and before the old subscription ends.
func (t *Takeover) due(s Step) time.Time {
	due := t.Since.Add(s.Within)
	for _, o := range t.Old {
		if !o.Ends.IsZero() && o.Ends.Before(due) && o.Ends.After(t.Since) {
			due = o.Ends
		}
	}
	return due
}
