package partnercenter

import (
	"errors"
	"fmt"
	"strings"
)

// Edit is a change that somebody makes in the portal, past everybody who uses the API. What is nil stays.
type Edit struct {
	Subscription string  `json:"subscription"`
	Status       *string `json:"status"`
	Quantity     *int    `json:"quantity"`
	AutoRenew    *bool   `json:"autoRenew"`
	FriendlyName *string `json:"friendlyName"`
	By           string  `json:"by"` // user principal name, default portal@partner.example
}

// Portal makes a change in the portal, by the same rules as in the API. It is in the audit records, and told of.
func (s *Sim) Portal(e Edit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cu := range s.listed {
		for _, sub := range cu.subs {
			if strings.EqualFold(sub.ID, e.Subscription) {
				return s.edit(cu, sub, e)
			}
		}
	}
	return fmt.Errorf("portal: subscription %q is unknown", e.Subscription)
}

func (s *Sim) edit(cu *customer, sub *subscription, e Edit) error {
	c := &call{Sim: s, now: s.opt.Clock.Now(), customer: cu, partner: s.partners[cu.partner]}
	s.settleMoves(cu, c.now)
	c.settle(sub)
	want := wish{
		Status: sub.Status, Quantity: sub.Quantity, Friendly: sub.FriendlyName, Term: sub.Term, Cycle: sub.BillingCycle,
		AutoRenew: sub.AutoRenew, Partner: sub.Reseller, Schedule: sub.schedule, Actions: sub.actions,
	}
	set(&want.Status, e.Status)
	set(&want.Quantity, e.Quantity)
	set(&want.AutoRenew, e.AutoRenew)
	set(&want.Friendly, e.FriendlyName)
	before, changed := sub.view(c.now), sub.clone()
	if refusal := c.change(changed, want); refusal != nil {
		return errors.New("portal: " + refusal.text)
	}
	changed.updates++
	*sub = *changed
	if e.By == "" {
		e.By = "portal@partner.example"
	}
	s.noteBy(cu, e.By, "update_subscription", "subscription", before, sub.view(c.now), c.now)
	c.told(sub, c.now)
	return nil
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}
