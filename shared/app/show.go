package app

import (
	"context"
	"net/http"
	"strconv"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Show builds the function behind GET /v1/orders and GET /v1/orders/{order_id}.
func Show(e *Env) (lambda.Handler, error) {
	c, err := e.counter("getOrder", scopeRead)
	if err != nil {
		return nil, err
	}
	all := c.options
	all.Operation = "listOrders"
	return edge.Routes(map[string]lambda.Handler{
		"GET /v1/orders":            edge.HTTP(all, c.list),
		"GET /v1/orders/{order_id}": edge.HTTP(c.options, c.show),
	}), nil
}

// show gives an order, or says that it is the one that the caller has already.
func (c counter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	o, err := c.at(r).Show(ctx, order.PartnerID(r.Partner), order.ID(r.Path["order_id"]))
	if err != nil {
		return edge.Answer{}, err
	}
	a := edge.Answer{Status: http.StatusOK, Body: shown(o), Header: map[string]string{"ETag": tag(o.Version)}, Note: string(o.State)}
	if had := r.Header.Values("If-None-Match"); len(had) == 1 {
		if v, ok := versionOf(had[0]); ok && v == o.Version {
			a.Status, a.Body = http.StatusNotModified, nil
		}
	}
	return a, nil
}

// list gives a page of orders, the newest first: of the partner, or of the shop that the client is of.
func (c counter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	fits, err := chosen(r)
	if err != nil {
		return edge.Answer{}, err
	}
	limit, err := atMost(r, onPage)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.table.Orders(ctx, order.PartnerID(r.Partner), r.Shop, fits, after, limit)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := api.OrderPage{Orders: make([]api.OrderEntry, len(found)), Next: some(next)}
	for i, o := range found {
		page.Orders[i] = entered(o)
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// chosen reads what the query chooses orders by.
func chosen(r edge.Request) (func(order.Order) bool, error) {
	state, err := optional(r, "state")
	if err != nil {
		return nil, err
	}
	if state != "" && !api.State(state).Valid() {
		return nil, fault.Malformed.Errorf("want the parameter state to be a state of orders, such as fulfilled")
	}
	reference, err := optional(r, "reference")
	if err != nil {
		return nil, err
	}
	return func(o order.Order) bool {
		return (state == "" || string(o.State) == state) && (reference == "" || o.Source.Ref == reference || o.Source.Name == reference)
	}, nil
}

// atMost reads how many entries a page may have.
func atMost(r edge.Request, highest int) (int, error) {
	text, err := optional(r, "limit")
	if err != nil || text == "" {
		return highest, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > highest {
		return 0, fault.Malformed.Errorf("want the parameter limit to be a number from 1 to %d", highest)
	}
	return n, nil
}

// entered turns an order into its entry in the list.
func entered(o order.Order) api.OrderEntry {
	return api.OrderEntry{
		Id: string(o.ID), State: api.State(o.State), Partner: string(o.Partner), Test: o.Test, CreatedAt: o.Created, Since: o.Since,
		Source:   api.Source{Kind: o.Source.Kind, Of: o.Source.Of, Reference: o.Source.Ref, Name: some(o.Source.Name)},
		Customer: shownCustomer(o.Customer), Lines: len(o.Lines), Expects: some(o.Expects()), Version: int(o.Version),
	}
}
