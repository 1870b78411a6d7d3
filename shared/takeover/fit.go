package takeover

import (
	"slices"
	"strings"
)

// Holder is a user of the customer's tenant, and the licences that the user holds.
type Holder struct {
	ID       string `json:"id"`
	Location string `json:"location,omitempty"` // usage location; without one no licence can be given
	Held     []Held `json:"held"`
}

// Held is a licence of a user.
type Held struct {
	SKU string `json:"sku"`
	// Off names the service plans that are switched off. Their ids differ between SKUs; their names do not.
	Off []string `json:"off,omitempty"`
	// ByGroup says that the user has it by a group, where only the group can change it.
	ByGroup bool `json:"by_group,omitempty"`
}

// Change is given and taken in one call, so that no user is without a licence in between.
type Change struct {
	Add    []Held
	Remove []string
}

func (h *Holder) held(sku string) (Held, bool) {
	for _, l := range h.Held {
		if strings.EqualFold(l.SKU, sku) {
			return l, true
		}
	}
	return Held{}, false
}

// Fit gives the change that a user needs, whether none is, and why it cannot be made by us. Plans are the names of the new SKU's service plans: those that were
// off stay off.
func Fit(h *Holder, oldSKU, newSKU string, plans []string) (c Change, done bool, why string) {
	old, hasOld := h.held(oldSKU)
	_, hasNew := h.held(newSKU)
	switch {
	case !hasOld && hasNew:
		return c, true, ""
	case !hasOld:
		return c, false, "the user has neither the old licence nor the new one"
	case old.ByGroup:
		return c, false, "the user has the licence by a group: change the group"
	case h.Location == "":
		return c, false, "the user has no usage location"
	}
	c.Remove = []string{oldSKU}
	if !hasNew {
		add := Held{SKU: newSKU}
		for _, name := range old.Off {
			if slices.Contains(plans, name) {
				add.Off = append(add.Off, name)
			}
		}
		c.Add = []Held{add}
	}
	return c, false, ""
}

// Restore gives the change that brings a user's licences back to what they were.
func Restore(before, now *Holder) Change {
	var c Change
	for _, l := range before.Held {
		if has, ok := now.held(l.SKU); !l.ByGroup && (!ok || !slices.Equal(has.Off, l.Off)) {
			c.Add = append(c.Add, l)
		}
	}
	for _, l := range now.Held {
		if _, ok := before.held(l.SKU); !ok && !l.ByGroup {
			c.Remove = append(c.Remove, l.SKU)
		}
	}
	return c
}
