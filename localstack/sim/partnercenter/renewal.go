package partnercenter

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// changeRenewal sets renewal and what is arranged for the end of the term. Microsoft documents that instructions need
// renewal and are deleted when it is switched off. An explicit cancel beside renewal contradicts itself: refused (modelled).
func (c *call) changeRenewal(sub *subscription, want wish) *reply {
	if refusal := c.refuseActions(sub, want); refusal != nil {
		return refusal
	}
	fresh := want.Schedule != nil && !sameJSON(want.Schedule, sub.schedule)
	switch {
	case fresh && !want.AutoRenew:
		return refuse(http.StatusBadRequest, 900280, "The next term cannot be scheduled without renewal.")
	case want.AutoRenew && !sub.AutoRenew && c.cat.items[sub.Item].sku.NotPurchasable:
		return refuse(http.StatusBadRequest, 800093, "The subscription cannot be renewed automatically.")
	}
	if fresh {
		if refusal := c.refuseSchedule(sub, want.Schedule); refusal != nil {
			return refusal
		}
	}
	sub.AutoRenew, sub.actions, sub.schedule = want.AutoRenew, want.Actions, want.Schedule
	if !sub.AutoRenew {
		sub.schedule = nil
	}
	return nil
}

func (c *call) refuseActions(sub *subscription, want wish) *reply {
	for _, a := range want.Actions {
		at, isTime := parseTime(a.Effective)
		end := midnight(sub.End)
		switch {
		case a.Schedule == "" || !a.cancels() && !strings.EqualFold(a.Action, "extend"):
			return refuse(http.StatusBadRequest, 800002, "The scheduled action is not known.")
		case a.Effective != "" && (!isTime || midnight(at).Before(end) || midnight(at).After(end.Add(day))):
			return refuse(http.StatusBadRequest, 800002, "The scheduled action is not at the end of the term.")
		}
	}
	if want.AutoRenew && slices.ContainsFunc(want.Actions, scheduledAction.cancels) {
		return refuse(http.StatusBadRequest, 800002, "A scheduled cancel needs renewal to be off.")
	}
	return nil
}

// refuseSchedule says why the next term cannot be as instructed, or nil.
func (c *call) refuseSchedule(sub *subscription, raw json.RawMessage) *reply {
	no := func(code int, text string) *reply { return refuse(http.StatusBadRequest, code, text) }
	var in instructions
	if json.Unmarshal(raw, &in) != nil {
		return no(800121, "The instructions for the next term are not valid.")
	}
	i, known := c.cat.items[in.Product.Product+":"+in.Product.SKU]
	switch {
	case !known || !i.plan(in.Product.Term, in.Product.Cycle) || in.Quantity < max(1, i.sku.Min) || in.Quantity > i.sku.Max:
		return no(800121, "The instructions for the next term are not valid.")
	case in.Product.Promotion != "" && c.cat.promotion(in.Product.Promotion) == nil:
		return no(800121, "The promotion of the next term is not valid.")
	case in.CustomEnd == "":
		return nil
	}
	end, isTime := parseTime(in.CustomEnd)
	if !isTime {
		return no(endOutsideTerm, "The customTermEndDate is not a date.")
	}
	if code := c.refuseEnd(i, in.Product.Term, sub.End.AddDate(0, 0, 1), end, sub.ID); code != 0 {
		return no(code, "The customTermEndDate of the next term is not valid.")
	}
	return nil
}
