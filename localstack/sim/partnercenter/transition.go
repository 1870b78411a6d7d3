package partnercenter

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// The types of transitions, by what happens to the licences of the people who have them.
const (
	transitionOnly = "transition_only"
	transitionAll  = "transition_with_license_transfer"
)

// transition moves seats of a subscription to another item.
type transition struct {
	operation string
	at        time.Time // when it was asked for
	due       time.Time // when it happens
	done      bool
	failure   *transitionError // it fails instead, at the time

	from, into *subscription // into is nil when there is no target subscription
	fromOffer  string
	to         item
	offer      string
	made       string // id of the subscription that a part of the seats goes to, "" for all of them in place
	quantity   int
	full       bool
	term       string
	cycle      string
	kind       string
}

type transitionError struct {
	Code int    `json:"code"`
	Text string `json:"description"`
}

type transitionEvent struct {
	Name   string            `json:"name"`
	Status string            `json:"status"`
	At     string            `json:"timestamp"`
	Errors []transitionError `json:"errors,omitempty"`
}

// transitionView is a transition on the wire. Microsoft documents that toSubscriptionId is there when the seats go to
// another subscription than their own.
type transitionView struct {
	Operation  string            `json:"operationId"`
	FromItem   string            `json:"fromCatalogItemId"`
	From       string            `json:"fromSubscriptionId"`
	ToItem     string            `json:"toCatalogItemId"`
	To         string            `json:"toSubscriptionId,omitempty"`
	Quantity   int               `json:"quantity"`
	Term       string            `json:"termDuration"`
	Cycle      string            `json:"billingCycle"`
	Kind       string            `json:"transitionType"`
	Events     []transitionEvent `json:"events"`
	Attributes attributes        `json:"attributes"`
}

// target is the id of the subscription that the seats go to, "" when they stay where they are.
func (t *transition) target() string {
	if t.into != nil {
		return t.into.ID
	}
	return t.made
}

// view shows a transition. Microsoft's samples have states with blanks behind them.
func (t *transition) view(blanks bool) transitionView {
	v := transitionView{
		Operation: t.operation, FromItem: t.fromOffer, From: t.from.ID, ToItem: t.offer, To: t.target(), Quantity: t.quantity,
		Term: t.term, Cycle: t.cycle, Kind: t.kind, Attributes: attributes{ObjectType: "Transition"},
		Events: []transitionEvent{{Name: "Conversion", Status: "Started", At: stamp(t.at)}},
	}
	switch {
	case !t.done:
	case t.failure != nil:
		v.Events = append(v.Events, transitionEvent{"Conversion", "Failed", stamp(t.due), []transitionError{*t.failure}})
	default:
		v.Events = append(v.Events, transitionEvent{Name: "Conversion", Status: "Completed", At: stamp(t.due)})
		if t.kind == transitionAll {
			v.Events = append(v.Events, transitionEvent{Name: "LicenseReassignment", Status: "Completed", At: stamp(t.due)})
		}
	}
	for n := range v.Events {
		if blanks {
			v.Events[n].Status += " "
		}
	}
	return v
}

// transitionBody is what a transition is asked for with.
type transitionBody struct {
	ToItem   string `json:"toCatalogItemId"`
	To       string `json:"toSubscriptionId"`
	Quantity int    `json:"quantity"`
	Term     string `json:"termDuration"`
	Cycle    string `json:"billingCycle"`
	Kind     string `json:"transitionType"`
}

// createTransition upgrades a subscription or a part of its seats. The answer is 200 with the transition as Microsoft
// documents; that it is under way until some time has passed is modelled by TransitionTakes.
func (c *call) createTransition() reply {
	sub, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	var in transitionBody
	if json.Unmarshal(c.body, &in) != nil || in.ToItem == "" {
		return bad("The body is not a transition.")
	}
	c.work()
	c.settle(sub)
	t, refusal := c.plan(sub, in)
	if refusal != nil {
		return *refusal
	}
	if r := c.refusal(t.to.key()); r != nil {
		if r.Status != 0 {
			return fail(r.Status, r.Code, r.Description)
		}
		t.failure = &transitionError{r.Code, r.Description}
	}
	t.operation, t.at, t.due = c.id(), c.now, c.now.Add(c.opt.TransitionTakes)
	if !t.full && t.into == nil {
		t.made = c.id()
	}
	c.customer.moves = append(c.customer.moves, t)
	before := sub.view(c.now)
	c.settleMoves(c.customer, c.now)
	c.note(c.customer, "update_subscription", "subscription", before, sub.view(c.now))
	if t.done {
		c.tellMoved(c.customer, t)
	}
	return ok(http.StatusOK, t.view(c.opt.Quirks.Blanks))
}

// listTransitions gives the history of a subscription. Microsoft documents the query operation-id.
func (c *call) listTransitions() reply {
	sub, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	only := c.r.URL.Query().Get("operation-id")
	items := []transitionView{}
	for _, t := range c.customer.moves {
		if t.from.ID == sub.ID && (only == "" || strings.EqualFold(only, t.operation)) {
			items = append(items, t.view(c.opt.Quirks.Blanks))
		}
	}
	return list("/customers/"+c.customer.id+"/subscriptions/"+sub.ID+"/transitions", items)
}
