package partnercenter

import (
	"slices"
	"time"
)

// settleHandover brings a customer's transfers up to a time: what is due is through, and what nobody submitted has expired.
func (s *Sim) settleHandover(cu *customer, now time.Time) {
	for _, t := range cu.handover.transfers {
		expires, _ := parseTime(t.Expires)
		switch {
		case t.Status == transferMoving && !now.Before(t.due):
			s.completeTransfer(cu, t)
		case t.Status == transferPending && !now.Before(expires):
			s.endTransfer(cu, t, transferExpired, expires)
		}
	}
}

// completeTransfer moves the subscriptions. Microsoft documents that they get new ids and orders, that the term and its end carry over, that the source is
// billed to the day of the transfer and the target from the next, and that no window is reopened. That they stay at the source as deleted is modelled.
func (s *Sim) completeTransfer(cu *customer, t *p2p) {
	made := map[string]string{}
	for _, id := range t.moved {
		if t.Target == cu.partner {
			made[id] = s.comes(cu, id, t.due)
		} else {
			s.goes(cu, id, t.due)
		}
	}
	for _, sub := range cu.subs {
		if id := made[sub.Parent]; id != "" {
			sub.Parent = id
		}
	}
	for n := range t.Lines {
		t.Lines[n].Status = transferComplete
	}
	t.Status, t.Completed, t.Modified = transferComplete, stamp(t.due), stamp(t.due)
	s.tellTransfer(cu, "complete-transfer", t.due)
}

// comes has another partner's subscription become one of the customer's partner here, and gives its new id.
func (s *Sim) comes(cu *customer, id string, at time.Time) string {
	i := slices.IndexFunc(cu.handover.foreign, func(f *foreign) bool { return f.sub.ID == id })
	if i < 0 {
		return ""
	}
	old := cu.handover.foreign[i].sub
	cu.handover.foreign = slices.Delete(cu.handover.foreign, i, i+1)
	s.advance(old, at)
	sub := old.clone()
	sub.ID, sub.order, sub.Order, sub.rows = s.id(), nil, s.shortID(), nil
	sub.Created, sub.updates, sub.Reseller = at, 0, ""
	cu.subs = append(cu.subs, sub)
	s.reprice(sub, at, "transfer")
	s.tell(cu, sub.ID, at)
	return sub.ID
}

// goes has a subscription leave the customer's partner here.
func (s *Sim) goes(cu *customer, id string, at time.Time) {
	i := slices.IndexFunc(cu.subs, func(sub *subscription) bool { return sub.ID == id })
	if i < 0 {
		return
	}
	sub := cu.subs[i]
	s.advance(sub, at)
	if sub.Status != active {
		return
	}
	s.chargeSeats(sub, -sub.Quantity, at, "transfer")
	sub.Status, sub.AutoRenew, sub.cancelled, sub.schedule, sub.actions = deleted, false, true, nil, nil
	s.tell(cu, sub.ID, at)
}
