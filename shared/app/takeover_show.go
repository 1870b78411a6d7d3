package app

import (
	"time"

	"github.com/seatwright/seatwright/shared/takeover"
)

// takeoverShown is what callers see of a takeover. The nouns in it have the contract's names; people's licences as they were stay with us.
type takeoverShown struct {
	ID        string            `json:"id"`
	Domain    string            `json:"domain"`
	Tenant    string            `json:"tenant_id,omitempty"`
	State     takeover.State    `json:"state"`
	Since     time.Time         `json:"since"`
	Due       time.Time         `json:"due,omitzero"`
	Transfer  bool              `json:"transfer"`
	Automate  bool              `json:"automate"`
	Provider  string            `json:"provider,omitempty"`
	Wishes    []wishShown       `json:"wishes"`
	Blocked   []string          `json:"blocked,omitempty"`
	Failed    takeover.State    `json:"failed,omitempty"`
	Plan      *planShown        `json:"plan,omitempty"`
	Approved  time.Time         `json:"approved,omitzero"`
	Order     string            `json:"order_id,omitempty"`
	Old       []lineShown       `json:"old,omitempty"`
	Tasks     []taskShown       `json:"tasks,omitempty"`
	Alarms    []alarmShown      `json:"alarms,omitempty"`
	Letters   []takeover.Letter `json:"letters,omitempty"`
	Users     []userShown       `json:"users,omitempty"`
	Paused    string            `json:"paused,omitempty"`
	Bought    time.Time         `json:"bought,omitzero"`
	Confirmed time.Time         `json:"confirmed,omitzero"`
	Covering  time.Time         `json:"covering,omitzero"`
}

type itemShown struct {
	Product string `json:"product_id"`
	SKU     string `json:"sku_id"`
	Term    string `json:"term_duration"`
	Billing string `json:"billing_plan"`
	Segment string `json:"segment"`
}

type wishShown struct {
	OldSKU   string    `json:"old_sku"`
	NewSKU   string    `json:"new_sku"`
	Item     itemShown `json:"item"`
	Seats    int       `json:"seats,omitempty"`
	MaxSeats int       `json:"max_seats,omitempty"`
	AddOns   []string  `json:"add_ons,omitempty"`
}

type planShown struct {
	takeover.Plan

	Buys []buyShown `json:"buys"`
}

type buyShown struct {
	takeover.Buy

	Item itemShown `json:"item"`
}

type lineShown struct {
	ID     string    `json:"id"`
	SKU    string    `json:"sku"`
	Status string    `json:"status"`
	Seats  int       `json:"seats"`
	Ends   time.Time `json:"ends,omitzero"`
}

type taskShown struct {
	takeover.Task

	Told *struct{} `json:"told,omitempty"`
}

type alarmShown struct {
	takeover.Alarm

	Told *struct{} `json:"told,omitempty"`
}

type userShown struct {
	ID     string             `json:"id"`
	OldSKU string             `json:"old_sku"`
	NewSKU string             `json:"new_sku"`
	State  takeover.UserState `json:"state"`
	Why    string             `json:"why,omitempty"`
	Waived string             `json:"waived,omitempty"`
}

func shownTakeover(t *takeover.Takeover) takeoverShown {
	out := takeoverShown{
		ID: t.ID, Domain: t.Domain, Tenant: t.Tenant, State: t.State, Since: t.Since, Due: t.Due, Transfer: t.Transfer, Automate: t.Automate, Provider: t.Provider,
		Wishes: []wishShown{}, Blocked: t.Blocked, Failed: t.Failed, Letters: t.Letters, Paused: t.Swap.Paused, Bought: t.Bought, Confirmed: t.Confirmed,
		Covering: t.Covering, Tasks: shownTasks(t.Tasks), Alarms: shownAlarms(t.Alarms),
	}
	for _, w := range t.Wishes {
		out.Wishes = append(out.Wishes, wishShown{OldSKU: w.OldSKU, NewSKU: w.NewSKU, Item: itemShown(w.Item), Seats: w.Seats, MaxSeats: w.MaxSeats, AddOns: w.AddOns})
	}
	if t.Plan.Hash != "" {
		out.Plan = &planShown{Plan: t.Plan, Buys: []buyShown{}}
		for _, b := range t.Plan.Buys {
			if b.Old == nil {
				b.Old = []string{}
			}
			out.Plan.Buys = append(out.Plan.Buys, buyShown{Buy: b, Item: itemShown(b.Item)})
		}
		if t.Approval.Hash == t.Plan.Hash {
			out.Approved = t.Approval.At
		}
	}
	if ordered(t) {
		out.Order = string(takeoverOrder(t))
	}
	for _, l := range t.Old {
		out.Old = append(out.Old, lineShown{ID: l.ID, SKU: l.SKU, Status: l.Status, Seats: l.Seats, Ends: l.Ends})
	}
	for i := range t.Swap.Users {
		u := &t.Swap.Users[i]
		out.Users = append(out.Users, userShown{ID: u.Before.ID, OldSKU: u.OldSKU, NewSKU: u.NewSKU, State: u.State, Why: u.Why, Waived: u.Waived})
	}
	return out
}

func shownTasks(tasks []takeover.Task) []taskShown {
	var all []taskShown
	for _, t := range tasks {
		all = append(all, taskShown{Task: t})
	}
	return all
}

func shownAlarms(alarms []takeover.Alarm) []alarmShown {
	var all []alarmShown
	for _, a := range alarms {
		all = append(all, alarmShown{Alarm: a})
	}
	return all
}

type calendarShown struct {
	Takeovers []dayShown `json:"takeovers"`
}

type dayShown struct {
	takeover.Day

	Tasks  []taskShown  `json:"tasks,omitempty"`
	Alarms []alarmShown `json:"alarms,omitempty"`
}

func shownCalendar(all []takeover.Day) calendarShown {
	out := calendarShown{Takeovers: []dayShown{}}
	for _, d := range all {
		out.Takeovers = append(out.Takeovers, dayShown{Day: d, Tasks: shownTasks(d.Tasks), Alarms: shownAlarms(d.Alarms)})
	}
	return out
}
