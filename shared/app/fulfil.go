package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Limits of the worker. The queue gives up on a message after lastReceive; orders of so many customers are worked on at once.
const (
	lastReceive = 5
	atOnce      = 10
)

// Fulfil builds the function that the queue of orders wakes. Changes of subscriptions, and transfers between partners, come through the same queue: the seller works on one thing of a
// customer at a time.
func Fulfil(e *Env) (lambda.Handler, error) {
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	licences := e.licenceWork(t, s)
	transfers := e.transferWork(t, s, licences)
	prices, err := e.openPricer(t)
	if err != nil {
		return nil, err
	}
	work := order.Fulfil{Ledger: t, Seller: s.open, Vault: vault{secrets}, Holds: holds{t}, Register: licences, Pricer: prices, Listings: listings{prices}, Now: e.Now, Sleep: e.Sleep}
	o := edge.Options{Operation: "fulfil", Log: e.Log, Now: e.Now}
	return edge.Queue(o, atOnce, func(ctx context.Context, m edge.Message) error {
		var w wish
		if err := json.Unmarshal([]byte(m.Body), &w); err != nil {
			return fault.Malformed.Wrap(err, "the message is no wish")
		}
		switch {
		case w.Order != "":
			mine := work
			mine.Ledger = &auditedLedger{Table: t, trail: e.trail(t)}
			return e.workOn(ctx, mine, order.ID(w.Order), m.Receives)
		case w.Partner != "" && w.Subscription != "":
			mine, kept := licences, e.auditedLicences(t)
			mine.Records, mine.Changes = kept, kept
			return e.workOnLicence(ctx, mine, w, m.Receives)
		case w.Partner != "" && (w.Transfer != "" || w.Transfers && w.Tenant != ""):
			return e.workOnTransfer(ctx, transfers, t, m, w)
		}
		return fault.Malformed.Errorf("the message names neither an order nor a subscription nor a transfer")
	}), nil
}

// workOn works on an order.
func (e *Env) workOn(ctx context.Context, work order.Fulfil, id order.ID, receives int) error {
	ctx = edge.With(ctx, slog.String("order_id", string(id)))
	start := e.Now()
	after, err := work.Run(ctx, id)
	if err != nil && receives >= lastReceive {
		if stuck := work.Stick(ctx, id); stuck != nil {
			e.Log.ErrorContext(ctx, "order not marked as stuck", "error", stuck.Error())
		}
	}
	e.report(ctx, after, start)
	return err
}

// report logs and measures the steps that a run made. Evidence stays in the order: it may name the customer.
func (e *Env) report(ctx context.Context, o order.Order, start time.Time) {
	last := start
	for _, s := range o.Steps {
		if s.At.Before(start) {
			continue
		}
		took := s.At.Sub(last)
		last = s.At
		m := duration("StepTime", took, slog.String("step", string(s.Name)), slog.String("result", string(s.Result)))
		e.measure(ctx, "step", m, slog.Int("attempt", s.Attempt))
	}
	if !o.Since.Before(start) {
		e.measure(ctx, "order state", once("OrderState", slog.String("state", string(o.State))))
	}
}
