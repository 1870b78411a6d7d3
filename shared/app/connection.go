package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Connection builds the function behind the connections of shops.
func Connection(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	c := connections{env: e, table: t, base: strings.TrimSuffix(e.Settings[setting.PublicURL], "/")}
	if c.secrets, err = e.OpenSecrets(); err != nil {
		return nil, err
	}
	if c.prices, err = e.openPricer(t); err != nil {
		return nil, err
	}
	if c.sales, err = e.openSales(t); err != nil {
		return nil, err
	}
	later, err := e.openQueue(setting.SaleQueue)
	if err != nil {
		return nil, err
	}
	c.later = waker{queue: later, now: e.Now, log: e.Log}
	options := func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	}
	answer := func(operation, scope string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scope), call)
	}
	create := options("createConnection", scopePartnersWrite)
	const all, one = "/v1/partners/{partner_id}/connections", "/v1/partners/{partner_id}/connections/{connection_id}"
	return edge.Routes(map[string]lambda.Handler{
		"GET " + all:              answer("listConnections", scopePartnersRead, c.list),
		"POST " + all:             edge.HTTP(create, edge.Once(create, t, true, c.create)),
		"GET " + one:              answer("getConnection", scopePartnersRead, c.show),
		"PUT " + one:              answer("putConnection", scopePartnersWrite, c.put),
		"POST " + one + "/secret": answer("rotateConnectionSecret", scopePartnersWrite, c.rotate),
		"POST " + one + "/pause":  answer("pauseConnection", scopePartnersWrite, c.paused(true)),
		"POST " + one + "/resume": answer("resumeConnection", scopePartnersWrite, c.paused(false)),
		"GET " + one + "/check":   answer("checkConnection", scopePartnersRead, c.check),
		"POST " + one + "/test":   answer("testConnection", scopePartnersWrite, c.try),
		"PUT " + one + "/keys":    answer("putConnectionKeys", scopePartnersWrite, c.keys),

		"GET " + one + "/quarantine": answer("listQuarantine", scopePartnersRead, c.quarantine),
		"POST " + one + "/replay":    answer("replayDelivery", scopePartnersWrite, c.replay),
		"POST " + one + "/waive":     answer("waiveReason", scopePartnersWrite, c.waive),
	}), nil
}

type connections struct {
	env     *Env
	table   *table.Table
	secrets secret.Versions
	prices  pricer
	sales   sales
	later   waker  // of deliveries
	base    string // our API's address where it has one of its own
}

