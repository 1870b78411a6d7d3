package edge

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/fault"
)

type routes map[string]lambda.Handler

// Routes makes one handler of several, for a function with more than one operation of the contract. It is keyed by method and resource as
// API Gateway names them, which is the path as the contract writes it: "GET /v1/partners/{partner_id}/settings".
func Routes(by map[string]lambda.Handler) lambda.Handler { return routes(by) }

// Invoke implements lambda.Handler. A request that no handler is for is an error of the function: API Gateway lets none through.
func (r routes) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e struct {
		Method   string `json:"httpMethod"`
		Resource string `json:"resource"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fault.Malformed.Wrap(err, "read a request event")
	}
	h, ok := r[e.Method+" "+e.Resource]
	if !ok {
		return nil, fault.Malformed.Errorf("read a request event: no operation is %s %s", e.Method, e.Resource)
	}
	return h.Invoke(ctx, payload)
}
