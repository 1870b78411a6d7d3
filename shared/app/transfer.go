package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/transfer"
)

// Transfer builds the function behind transfers between partners. Nothing is asked or changed at the seller from here: the worker of the queue of orders does it.
func Transfer(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	c := transferCounter{env: e, table: t, wake: transferWaker{waker{queue: q, now: e.Now, log: e.Log}}}
	options := func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	}
	return edge.Routes(c.routes(options)), nil
}

// transferCounter is what the operations share.
type transferCounter struct {
	env   *Env
	table *table.Table
	wake  transferWaker
}

func (c transferCounter) routes(options func(operation, scope string) edge.Options) map[string]lambda.Handler {
	read := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeMigrationsRead), call)
	}
	write := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeMigrationsWrite), called(call))
	}
	create := options("createTransfer", scopeMigrationsWrite)
	const all, one = "/v1/partners/{partner_id}/transfers", "/v1/partners/{partner_id}/transfers/{transfer_id}"
	return map[string]lambda.Handler{
		"GET " + all:               read("listTransfers", c.list),
		"POST " + all:              edge.HTTP(create, called(edge.Once(create, c.table, true, c.create))),
		"POST " + all + "/find":    write("findTransfers", c.find),
		"GET " + one:               read("getTransfer", c.show),
		"POST " + one + "/refresh": write("refreshTransfer", c.plain(transfer.Desk.Refresh)),
		"POST " + one + "/accept":  write("acceptTransfer", c.accept),
		"POST " + one + "/reject":  write("rejectTransfer", c.reject),
		"POST " + one + "/cancel":  write("cancelTransfer", c.plain(transfer.Desk.Cancel)),
		"POST " + one + "/retry":   write("retryTransfer", c.plain(transfer.Desk.Retry)),
	}
}

// desk gives the use case for one call: what it changes leaves its records.
func (c transferCounter) desk() transfer.Desk {
	return transfer.Desk{Book: newAuditedTransfers(c.table, c.env.trail(c.table)), Waker: c.wake, Now: c.env.Now}
}

func (c transferCounter) create(ctx context.Context, r edge.Request) (edge.Answer, error) {
	w, err := wishedTransfer(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if w.ID, err = named("trf_", "createTransfer", r); err != nil {
		return edge.Answer{}, err
	}
	return transferAccepted(c.desk().Ask(ctx, r.Partner, w))
}

func (c transferCounter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	t, err := c.table.Transfers().Load(ctx, r.Partner, r.Path["transfer_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownTransfer(t), Note: string(t.State)}, nil
}

// pageTransfers is how many transfers a page has.
const pageTransfers = 50

func (c transferCounter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := optional(r, "cursor")
	if err != nil {
		return edge.Answer{}, err
	}
	all, next, err := c.table.Transfers().List(ctx, r.Partner, after, pageTransfers)
	if err != nil {
		return edge.Answer{}, err
	}
	page := transferPage{Transfers: []transferShown{}, Next: next}
	for _, t := range all {
		page.Transfers = append(page.Transfers, shownTransfer(t))
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

func (c transferCounter) find(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.TransferSearch](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	tenant := bad.tenant("/customer_id", b.CustomerId)
	if err := bad.failed("the customer cannot be looked at"); err != nil {
		return edge.Answer{}, err
	}
	if err := c.desk().Find(ctx, r.Partner, tenant, r.Correlation); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: api.TransferSearch{CustomerId: tenant}}, nil
}

// transferAccepted answers a call after which the worker goes on.
func transferAccepted(t transfer.Transfer, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusAccepted, Body: shownTransfer(t), Note: string(t.State),
		Header: map[string]string{"Location": "/v1/partners/" + t.Partner + "/transfers/" + t.ID},
	}, nil
}

// plain is an operation that says nothing but of which transfer.
func (c transferCounter) plain(do func(d transfer.Desk, ctx context.Context, partner, id string) (transfer.Transfer, error)) edge.Call {
	return func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		if err := nothing(r); err != nil {
			return edge.Answer{}, err
		}
		return transferAccepted(do(c.desk(), ctx, r.Partner, r.Path["transfer_id"]))
	}
}

func (c transferCounter) accept(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.TransferAcceptance](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/hash", &b.Hash, 1, longHash, nil)
	names := bad.leaving(value(b.Subscriptions))
	if err := bad.failed("the decision cannot be taken"); err != nil {
		return edge.Answer{}, err
	}
	return transferAccepted(c.desk().Accept(ctx, r.Partner, r.Path["transfer_id"], b.Hash, names, caller(r).who))
}

func (c transferCounter) reject(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.TransferRejection](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/hash", &b.Hash, 1, longHash, nil)
	if err := bad.failed("the decision cannot be taken"); err != nil {
		return edge.Answer{}, err
	}
	return transferAccepted(c.desk().Reject(ctx, r.Partner, r.Path["transfer_id"], b.Hash, caller(r).who))
}