// create writes the connection before its secret: until that is there its webhooks are answered 503 and come again. A call that died in between goes on when
// it is repeated.
func (c connections) create(ctx context.Context, r edge.Request) (edge.Answer, error) {
	fresh, signs, err := newConnection(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.sellable(ctx, fresh, nil); err != nil {
		return edge.Answer{}, err
	}
	name, err := edge.Key(r.Header)
	if err != nil {
		return edge.Answer{}, err
	}
	if fresh.ID, err = c.table.ConnectionAsked(ctx, fresh.Partner, r.Client, name, fresh.ID); err != nil {
		return edge.Answer{}, err
	}
	stored, version, err := c.table.ConnectionVersion(ctx, fresh.ID)
	if fault.Of(err) == fault.NotFound {
		stored = fresh
		version, err = c.save(acting(ctx, caller(r)), fresh, 0)
	}
	if err != nil {
		return edge.Answer{}, err
	}
	kept, err := c.first(ctx, r, stored.ID, signs)
	if err != nil {
		return edge.Answer{}, err
	}
	a := c.answer(r, stored, version, kept)
	a.Status, a.Header["Location"] = http.StatusCreated, "/v1/partners/"+r.Partner+"/connections/"+stored.ID
	return a, nil
}

// first keeps the secret of a new connection, unless it has one.
func (c connections) first(ctx context.Context, r edge.Request, id, signs string) (partner.Secret, error) {
	kept, err := c.secret(ctx, id)
	if err != nil || kept.Current != "" {
		return kept, err
	}
	kept = partner.Secret{Current: signs}
	return kept, c.keep(acting(ctx, caller(r)), id, kept)
}

// newID names a connection so that nobody guesses its address.
func newID() string { return "con_" + strings.ToLower(rand.Text()) }

func (c connections) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.table.Connections(ctx, order.PartnerID(r.Partner), after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := api.ConnectionPage{Connections: make([]api.ConnectionEntry, len(found)), Next: some(next)}
	for i, f := range found {
		page.Connections[i] = api.ConnectionEntry{Id: f.ID, Platform: api.Platform(f.Platform), Shop: f.Shop, Paused: f.Paused, Skus: len(f.SKUs)}
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// find gives the partner's connection that the path names. Another partner's is not there.
func (c connections) find(ctx context.Context, r edge.Request) (partner.Connection, int64, error) {
	found, version, err := c.table.ConnectionVersion(ctx, r.Path["connection_id"])
	if err == nil && string(found.Partner) != r.Partner {
		err = fault.NotFound.Errorf("connection: not there")
	}
	return found, version, err
}

func (c connections) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	found, version, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	return c.shown(ctx, r, found, version)
}

// shown answers with a connection and the ends of its secrets.
func (c connections) shown(ctx context.Context, r edge.Request, found partner.Connection, version int64) (edge.Answer, error) {
	kept, err := c.secret(ctx, found.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	return c.answer(r, found, version, kept), nil
}

func (c connections) put(ctx context.Context, r edge.Request) (edge.Answer, error) {
	base, err := seen(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if base == 0 {
		return edge.Answer{}, fault.Malformed.Errorf("want the header If-Match with the ETag of the connection that is changed")
	}
	before, version, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	if base != version {
		return edge.Answer{}, fault.Stale.Errorf("the connection is at version %d by now, not %d", version, base)
	}
	after, err := changedConnection(r, before)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.sellable(ctx, after, before.SKUs); err != nil {
		return edge.Answer{}, err
	}
	if version, err = c.save(acting(ctx, caller(r)), after, version); err != nil {
		return edge.Answer{}, err
	}
	return c.shown(ctx, r, after, version)
}

// paused pauses or resumes. Whoever saves something else at the same time loses nothing by it: then it is done on what they saved.
func (c connections) paused(pause bool) edge.Call {
	return func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		const tries = 3
		var err error
		for range tries {
			var found partner.Connection
			var version int64
			if found, version, err = c.find(ctx, r); err != nil {
				return edge.Answer{}, err
			}
			if found.Paused != pause {
				found.Paused = pause
				version, err = c.save(acting(ctx, caller(r)), found, version)
			}
			if err == nil {
				return c.shown(ctx, r, found, version)
			}
			if fault.Of(err) != fault.Stale {
				break
			}
		}
		return edge.Answer{}, err
	}
}

// rotate changes the secret. Of two at the same time the second waits its turn: each would take the other's for the one before.
func (c connections) rotate(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := edge.JSON[api.NewSecret](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	found, version, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	const longest, usual = time.Minute, 24
	lease, owner := "connection/"+found.ID, rand.Text()
	fence, err := c.table.Acquire(ctx, lease, owner, c.env.Now().Add(longest))
	if err != nil {
		return edge.Answer{}, err
	}
	defer func() { _ = c.table.Release(context.WithoutCancel(ctx), lease, owner, fence) }() // it ends by itself too
	kept, err := c.secret(ctx, found.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	hours := usual
	if n.OverlapHours != nil {
		hours = *n.OverlapHours
	}
	fresh, err := kept.Rotate(found.Platform, n.Secret, time.Duration(hours)*time.Hour, c.env.Now())
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.keep(acting(ctx, caller(r)), found.ID, fresh); err != nil {
		return edge.Answer{}, err
	}
	return c.answer(r, found, version, fresh), nil
}

func secretOf(connection string) string { return "connection/" + connection + "/webhook" }

// secret reads a connection's secret; the zero value where there is none yet.
func (c connections) secret(ctx context.Context, id string) (partner.Secret, error) {
	var s partner.Secret
	text, err := c.secrets.Read(ctx, secretOf(id))
	if fault.Of(err) == fault.NotFound {
		return s, nil
	}
	if err == nil && json.Unmarshal([]byte(text), &s) != nil { // the decoder's own words could quote it
		err = fault.Denied.Errorf("the connection's secret cannot be read; enter it anew")
	}
	return s, err
}

// keep writes a secret and leaves a record that says nothing of it.
func (c connections) keep(ctx context.Context, id string, s partner.Secret) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return auditedSecrets{c.secrets, c.env.trail(c.table)}.Write(ctx, secretOf(id), string(text))
}
