package app

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Answer builds the function behind POST /v1/orders/{order_id}/answer.
func Answer(e *Env) (lambda.Handler, error) {
	c, err := e.counter("answerOrder", scopeWrite)
	if err != nil {
		return nil, err
	}
	return edge.HTTP(c.options, edge.Once(c.options, c.table, false, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		a, err := edge.JSON[api.Answer](r.Body)
		if err != nil {
			return edge.Answer{}, err
		}
		reply, err := newReply(a)
		if err != nil {
			return edge.Answer{}, err
		}
		said := map[string]string{"answer": string(reply.Value)}
		desk := c.audited(r, audit.OrderAnswered, said)
		if desk.Seen, err = seen(r); err != nil {
			return edge.Answer{}, err
		}
		return taken(desk.Answer(ctx, order.PartnerID(r.Partner), order.ID(r.Path["order_id"]), reply))
	})), nil
}

// newReply turns an answer into what the order understands: objects are read by the contract's own types.
func newReply(a api.Answer) (order.Reply, error) {
	raw, err := json.Marshal(a.Value)
	if err != nil {
		return order.Reply{}, err
	}
	reply := order.Reply{Field: a.Field, Value: raw}
	switch a.Field {
	case "/agreement":
		n, err := edge.JSON[api.NewAgreement](raw)
		if err != nil {
			return reply, below("/value", err)
		}
		var bad forms
		if bad.agreement("/value", n); len(bad) > 0 {
			return reply, fault.At(fault.Invalid.Errorf("the answer does not fit the question"), bad...)
		}
		consent, err := newConsent(n)
		if err != nil {
			return reply, fault.At(fault.Invalid.Errorf("the answer does not fit the question"), fault.Field{Pointer: "/value/date", Text: err.Error()})
		}
		reply.Agreement = &consent
	case "/customer/address":
		n, err := edge.JSON[api.Address](raw)
		if err != nil {
			return reply, below("/value", err)
		}
		var bad forms
		if bad.address("/value", n); len(bad) > 0 {
			return reply, fault.At(fault.Invalid.Errorf("the answer does not fit the question"), bad...)
		}
		address := newAddress(n)
		reply.Address = &address
	}
	return reply, nil
}

// below moves the fields of a failure below a pointer of the caller's own document.
func below(pointer string, err error) error {
	fields := fault.Fields(err)
	for i := range fields {
		fields[i].Pointer = pointer + fields[i].Pointer
	}
	return fault.At(fault.Invalid.Errorf("the answer does not fit the question"), fields...)
}
