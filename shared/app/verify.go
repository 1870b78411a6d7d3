package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
)

// Verify builds the function that proves that who listens at an endpoint wants to be told. It is apart from the other operations because it posts to an address that
// the caller has chosen.
func Verify(e *Env) (lambda.Handler, error) {
	c, err := e.endpoints()
	if err != nil {
		return nil, err
	}
	return edge.HTTP(c.options("verifyEndpoint", scopeEventsWrite), func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		before, err := c.find(ctx, r)
		if err != nil {
			return edge.Answer{}, err
		}
		after, err := c.desk(r).Verify(ctx, before.Owner, before.ID)
		return c.answer(http.StatusOK, after, err)
	}), nil
}
