package app

import (
	"context"
	"encoding/json"

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
	work := order.Fulfil{Ledger: t, Seller: s.open, Vault: vault{secrets}, Now: e.Now, Sleep: e.Sleep}
	o := edge.Options{Operation: "fulfil", Log: e.Log, Now: e.Now}
	return edge.Queue(o, atOnce, func(ctx context.Context, m edge.Message) error {
		var w wish
		if err := json.Unmarshal([]byte(m.Body), &w); err != nil || w.Order == "" {
			return fault.Malformed.Errorf("the message names no order")
		}
		was, err := work.Run(ctx, order.ID(w.Order))
		if err != nil && m.Receives >= lastReceive {
			if stuck := work.Stick(ctx, order.ID(w.Order)); stuck != nil {
				e.Log.ErrorContext(ctx, "order not marked as stuck", "order_id", w.Order, "error", stuck.Error())
			}
		}
		e.Log.InfoContext(ctx, "order worked on", "order_id", w.Order, "state", string(was.State), "step", string(was.Intent.Step),
			"correlation_id", m.Correlation)
		return err
	}), nil
}
