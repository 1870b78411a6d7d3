package app

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/problem"
	"github.com/seatwright/seatwright/shared/subscription"
)

// wishForm reads what a request wishes.
type wishForm func(r edge.Request) (subscription.Wish, error)

// ask takes a wish in.
func (c licenceCounter) ask(operation string, form wishForm) edge.Call {
	return func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		w, err := form(r)
		if err != nil {
			return edge.Answer{}, err
		}
		name, err := changeID(operation, r)
		if err != nil {
			return edge.Answer{}, err
		}
		change, err := c.desk.Ask(ctx, subscription.Request{
			Partner: r.Partner, Of: subscriptionID(r), Wish: w, By: r.Client, Key: name, Correlation: r.Correlation,
		})
		if err != nil && change.Decision != nil {
			return edge.Answer{}, &ruledOut{err, *change.Decision}
		}
		if err != nil {
			return edge.Answer{}, err
		}
		header := map[string]string{"Location": "/v1/subscriptions/" + string(change.Of) + "/changes/" + change.ID}
		return edge.Answer{Status: http.StatusAccepted, Body: shownChange(change), Header: header, Note: change.Decision.Rule}, nil
	}
}

// changeID names a wish by the caller's key, so that a repeated call finds it; without a key each call is another wish.
func changeID(operation string, r edge.Request) (string, error) {
	name, err := edge.Key(r.Header)
	if err != nil {
		return "", err
	}
	if name == "" {
		return "chg_" + strings.ToLower(rand.Text()), nil
	}
	return "chg_" + key.Hash(r.Client, operation, name), nil
}

// ruledOut is a wish that the policy refuses, with its answer.
type ruledOut struct {
	error

	decision subscription.Decision
}

// Unwrap gives the failure.
func (r *ruledOut) Unwrap() error { return r.error }

// refusedWish is a problem with the policy's answer.
type refusedWish struct {
	problem.Document

	Decision api.Decision `json:"decision"`
}

// decided answers a wish that the policy refuses with a problem that says by which rule, and what is possible instead.
func decided(call edge.Call) edge.Call {
	return func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		a, err := call(ctx, r)
		no, ok := errors.AsType[*ruledOut](err)
		if !ok {
			return a, err
		}
		d := problem.From(err, r.Instance)
		d.Correlation = r.Correlation
		return edge.Answer{
			Status: d.Status, Body: refusedWish{d, shownDecision(no.decision)}, Header: map[string]string{"Content-Type": problem.ContentType},
			Note: no.decision.Rule, Warning: a.Warning,
		}, nil
	}
}

func subscriptionID(r edge.Request) subscription.ID {
	return subscription.ID(strings.ToLower(r.Path["subscription_id"]))
}
