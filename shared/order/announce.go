package order

import (
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

// Announce gives what the order's shop is told when the order is written with a version, and what the order says then of having told it. False: nothing
// that the shop was not told already. It is judged by the state and not by how the order came to it, so that whoever writes an order tells of it.
func (o Order) Announce(version int64, now time.Time) (n feed.News, told string, ok bool) {
	t := o.tells()
	told = string(t) + o.occasion(t)
	if told == o.Told {
		return n, told, false
	}
	n = feed.News{
		Owner: o.owner(), Order: string(o.ID), Version: version, Key: fmt.Sprintf("%s %d", t, version),
		Type: t, At: now, Data: o.data(t, now),
	}
	return n, told, true
}

// owner names whose events those of the order are.
func (o Order) owner() string {
	shop := o.Shop
	if shop == "" && o.Source.Kind != "api" {
		shop = o.Source.Of
	}
	return feed.OwnerOf(string(o.Partner), shop, o.Source.Of)
}

// tells gives the type of event that says how the order stands.
func (o Order) tells() feed.Type {
	switch {
	case o.Held() || o.State == AsksPerson:
		return feed.OrderHeld
	case o.State == Waiting:
		return feed.OrderAwaitingCustomer
	case o.State == Buying || o.State == NotKnown || o.State == Provisioning:
		return feed.OrderProvisioning
	case o.State == Cancelled:
		return feed.OrderCancelled
	case o.State == Failed:
		return feed.OrderFailed
	case o.State == Fulfilled && o.Return != nil && !o.Return.Done.IsZero():
		return feed.OrderCancelRejected
	case o.State == Fulfilled && o.count(LineRefused) > 0:
		return feed.OrderPartiallyFulfilled
	case o.State == Fulfilled:
		return feed.OrderFulfilled
	}
	return feed.OrderAccepted
}

// occasion tells apart what is told twice in a row: another question is not the one before.
func (o Order) occasion(t feed.Type) string {
	switch {
	case t == feed.OrderHeld && o.Question != nil:
		return " " + digest(o.Question.Field, o.Question.Text)
	case t == feed.OrderHeld && o.Hold != nil:
		return " " + digest(o.Hold.Code, o.Hold.Since.Format(time.RFC3339Nano))
	}
	return ""
}

func (o Order) count(s LineState) (n int) {
	for _, l := range o.Lines {
		if l.State == s {
			n++
		}
	}
	return n
}

// data gives what the event says: ids and states, and nobody's name.
func (o Order) data(t feed.Type, now time.Time) feed.Data {
	d := feed.Data{Status: string(o.State), Actions: o.actions(now), ShopOrder: o.Source.Ref, Customer: string(o.Customer.Tenant)}
	if o.Source.Kind == "api" {
		d.ShopOrder = o.Source.Name
	}
	if len(o.Lines) == 1 {
		d.Line = o.Lines[0].Key
		if s := o.Lines[0].Subscription; s != nil {
			d.Subscription, d.Seats = s.ID, s.Quantity
		}
	}
	for _, l := range o.Lines {
		if l.Ending != nil && l.Ending.CommittedUntil.After(d.CommittedUntil) {
			d.CommittedUntil = l.Ending.CommittedUntil
		}
	}
	switch {
	case t == feed.OrderHeld:
		d.Reason = o.reason()
	case t == feed.OrderCancelRejected:
		d.Reason = "cancel_window_over"
	case t == feed.OrderAwaitingCustomer && o.Relationship != nil:
		d.Link = o.Relationship.Link
	}
	return d
}

// reason is a word for why a person is asked: the field to correct, or the refusal.
func (o Order) reason() string {
	switch {
	case o.Question != nil && o.Question.Field != "":
		return strings.ReplaceAll(strings.Trim(o.Question.Field, "/"), "/", "_") + "_invalid"
	case o.Question != nil && o.Refused != nil && o.Refused.Code != "":
		return "refused_" + o.Refused.Code
	case o.Question != nil:
		return "decision_needed"
	case o.Hold != nil:
		return "partner_sign_in"
	}
	return ""
}

// actions lists what may be asked for now. A fulfilled order can be given back until the first of its licences is past the seller's window; after
// that it runs to the end of its term.
func (o Order) actions(now time.Time) []feed.Action {
	var all []feed.Action
	if o.State == AsksPerson {
		all = append(all, feed.Action{Name: "answer"})
	}
	if o.State == Failed || o.State == Cancelled || o.Return != nil {
		return all
	}
	until := time.Time{}
	for _, l := range o.Lines {
		if s := l.Subscription; s != nil && (until.IsZero() || s.CancelUntil.Before(until)) {
			until = s.CancelUntil
		}
	}
	if o.State == Fulfilled && !now.Before(until) {
		return append(all, feed.Action{Name: "cancel_at_term_end"})
	}
	return append(all, feed.Action{Name: "cancel", Until: until})
}
