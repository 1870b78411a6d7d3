package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/order"
)

// Order builds the function behind POST /v1/orders.
func Order(e *Env) (lambda.Handler, error) {
	c, err := e.counter("placeOrder", scopeWrite)
	if err != nil {
		return nil, err
	}
	return edge.HTTP(c.options, edge.Once(c.options, c.table, true, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		n, err := edge.JSON[api.NewOrder](r.Body)
		if err != nil {
			return edge.Answer{}, err
		}
		o, err := newOrder(n)
		if err != nil {
			return edge.Answer{}, err
		}
		name, err := edge.Key(r.Header)
		if err != nil {
			return edge.Answer{}, err
		}
		o.Partner, o.Correlation = order.PartnerID(r.Partner), r.Correlation
		o.Source = order.Source{Kind: "api", Of: r.Client, Ref: name, Name: value(n.Reference)}
		if err := c.testable(ctx, o); err != nil {
			return edge.Answer{}, err
		}
		return taken(c.at(r).Place(ctx, o))
	})), nil
}

// taken answers with an order that was taken in and will be worked on.
func taken(o order.Order, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: shown(o), Header: map[string]string{"Location": "/v1/orders/" + string(o.ID), "ETag": tag(o.Version)}, Note: string(o.State)}, nil
}
