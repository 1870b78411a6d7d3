package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
)

// Endpoint builds the function behind the endpoints of shops, and the feed of their events. It posts nothing.
func Endpoint(e *Env) (lambda.Handler, error) {
	c, err := e.endpoints()
	if err != nil {
		return nil, err
	}
	if c.wake, err = e.eventWaker(); err != nil {
		return nil, err
	}
	read := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(c.options(operation, scopeEventsRead), call)
	}
	write := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(c.options(operation, scopeEventsWrite), call)
	}
	const all, events = "/v1/endpoints", "/v1/events"
	const one = all + "/{endpoint_id}"
	return edge.Routes(map[string]lambda.Handler{
		"GET " + all:                 read("listEndpoints", c.list),
		"POST " + all:                write("registerEndpoint", c.register),
		"POST " + one + "/rotate":    write("rotateEndpoint", c.rotate),
		"POST " + one + "/disable":   write("disableEndpoint", c.disable),
		"PUT " + one + "/types":      write("putEndpointTypes", c.types),
		"GET " + one + "/deliveries": read("listDeliveries", c.deliveries),
		"GET " + events:              read("listEvents", c.events),
		"POST " + events + "/replay": write("replayEvents", c.replay),
	}), nil
}

// endpointCounter is what the operations share.
type endpointCounter struct {
	env     *Env
	table   *table.Table
	guard   *edge.Guard
	secrets secret.Versions
	post    feed.Post
	wake    eventWaker
}

func (e *Env) endpoints() (endpointCounter, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return endpointCounter{}, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return endpointCounter{}, err
	}
	post, err := e.openPost()
	return endpointCounter{env: e, table: t, guard: guard, secrets: secrets, post: post}, err
}

func (c endpointCounter) options(operation, scope string) edge.Options {
	return edge.Options{Operation: operation, Log: c.env.Log, Now: c.env.Now, Guard: c.guard, Scope: scope, Shops: true}
}

// desk gives the use case for one call: what it changes leaves its records.
func (c endpointCounter) desk(r edge.Request) feed.Desk {
	kept := auditedEndpoints{Feed: c.table.Feed(), trail: c.env.trail(c.table), by: caller(r)}
	return feed.Desk{Endpoints: kept, Secrets: c.secrets, Post: c.post, Now: c.env.Now}
}

// owner names whose events a call is about: those of a shop, or of the orders that the client placed without one. A shop's client speaks for its shop.
func (c endpointCounter) owner(ctx context.Context, r edge.Request, connection string) (string, error) {
	if connection == "" || connection == r.Shop {
		return feed.OwnerOf(r.Partner, r.Shop, r.Client), nil
	}
	known, err := c.table.Connection(ctx, connection)
	if fault.Of(err) == fault.NotFound || err == nil && (known.Partner != order.PartnerID(r.Partner) || r.Shop != "") {
		return "", fault.NotFound.Errorf("connection %q: not found", connection)
	}
	return feed.OwnerOf(r.Partner, connection, ""), err
}

// owned is owner for a connection that the query names.
func (c endpointCounter) owned(ctx context.Context, r edge.Request) (string, error) {
	connection := ""
	if len(r.Query["connection_id"]) > 0 {
		var err error
		if connection, err = parameter(r, "connection_id"); err != nil {
			return "", err
		}
	}
	return c.owner(ctx, r, connection)
}

// find gives the endpoint of a path, if it is the caller's: of its own orders or of its shop, and for a client that is no shop's of any shop of its partner.
func (c endpointCounter) find(ctx context.Context, r edge.Request) (feed.Endpoint, error) {
	id := r.Path["endpoint_id"]
	e, err := c.table.Feed().Endpoint(ctx, id)
	if err != nil {
		return e, err
	}
	shop := feed.ShopOf(e.Owner)
	if e.Owner != feed.OwnerOf(r.Partner, r.Shop, r.Client) && (r.Shop != "" || shop == "" || e.Owner != feed.OwnerOf(r.Partner, shop, "")) {
		return feed.Endpoint{}, fault.NotFound.Errorf("endpoint %q: not found", id)
	}
	return e, nil
}

func (c endpointCounter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	owner, err := c.owned(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	all, err := c.table.Feed().EndpointsOf(ctx, owner)
	if err != nil {
		return edge.Answer{}, err
	}
	body := api.EndpointList{Endpoints: []api.Endpoint{}}
	for _, e := range all {
		body.Endpoints = append(body.Endpoints, shownEndpoint(e))
	}
	return edge.Answer{Status: http.StatusOK, Body: body}, nil
}

// register answers with the secret, which is kept nowhere but in the secret store: so the call is not repeated under a key, and one whose answer was lost is
// followed by a rotation.
func (c endpointCounter) register(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := newEndpoint(r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	owner, err := c.owner(ctx, r, value(n.ConnectionId))
	if err != nil {
		return edge.Answer{}, err
	}
	e, key, err := c.desk(r).Register(ctx, feed.Wish{Owner: owner, URL: n.Url, Types: value(n.Types)})
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusCreated, Body: api.EndpointSecret{Endpoint: shownEndpoint(e), Secret: key},
		Header: map[string]string{"Location": "/v1/endpoints/" + e.ID, "Cache-Control": "no-store"}, Note: string(e.State),
	}, nil
}

func (c endpointCounter) rotate(ctx context.Context, r edge.Request) (edge.Answer, error) {
	e, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	by := caller(r)
	record := audit.Record{
		Aggregate: audit.Endpoint(e.ID), Partner: r.Partner, Who: by.who, What: audit.EndpointChanged + "rotated", Correlation: by.correlation, After: endpointFacts(e),
	}
	if err := c.env.trail(c.table).Leave(ctx, record, nil); err != nil {
		return edge.Answer{}, err
	}
	key, err := c.desk(r).Rotate(ctx, e.Owner, e.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusOK, Body: api.EndpointSecret{Endpoint: shownEndpoint(e), Secret: key}, Header: map[string]string{"Cache-Control": "no-store"},
	}, nil
}

func (c endpointCounter) disable(ctx context.Context, r edge.Request) (edge.Answer, error) {
	e, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	e, err = c.desk(r).Disable(ctx, e.Owner, e.ID)
	return c.answer(http.StatusOK, e, err)
}

func (c endpointCounter) types(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := newTypes(r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	e, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	e, err = c.desk(r).Want(ctx, e.Owner, e.ID, b.Types)
	return c.answer(http.StatusOK, e, err)
}

func (c endpointCounter) answer(status int, e feed.Endpoint, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: status, Body: shownEndpoint(e), Note: string(e.State)}, nil
}
