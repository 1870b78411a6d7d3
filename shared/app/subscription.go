package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// Subscription builds the function behind the subscriptions: their list, what can be done with each, and what is wished of them.
func Subscription(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	l := t.Subscriptions()
	wake := licenceWaker{waker{queue: q, now: e.Now, log: e.Log}}
	c := licenceCounter{table: t, desk: subscription.Desk{Records: l, Changes: l, Seller: s.licences, Waker: wake, Now: e.Now}}
	options := func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	}
	return edge.Routes(c.routes(options)), nil
}

// licenceCounter is what the operations share.
type licenceCounter struct {
	table *table.Table
	desk  subscription.Desk
}

// routes gives the operations. A wish that is not a state but a difference, or that cannot be undone, needs an Idempotency-Key.
func (c licenceCounter) routes(options func(operation, scope string) edge.Options) map[string]lambda.Handler {
	read := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeSubscriptionsRead), call)
	}
	write := func(operation, scope string, key bool, form wishForm) lambda.Handler {
		o := options(operation, scope)
		return edge.HTTP(o, decided(edge.Once(o, c.table, key, c.ask(operation, form))))
	}
	const all, one = "/v1/subscriptions", "/v1/subscriptions/{subscription_id}"
	return map[string]lambda.Handler{
		"GET " + all:                          read("listSubscriptions", c.list),
		"GET " + one:                          read("getSubscription", c.show),
		"GET " + one + "/options":             read("subscriptionOptions", c.options),
		"GET " + one + "/changes/{change_id}": read("getChange", c.change),
		"POST " + one + "/seats":              write("changeSeats", scopeSubscriptionsWrite, true, seatsForm),
		"POST " + one + "/cancel":             write("cancelSubscription", scopeSubscriptionsCancel, false, cancelForm),
		"POST " + one + "/suspend":            write("suspendSubscription", scopeSubscriptionsWrite, false, plainForm(subscription.Suspend)),
		"POST " + one + "/resume":             write("resumeSubscription", scopeSubscriptionsWrite, false, plainForm(subscription.Resume)),
		"POST " + one + "/upgrade":            write("upgradeSubscription", scopeSubscriptionsWrite, true, upgradeForm),
		"PUT " + one + "/renewal":             write("setRenewal", scopeSubscriptionsWrite, false, renewalForm),
		"PUT " + one + "/schedule":            write("scheduleChange", scopeSubscriptionsWrite, false, scheduleForm),
		"PUT " + one + "/nickname":            write("setNickname", scopeSubscriptionsWrite, false, nicknameForm),
		"PUT " + one + "/partner-of-record":   write("setPartnerOfRecord", scopeSubscriptionsWrite, false, partnerForm),
	}
}

func (c licenceCounter) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	s, err := c.table.Subscriptions().Load(ctx, r.Partner, subscriptionID(r))
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownSubscription(s), Header: map[string]string{"ETag": tag(s.Edition)}}, nil
}

func (c licenceCounter) change(ctx context.Context, r edge.Request) (edge.Answer, error) {
	found, err := c.desk.Change(ctx, r.Partner, subscriptionID(r), r.Path["change_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownChange(found), Note: string(found.State)}, nil
}
