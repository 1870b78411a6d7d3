package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/order"
)

// Show builds the function behind GET /v1/orders/{order_id}.
func Show(e *Env) (lambda.Handler, error) {
	c, err := e.counter("getOrder", scopeRead)
	if err != nil {
		return nil, err
	}
	return edge.HTTP(c.options, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		o, err := c.desk.Show(ctx, order.PartnerID(r.Partner), order.ID(r.Path["order_id"]))
		if err != nil {
			return edge.Answer{}, err
		}
		return edge.Answer{Status: http.StatusOK, Body: shown(o), Note: string(o.State)}, nil
	}), nil
}
