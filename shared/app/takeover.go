package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/takeover"
)

// Scopes of takeovers.
const (
	scopeTakeoversRead  = "takeovers.read"
	scopeTakeoversWrite = "takeovers.write"
)

// Takeover builds the function behind takeovers of what other providers sold. It writes down what people ask and decide; the function lead goes on.
func Takeover(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	c := takeoverCounter{env: e, table: t}
	options := func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	}
	write := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeTakeoversWrite), called(call))
	}
	read := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeTakeoversRead), call)
	}
	create := options("createTakeover", scopeTakeoversWrite)
	const all = "/v1/partners/{partner_id}/takeovers"
	const one = all + "/{takeover_id}"
	return edge.Routes(map[string]lambda.Handler{
		"POST " + all:              edge.HTTP(create, called(edge.Once(create, t, false, c.create))),
		"GET " + all:               read("listTakeovers", c.list),
		"GET " + one:               read("getTakeover", c.show),
		"POST " + one + "/approve": write("approveTakeover", c.approve),
		"POST " + one + "/confirm": write("confirmTakeover", c.decided(takeover.Machine.Confirm)),
		"POST " + one + "/resume":  write("resumeTakeover", c.decided(takeover.Machine.Resume)),
		"POST " + one + "/abandon": write("abandonTakeover", c.decided(takeover.Machine.Abandon)),
		"PUT " + one + "/customer": write("completeTakeover", c.complete),
		"POST " + one + "/users":   write("decideTakeoverUser", c.user),
	}), nil
}

// takeoverCounter answers what is asked of takeovers.
type takeoverCounter struct {
	env   *Env
	table *table.Table
}

// machine gives the use case for one call: what it changes leaves its records. It looks at nothing outside.
func (c takeoverCounter) machine() takeover.Machine {
	kept := newAuditedTakeovers(c.table, audit.Trail{Chains: c.table, Now: c.env.Now})
	return takeover.Machine{Records: kept, Now: c.env.Now}
}

func (c takeoverCounter) create(ctx context.Context, r edge.Request) (edge.Answer, error) {
	t, err := newTakeover(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if t.ID, err = named("tko_", "createTakeover", r); err != nil {
		return edge.Answer{}, err
	}
	t, err = c.machine().Ask(ctx, t)
	return c.accepted(t, err)
}

func (c takeoverCounter) accepted(t takeover.Takeover, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusAccepted, Body: shownTakeover(&t), Header: map[string]string{"Location": "/v1/partners/" + t.Partner + "/takeovers/" + t.ID}, Note: string(t.State),
	}, nil
}

func (c takeoverCounter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	t, err := c.table.Takeovers().Load(ctx, r.Partner, r.Path["takeover_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownTakeover(&t), Note: string(t.State)}, nil
}

func (c takeoverCounter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	over, err := overToo(r)
	if err != nil {
		return edge.Answer{}, err
	}
	all, err := c.table.Takeovers().Calendar(ctx, r.Partner, over)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownCalendar(all)}, nil
}

// overToo reads whether those are wanted too that are over.
func overToo(r edge.Request) (bool, error) {
	switch r.Query.Get("over") {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, fault.At(fault.Malformed.Errorf("the query cannot be read"), fault.Field{Pointer: "over", Text: "want true or false"})
}

func (c takeoverCounter) approve(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.TakeoverHash](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/hash", &b.Hash, 1, longHash, nil)
	if err := bad.failed("the plan cannot be approved"); err != nil {
		return edge.Answer{}, err
	}
	return c.after(ctx, r, c.machine().Approve(ctx, r.Partner, r.Path["takeover_id"], b.Hash, r.Client))
}

// decided is a decision that says nothing more.
func (c takeoverCounter) decided(decide func(m takeover.Machine, ctx context.Context, partner, id string) error) edge.Call {
	return func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		return c.after(ctx, r, decide(c.machine(), ctx, r.Partner, r.Path["takeover_id"]))
	}
}

func (c takeoverCounter) complete(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.TakeoverCustomer](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	who := bad.company("", b)
	if err := bad.failed("the customer cannot be kept so"); err != nil {
		return edge.Answer{}, err
	}
	return c.after(ctx, r, c.machine().Complete(ctx, r.Partner, r.Path["takeover_id"], who))
}

func (c takeoverCounter) user(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.TakeoverDecision](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/user_id", &b.UserId, 1, longHash, userForm)
	bad.choice("/decision", b.Decision.Valid())
	if err := bad.failed("the decision cannot be taken"); err != nil {
		return edge.Answer{}, err
	}
	m, id := c.machine(), r.Path["takeover_id"]
	switch b.Decision {
	case "rollback":
		err = m.Back(ctx, r.Partner, id, b.UserId)
	case "retry":
		err = m.Again(ctx, r.Partner, id, b.UserId)
	case "waive":
		err = m.Waive(ctx, r.Partner, id, b.UserId, r.Client)
	}
	return c.after(ctx, r, err)
}

// after shows a takeover as a decision left it.
func (c takeoverCounter) after(ctx context.Context, r edge.Request, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return c.accepted(c.table.Takeovers().Load(ctx, r.Partner, r.Path["takeover_id"]))
}
