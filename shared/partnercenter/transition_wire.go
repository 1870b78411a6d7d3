package partnercenter

import (
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/subscription"
)

// wireOffer is an upgrade that may be made.
type wireOffer struct {
	Catalog       string `json:"catalogItemId"`
	Title         string `json:"title"`
	Quantity      int    `json:"quantity"`
	Eligibilities []struct {
		Eligible bool        `json:"isEligible"`
		Type     string      `json:"transitionType"`
		Errors   []wireError `json:"errors"`
	} `json:"eligibilities"`
}

// wireError is an error inside of an answer. Its wording is Microsoft's and not passed on.
type wireError struct {
	Code code `json:"code"`
}

// wireTransition is an upgrade, both ways.
type wireTransition struct {
	ID       string      `json:"id,omitempty"`
	Catalog  string      `json:"toCatalogItemId"`
	To       string      `json:"toSubscriptionId,omitempty"`
	Quantity int         `json:"quantity,omitempty"`
	Term     string      `json:"termDuration,omitempty"`
	Billing  string      `json:"billingCycle,omitempty"`
	Type     string      `json:"transitionType,omitempty"`
	Events   []wireEvent `json:"events,omitempty"`
}

type wireEvent struct {
	Name   string      `json:"name"`
	Status string      `json:"status"`
	At     stamp       `json:"timestamp"`
	Errors []wireError `json:"errors,omitempty"`
}

// best gives the way of an upgrade that is open: with the users' licences, when there is that.
func (w wireOffer) best() (kind string, eligible bool) {
	for _, e := range w.Eligibilities {
		if e.Eligible && (kind == "" || same(e.Type, withLicences)) {
			kind, eligible = e.Type, true
		}
	}
	return kind, eligible
}

// why says in our words why an upgrade is not open.
func (w wireOffer) why() string {
	for _, e := range w.Eligibilities {
		for _, x := range e.Errors {
			return part("400", string(x.Code)).Said()
		}
	}
	return "Microsoft gives no reason"
}

// noun gives an upgrade in our terms. Some states come with blanks behind. How far it is, the events of the conversion tell; that the
// users' licences could not be moved does not undo it.
func (w wireTransition) noun(of subscription.ID) subscription.Moved {
	product, sku, _ := item(w.Catalog)
	m := subscription.Moved{
		Product: product, SKU: sku, To: subscription.ID(strings.ToLower(w.To)), Seats: w.Quantity, At: w.begun(), State: subscription.MovedElse,
	}
	if m.To == "" {
		m.To = of
	}
	for _, e := range w.Events {
		failed := same(e.Status, "failed")
		if failed {
			m.Why = "Microsoft gives no reason"
			if len(e.Errors) > 0 {
				m.Why = part("400", string(e.Errors[0].Code)).Said()
			}
		}
		if !same(e.Name, "conversion") {
			continue
		}
		switch {
		case failed:
			m.State = subscription.NotMoved
		case same(e.Status, "completed"):
			m.State = subscription.Through
		case m.State != subscription.Through && m.State != subscription.NotMoved && (same(e.Status, "started") || same(e.Status, "inprogress")):
			m.State = subscription.Moving
		}
	}
	return m
}

// begun gives the earliest time among the events, or the zero time when none is told.
func (w wireTransition) begun() time.Time {
	var first time.Time
	for _, e := range w.Events {
		if !e.At.IsZero() && (first.IsZero() || e.At.Before(first)) {
			first = e.At.Time
		}
	}
	return first
}
