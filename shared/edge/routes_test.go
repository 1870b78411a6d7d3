package edge_test

import (
	"context"
	"testing"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
)

// named answers with its name and what it was given.
type named string

func (n named) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	return append([]byte(n+" "), payload...), nil
}

func TestARequestGoesToTheHandlerOfItsMethodAndResource(t *testing.T) {
	t.Parallel()
	h := edge.Routes(map[string]lambda.Handler{"GET /a/{id}": named("read"), "PUT /a/{id}": named("write")})
	for event, want := range map[string]string{
		`{"httpMethod":"GET","resource":"/a/{id}","path":"/a/7"}`: "read",
		`{"httpMethod":"PUT","resource":"/a/{id}","path":"/a/7"}`: "write",
	} {
		if got, err := h.Invoke(t.Context(), []byte(event)); err != nil || string(got) != want+" "+event {
			t.Errorf("%s: %s (%v), want %s with the whole event", event, got, err, want)
		}
	}
	for _, event := range []string{"?", `{}`, `{"httpMethod":"GET","resource":"/a/7"}`, `{"httpMethod":"DELETE","resource":"/a/{id}"}`} {
		if got, err := h.Invoke(t.Context(), []byte(event)); err == nil {
			t.Errorf("%s: %s, want an error of the function", event, got)
		}
	}
}
