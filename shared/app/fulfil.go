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

// Fulfil builds the function that the queue of orders wakes.
func Fulfil(e *Env) (lambda.Handler, error) {
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, secrets)
	if err != nil {
		return nil, err
	}
	work := order.Fulfil{Ledger: t, Seller: s.open, Vault: vault{secrets}, Holds: holds{t}, Now: e.Now, Sleep: e.Sleep}
	o := edge.Options{Operation: "fulfil", Log: e.Log, Now: e.Now}
	return edge.Queue(o, atOnce, func(ctx context.Context, m edge.Message) error {
		var w wish
		if err := json.Unmarshal([]byte(m.Body), &w); err != nil || w.Order == "" {
			return fault.Malformed.Errorf("the message names no order")
		}
		ctx = edge.With(ctx, slog.String("order_id", w.Order))
		start := e.Now()
		after, err := work.Run(ctx, order.ID(w.Order))
		if err != nil && m.Receives >= lastReceive {
			if stuck := work.Stick(ctx, order.ID(w.Order)); stuck != nil {
				e.Log.ErrorContext(ctx, "order not marked as stuck", "error", stuck.Error())
			}
		}
		e.report(ctx, after, start)
		return err
	}), nil
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
