package app

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Cancel builds the function behind POST /v1/orders/{order_id}/cancel.
func Cancel(e *Env) (lambda.Handler, error) {
	c, err := e.counter("cancelOrder", scopeWrite)
	if err != nil {
		return nil, err
	}
	return edge.HTTP(c.options, edge.Once(c.options, c.table, false, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		var wish api.Cancellation
		if len(r.Body) > 0 {
			var err error
			if wish, err = edge.JSON[api.Cancellation](r.Body); err != nil {
				return edge.Answer{}, err
			}
		}
		if wish.AtTermEnd != nil && !wish.AtTermEnd.Valid() {
			return edge.Answer{}, fault.At(fault.Invalid.Errorf("the body does not have the form of the contract"),
				fault.Field{Pointer: "/at_term_end", Text: "want end or extend_monthly"})
		}
		how, desk := order.AtTermEnd(value(wish.AtTermEnd)), c.audited(r, audit.OrderCancelled, nil)
		var err error
		if desk.Seen, err = seen(r); err != nil {
			return edge.Answer{}, err
		}
		return taken(desk.Cancel(ctx, order.PartnerID(r.Partner), order.ID(r.Path["order_id"]), how, r.Client))
	})), nil
}
