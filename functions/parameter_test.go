package functions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/functions"
)

func TestTheParametersOfSampleRequestsFitTheContract(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for _, f := range functions.All() {
		if len(f.Operations) == 0 {
			continue
		}
		names, err := samples.Names(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			e := sample(t, n)
			op, ok := meant(all, f, e)
			if !ok {
				continue // said elsewhere
			}
			if err := parametersFit(e, op); err != nil {
				t.Errorf("%s: %v", n, err)
			}
		}
	}
}

// parametersFit holds the path, the query and the headers of a request against the contract: what is required is there, what is there has the form, the
// contract names all of the path and the query, and the path is the template with the values in it.
func parametersFit(e events.APIGatewayProxyRequest, op operation) error {
	var failed []error
	left := map[string]bool{}
	path := e.Resource
	for name, v := range e.PathParameters {
		left["path "+name] = true
		path = strings.ReplaceAll(path, "{"+name+"}", v)
	}
	for name := range e.MultiValueQueryStringParameters {
		left["query "+name] = true
	}
	if at, err := url.Parse(e.Path); err != nil || at.Path != path {
		failed = append(failed, fmt.Errorf("path %q, but the resource with its parameters is %q", e.Path, path))
	}
	for _, ref := range op.Parameters {
		p := ref.Value
		delete(left, p.In+" "+p.Name)
		text, there := given(e, p)
		if !there {
			if p.Required {
				failed = append(failed, fmt.Errorf("parameter %s: missing", p.Name))
			}
			continue
		}
		if err := p.Schema.Value.VisitJSON(typed(text, p.Schema.Value)); err != nil {
			failed = append(failed, fmt.Errorf("parameter %s: %w", p.Name, err))
		}
	}
	for name := range left {
		failed = append(failed, fmt.Errorf("parameter %s: not in the contract", name))
	}
	if op.RequestBody == nil && e.Body != "" || op.RequestBody != nil && op.RequestBody.Value.Required && e.Body == "" {
		failed = append(failed, errors.New("has a body that the contract does not have, or none where it wants one"))
	}
	return errors.Join(failed...)
}

// given gives the value of a parameter.
func given(e events.APIGatewayProxyRequest, p *openapi3.Parameter) (string, bool) {
	switch p.In {
	case openapi3.ParameterInPath:
		v, ok := e.PathParameters[p.Name]
		return v, ok
	case openapi3.ParameterInQuery:
		if v := e.MultiValueQueryStringParameters[p.Name]; len(v) > 0 {
			return v[len(v)-1], true
		}
		v, ok := e.QueryStringParameters[p.Name]
		return v, ok
	}
	for name, values := range e.MultiValueHeaders {
		if http.CanonicalHeaderKey(name) == http.CanonicalHeaderKey(p.Name) && len(values) > 0 {
			return values[0], true
		}
	}
	return "", false
}

// typed reads a parameter's text as its schema wants it: a number where it wants one.
func typed(text string, s *openapi3.Schema) any {
	var v any
	if !s.Type.Is(openapi3.TypeString) && json.Unmarshal([]byte(text), &v) == nil {
		return v
	}
	return text
}
